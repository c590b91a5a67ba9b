import ExerciseModel

/// Every delivery of the run, folded from the log without the core, each step held to those that are allowed.
struct LedgerFold {
    /// One inject on its way to one team.
    struct Delivery {
        var plan: Observations.PlannedInject
        var state: String
        /// Microseconds of exercise time, as last planned.
        var due: Int64?
        /// Whether a controller moved it, or another inject gave it its time.
        var isPlanned = false
        /// Whether it goes when it is let go, and not when it came due.
        var wasHeld = false
        var reason = ""
        var since = UTCInstant(milliseconds: 0)
        var seq: Int64 = 0
        var attempt: Int64 = 0
        /// The furthest that a receipt has said, as a rank; 0 without one.
        var receipt = 0

        init(_ plan: Observations.PlannedInject) {
            self.plan = plan
            due = plan.due.map { $0 * 1_000 }
            state = due != nil ? "scheduled" : plan.after == nil ? "manual" : "waiting"
        }

        /// Where it stands when nothing keeps it.
        var home: String { isPlanned ? "scheduled" : Delivery(plan).state }

        /// How far it has come, as a rank; 0 before the release.
        var rank: Int { seq == 0 ? 0 : receipt > 0 ? receipt : state == "delivered" ? 2 : 1 }

        var target: Target { Target(team: plan.team, inject: plan.inject) }
    }

    /// The milestones in their order; the rank of one is its place from 1.
    private static let milestones = ["published", "delivered", "received", "seen", "acknowledged", "responded"]

    /// In the order of the plan, then of what was added.
    private(set) var deliveries: [Delivery] = []
    private var index: [Target: Int] = [:]
    private var counts: [String: Int] = [:]
    private var plan: Observations.PlannedExercise?

    private static let open: Set<String> = ["scheduled", "manual", "waiting", "held", "queued"]

    /// From which states each event may lead, and where to; `nil` leaves the state alone.
    private static let steps: [String: (from: Set<String>, to: String?)] = [
        "inject.queued": (open.union(["skipped"]), "queued"),
        "inject.held": (open, "held"),
        "inject.rescheduled": (["skipped", "held", "queued"], "home"),
        "inject.planned": (open, "scheduled"),
        "inject.released": (open.union(["skipped"]), "released"),
        "inject.published": (["released"], "published"),
        "inject.delivered": (["released", "published", "retrying", "unheard", "failed"], "delivered"),
        "inject.attempt_failed": (["released"], "retrying"),
        "inject.retried": (["published", "retrying", "unheard", "failed"], "released"),
        "inject.unheard": (["released"], "unheard"),
        "inject.failed": (["released", "published"], "failed"),
        "inject.repeated": (["delivered"], nil),
        "inject.repeat_settled": (["delivered"], nil),
    ]

    private static let skips: [String: Set<String>] = [
        "late": ["scheduled", "queued", "held"], "seek": ["scheduled"], "endex": open, "stopped": open, "hand": open,
        "reset": open.union(["released", "published", "retrying", "unheard", "failed"]),
    ]

    /// The rank of a milestone; 0 for none.
    static func rank(_ milestone: String) -> Int { (milestones.firstIndex(of: milestone) ?? -1) + 1 }

    func delivery(_ target: Target) -> Delivery? { index[target].map { deliveries[$0] } }

    /// The number in a state.
    func count(_ state: String) -> Int { counts[state] ?? 0 }

    /// Lays out a plan: all of it lies ahead.
    mutating func load(_ plan: Observations.PlannedExercise) {
        self.plan = plan
        deliveries = []
        (index, counts) = ([:], [:])
        for inject in plan.injects { append(inject) }
    }

    private mutating func append(_ inject: Observations.PlannedInject) {
        let delivery = Delivery(inject)
        index[delivery.target] = deliveries.count
        deliveries.append(delivery)
        counts[delivery.state, default: 0] += 1
    }

    /// Folds an event; says what is wrong with it.
    mutating func apply(_ event: LoggedEvent) -> String? {
        switch event.type {
        case "exercise.reset":
            if let plan { load(plan) }
            return nil
        case "inject.added": return add(event)
        case "receipt.recorded": return record(event)
        default: return event.type.hasPrefix("inject.") ? step(event) : nil
        }
    }

