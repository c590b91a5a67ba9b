import ExerciseModel

/// Every delivery of the run, folded from the log without the core, each step held to those that are allowed.
struct LedgerFold {
    /// One inject on its way to one team.
    struct Delivery {
        var plan: Observations.PlannedInject
        var state: String
        var reason = ""
        var since = UTCInstant(milliseconds: 0)
        var seq: Int64 = 0
        var attempt: Int64 = 0
    }

    /// In the order of the plan.
    private(set) var deliveries: [Delivery] = []
    private var index: [Target: Int] = [:]
    private var counts: [String: Int] = [:]
    private var plan: Observations.PlannedExercise?

    /// From which states each event may lead, and where to; `nil` leaves the state alone.
    private static let steps: [String: (from: Set<String>, to: String?)] = [
        "inject.queued": (["scheduled", "manual", "held", "skipped", "queued"], "queued"),
        "inject.held": (["scheduled", "queued"], "held"),
        "inject.rescheduled": (["skipped", "held", "queued"], "scheduled"),
        "inject.released": (["scheduled", "manual", "held", "skipped", "queued"], "released"),
        "inject.delivered": (["released"], "delivered"),
        "inject.attempt_failed": (["released"], "retrying"),
        "inject.retried": (["retrying", "unheard", "failed"], "released"),
        "inject.unheard": (["released"], "unheard"),
        "inject.failed": (["released"], "failed"),
        "inject.repeated": (["delivered"], nil),
        "inject.repeat_settled": (["delivered"], nil),
    ]

    private static let skips: [String: Set<String>] = [
        "late": ["scheduled", "queued"], "seek": ["scheduled"], "endex": ["scheduled", "manual", "held", "queued"],
        "stopped": ["scheduled", "manual", "held", "queued"],
        "reset": ["scheduled", "manual", "held", "queued", "released", "retrying", "unheard", "failed"],
    ]

    func delivery(_ target: Target) -> Delivery? { index[target].map { deliveries[$0] } }

    /// The number in a state.
    func count(_ state: String) -> Int { counts[state] ?? 0 }

    /// Lays out a plan: all of it lies ahead.
    mutating func load(_ plan: Observations.PlannedExercise) {
        self.plan = plan
        deliveries = plan.injects.map { Delivery(plan: $0, state: $0.due == nil ? "manual" : "scheduled") }
        index = Dictionary(
            plan.injects.enumerated().map { (Target(team: $1.team, inject: $1.inject), $0) }) { first, _ in first }
        counts = deliveries.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
    }

    /// Folds an event; says what is wrong with it.
    mutating func apply(_ event: LoggedEvent) -> String? {
        if event.type == "exercise.reset" {
            if let plan { load(plan) }
            return nil
        }
        guard event.type.hasPrefix("inject.") else { return nil }
        guard let place = index[event.target] else {
            return "event \(event.position) tells of \(event.target), which the plan does not hold"
        }
        let before = deliveries[place]
        let reason = event.text("reason")
        let step = event.type == "inject.skipped" ? (LedgerFold.skips[reason] ?? [], "skipped") : Self.steps[event.type]
        guard let step, step.from.contains(before.state) else {
            return "\(event.target) was \(before.state) and cannot become \(event.type) at \(event.position)"
        }
        counts[before.state, default: 0] -= 1
        if let state = step.to { deliveries[place].state = state }
        counts[deliveries[place].state, default: 0] += 1
        if step.to != nil { (deliveries[place].reason, deliveries[place].since) = (reason, event.record.at) }
        let sum = counts.values.reduce(0, +)
        guard sum == deliveries.count else { return "\(sum) deliveries at \(event.position), not \(deliveries.count)" }
        return number(event, place)
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