    private mutating func step(_ event: LoggedEvent) -> String? {
        guard let place = index[event.target] else {
            return "event \(event.position) tells of \(event.target), which the plan does not hold"
        }
        let before = deliveries[place]
        let reason = event.text("reason")
        let step = event.type == "inject.skipped" ? (LedgerFold.skips[reason] ?? [], "skipped") : Self.steps[event.type]
        guard let step, step.from.contains(before.state) else {
            return "\(event.target) was \(before.state) and cannot become \(event.type) at \(event.position)"
        }
        if event.type == "inject.planned" {
            deliveries[place].due = event.microseconds("time")
            deliveries[place].isPlanned = true
        }
        if let state = step.to { enter(state, place, event) }
        let sum = counts.values.reduce(0, +)
        guard sum == deliveries.count else { return "\(sum) deliveries at \(event.position), not \(deliveries.count)" }
        return number(event, place)
    }

    private mutating func enter(_ wanted: String, _ place: Int, _ event: LoggedEvent) {
        let before = deliveries[place]
        var state = wanted == "home" ? before.home : wanted
        // What a controller holds stays held when it gets another time.
        if event.type == "inject.planned", before.state == "held" { state = "held" }
        if before.state == "held" { deliveries[place].wasHeld = ["queued", "released"].contains(state) }
        counts[before.state, default: 0] -= 1
        counts[state, default: 0] += 1
        (deliveries[place].state, deliveries[place].reason) = (state, event.text("reason"))
        deliveries[place].since = event.record.at
    }

    private mutating func add(_ event: LoggedEvent) -> String? {
        guard let inject = event.data["inject"]?.object, let id = inject["id"]?.string, let plan else {
            return "what was added at \(event.position) is no inject"
        }
        for team in (event.data["teams"]?.array ?? []).compactMap(\.string) {
            guard index[Target(team: team, inject: id)] == nil else {
                return "'\(id)' was added at \(event.position), and '\(team)' has it already"
            }
            var added = Observations.PlannedInject(
                team: team, inject: id, due: nil, place: deliveries.count { $0.plan.team == team },
                late: inject["late"]?.string ?? plan.late, grace: inject["grace"]?.scaled(digits: 6) ?? plan.grace,
                content: inject["content"].map { Array($0.bytes) } ?? [])
            added.after = inject["after"]?.object.map {
                Observations.Trigger(
                    inject: $0["inject"]?.string ?? "", milestone: $0["state"]?.string ?? "",
                    delay: $0["delay"]?.scaled(digits: 6) ?? 0)
            }
            added.deadlines = (inject["expected_action"]?.array ?? []).map {
                $0.object?["deadline"]?.scaled(digits: 6)
            }
            append(added)
            guard let time = inject["time"]?.scaled(digits: 6) else { continue }
            // Microseconds, where a plan has milliseconds.
            counts[deliveries[deliveries.count - 1].state, default: 0] -= 1
            deliveries[deliveries.count - 1].due = time
            deliveries[deliveries.count - 1].isPlanned = true
            deliveries[deliveries.count - 1].state = "scheduled"
            counts["scheduled", default: 0] += 1
        }
        return nil
    }

    /// A receipt says more than was known, or brings a response; the furthest stays.
    private mutating func record(_ event: LoggedEvent) -> String? {
        guard let place = index[event.target] else {
            return "a receipt at \(event.position) is of \(event.target), which the plan does not hold"
        }
        let (before, rank) = (deliveries[place], LedgerFold.rank(event.text("status")))
        deliveries[place].receipt = max(before.receipt, rank)
        if before.state != "delivered" || before.seq == 0 || before.seq != event.integer("seq") {
            return "a receipt at \(event.position) is of \(event.target), which is \(before.state)"
        }
        if rank <= before.receipt, event.data["response"] == nil {
            return "the receipt at \(event.position) says nothing new of \(event.target)"
        }
        return nil
    }

    /// Numbers and attempts go on from what they were.
    private mutating func number(_ event: LoggedEvent, _ place: Int) -> String? {
        guard event.data["seq"] != nil else { return nil }
        let seq = event.integer("seq")
        switch event.type {
        case "inject.released": (deliveries[place].seq, deliveries[place].attempt) = (seq, 1)
        case "inject.retried": deliveries[place].attempt += 1
        default: break
        }
        guard deliveries[place].seq == seq else { return "\(event.target) changed its number at \(event.position)" }
        guard event.data["attempt"] == nil || event.integer("attempt") == deliveries[place].attempt else {
            return "\(event.target): event \(event.position) is of another attempt"
        }
        return nil
    }
}
