import ExerciseModel

/// One walk over the log, position by position: order, time, releases, the ledger and the desk.
struct LogWalk {
    private let plans: [String: Observations.PlannedExercise]
    private(set) var violations: [Violation] = []
    private(set) var clock = ClockFold()
    private(set) var ledger = LedgerFold()
    private(set) var releases: [Observations.FeedNumber: FeedRelease] = [:]
    /// Accepted commands by position.
    private(set) var accepted: [Int64: LoggedEvent] = [:]
    /// Commands, accepted or refused, by their id.
    private(set) var commands: [String: LoggedEvent] = [:]
    /// Deliveries that the log says were proven.
    private(set) var delivered: [Observations.FeedNumber: String] = [:]
    /// What the log says of hands, triggers, emergencies, teams and deadlines.
    private(set) var hands = HandAudit()
    private(set) var followers = FollowerAudit()
    private(set) var emergencies = EmergencyFold()
    private(set) var replays = ReplayFold()
    private var deadlines = DeadlineAudit()
    private(set) var simulations = SimulationAudit()
    /// The figures as `/monitoring` would tell them, at each position.
    private(set) var figures: [[Int]] = []
    private(set) var hearsBroker = false

    /// From which position to which a message was suspected of making the broker hang up.
    private(set) var suspicions: [Observations.FeedNumber: ClosedRange<Int64>] = [:]
    /// Successive losses of the link that found a message in flight.
    private var losses: [Observations.FeedNumber: Int] = [:]
    private var plan: Observations.PlannedExercise?
    private var run: Int64 = 1
    private var numbers: [String: Int64] = [:]
    private var released: Set<Target> = []
    private var latest: [String: (due: Int64, place: Int)] = [:]
    /// Whether the clock stands where a restart found it: what came due and was not decided on waits for `resume`.
    private var standsByRecovery = false

    init(_ observations: Observations) {
        plans = observations.plans
        for (index, record) in observations.records.enumerated() { walk(record, index: Int64(index)) }
        checkPassedOver("the end")
        checkLeftOver()
    }

    private mutating func complain(_ invariant: String, _ sentence: String?) {
        if let sentence { violations.append(Violation(invariant, sentence)) }
    }

    private mutating func walk(_ record: EventRecord, index: Int64) {
        if record.position != index + 1 { complain("I8", "position \(record.position) follows \(index)") }
        guard let event = LoggedEvent(record) else {
            return complain("I8", "the data of \(record.position) is no JSON object")
        }
        let next = event.type == "exercise.reset" ? run + 1 : run
        if record.run != next { complain("I8", "position \(record.position) is of run \(record.run), not \(next)") }
        run = record.run
        load(event)
        complain("I10", clock.fault(event))
        check(event)
        complain("I10", hands.fault(event, ledger, accepted))
        complain("I10", deadlines.fault(event, ledger, isRunning: clock.status == "running"))
        complain("I10", emergencies.fault(event))
        violations += simulations.violations(event)
        complain("feed", replays.fault(event, ledger))
        complain("I13", ledger.apply(event))
        complain("I10", followers.fault(event, ledger, clock))
        clock.apply(event)
        note(event)
        figures.append(
            [
                ledger.deliveries.count, ledger.count("delivered"), ledger.count("failed"),
                ledger.count("scheduled") + ledger.count("manual") + ledger.count("waiting"), ledger.count("held"),
                ledger.count("unheard"),
                ledger.count("queued") + ledger.count("released") + ledger.count("published")
                    + ledger.count("retrying"),
            ])
    }

    private mutating func load(_ event: LoggedEvent) {
        guard event.type == "exercise.loaded" else { return }
        guard let plan = plans[event.data["exercise"]?.object?["text"]?.string ?? ""] else {
            return complain("I8", "nobody wrote the files of \(event.position)")
        }
        self.plan = plan
        ledger.load(plan)
        clock.apply(event)
        clock.duration = plan.duration.map { $0 * 1_000 }
    }

    private mutating func check(_ event: LoggedEvent) {
        switch event.type {
        case "inject.released": checkRelease(event)
        case "inject.held", "inject.skipped":
            if event.text("reason") == "late" { checkGivenUp(event) }
        case "clock.completed": checkEnd(event)
        case "exercise.reset", "exercise.opened": checkLeftOver()
        case "clock.paused", "clock.stopped": checkPassedOver("\(event.position)")
        case "command.accepted", "command.refused":
            if event.type == "command.accepted" { accepted[event.position] = event }
            guard let id = event.data["id"]?.string, commands.updateValue(event, forKey: id) != nil else { return }
            complain("I1", "the command '\(id)' stands in the log twice, again at \(event.position)")
        default: break
        }
    }

    private mutating func note(_ event: LoggedEvent) {
        let number = Observations.FeedNumber(team: event.text("team"), seq: event.integer("seq"))
        switch event.type {
        case "broker.connected", "rival.gone": hearsBroker = true
        case "rival.seen", "exercise.opened": hearsBroker = false
        case "broker.lost":
            hearsBroker = false
            countLosses(event)
        case "clock.sought", "clock.recovered": latest = [:]
        case "exercise.reset", "exercise.loaded": (latest, released) = ([:], [])
        case "inject.delivered":
            delivered[number] = event.text("proof")
            if plan?.wantsReceipts == true, event.text("proof") != "receipt" {
                complain("feed", "\(event.target) counts as delivered at \(event.position) without its receipt")
            }
            releases[number]?.deliveredAt = event.position
            clear(number, event)
        case "inject.retried":
            releases[number]?.attempts[event.integer("attempt")] = event.position
            if !["schedule", "receipt"].contains(event.text("cause")) { clear(number, event) }
        default: break
        }
        if event.type == "clock.recovered" { standsByRecovery = event.text("policy") == "pause" }
        if ["clock.resumed", "clock.sought", "exercise.reset"].contains(event.type) { standsByRecovery = false }
    }

    private mutating func clear(_ number: Observations.FeedNumber, _ event: LoggedEvent) {
        guard losses.removeValue(forKey: number) ?? 0 >= 2 else { return }
        suspicions[number] = (suspicions[number]?.lowerBound ?? 0)...event.position - 1
    }

    /// What was in flight at two losses in a row is a suspect; at the third it is given up before the loss is told.
    private mutating func countLosses(_ event: LoggedEvent) {
        let flights = (event.data["in_flight"]?.array ?? []).compactMap(\.object).map {
            Observations.FeedNumber(team: $0["team"]?.string ?? "", seq: $0["seq"]?.integer ?? 0)
        }
        guard !flights.isEmpty else { return }
        losses = losses.filter { $0.value >= 2 || flights.contains($0.key) }
        for number in flights {
            // One that is repeated by hand was delivered: the broker took it once.
            guard let target = releases[number]?.event.target, ledger.delivery(target)?.state != "delivered" else {
                continue
            }
            losses[number, default: 0] += 1
            if losses[number] == 2 { suspicions[number] = event.position...Int64.max }
            guard losses[number] == 3, let release = releases[number]?.event, release.record.run == run,
                ledger.delivery(release.target)?.state == "released"
            else { continue }
            complain("I9", "\(release.target) was in flight at three losses of the link and is sent again")
        }
    }

    private mutating func checkRelease(_ event: LoggedEvent) {
        let target = event.target
        guard let delivery = ledger.delivery(target) else { return }
        let planned = delivery.plan
        let number = Observations.FeedNumber(team: target.team, seq: event.integer("seq"))
        let expected = (numbers[target.team] ?? 0) + 1
        if number.seq != expected {
            complain("feed", "\(target) got number \(number.seq) at \(event.position), not \(expected)")
        }
        numbers[target.team] = max(number.seq, expected - 1)
        releases[number] = FeedRelease(event, content: planned.content)
        if !released.insert(target).inserted { complain("I10", "\(target) was released twice in run \(run)") }
        guard !event.flag("by_hand") else {
            guard clock.status == "running" || clock.status == "paused" else {
                return complain("I10", "a hand released \(target) in '\(clock.status)' at \(event.position)")
            }
            return
        }
        let isLetGo = clock.status == "paused" && accepted[event.record.causation ?? 0]?.text("command") == "release"
        guard clock.status == "running" || isLetGo else {
            return complain("I10", "\(target) was released in '\(clock.status)' at \(event.position)")
        }
        checkSchedule(event, delivery)
    }

    private mutating func checkSchedule(_ event: LoggedEvent, _ delivery: LedgerFold.Delivery) {
        let planned = delivery.plan
        guard let due = delivery.due, let plan else {
            return complain("I10", "\(event.target) waits for a hand and was released at \(event.position)")
        }
        if event.time < due { return complain("I10", "\(event.target) was released at \(event.time), before \(due)") }
        if event.microseconds("time") != due {
            complain("feed", "\(event.target) names another planned instant at \(event.position)")
        }
        // What was held comes when it is let go, and what got its time on the way may stand behind its equals.
        if delivery.state != "held", !delivery.wasHeld {
            if let before = latest[planned.team], (due, delivery.isPlanned ? before.place : planned.place) < before {
                complain("feed", "\(event.target) was released at \(event.position), after one that was due later")
            }
            latest[planned.team] = (due, delivery.isPlanned ? -1 : planned.place)
        }
        guard let lateness = lateness(of: due, event) else {
            return complain("I10", "\(event.target) was released at \(event.position), and the clock never passed it")
        }
        if lateness > planned.grace + 1_000, lateness > plan.precision + 1_000, planned.late != "fire" {
            complain("I10", "\(event.target) was \(lateness) µs late at \(event.position) and was sent all the same")
        }
        guard event.time != clock.duration else { return }
        if abs(event.integer("late_ms") * 1_000 - lateness) > 2_000 {
            complain("I10", "\(event.target) was \(lateness) µs late, not \(event.integer("late_ms")) ms")
        }
    }

    /// Microseconds for which the clock had run since it passed the instant; at ENDEX it may be more.
    private func lateness(of due: Int64, _ event: LoggedEvent) -> Int64? {
        clock.running(whenPassing: due, now: event.time).map { clock.running(atTime: event.time) - $0 }
    }

    private mutating func checkGivenUp(_ event: LoggedEvent) {
        guard let delivery = ledger.delivery(event.target), let due = delivery.due,
            let lateness = lateness(of: due, event)
        else { return complain("I10", "\(event.target) was called late at \(event.position), and never came due") }
        let planned = delivery.plan
        let wanted = event.type == "inject.held" ? "hold" : "skip"
        if planned.late != wanted { complain("I10", "\(event.target) was to \(planned.late) when late, not \(wanted)") }
        if event.time != clock.duration, lateness < max(planned.grace, plan?.precision ?? 0) - 1_000 {
            complain("I10", "\(event.target) was given up at \(event.position), \(lateness) µs late, within its grace")
        }
    }

    private mutating func checkEnd(_ event: LoggedEvent) {
        checkPassedOver("ENDEX")
        for delivery in ledger.deliveries where delivery.state == "scheduled" && delivery.due == clock.duration {
            complain("I10", "'\(delivery.plan.inject)' for '\(delivery.plan.team)' was due at ENDEX and did not go out")
        }
        guard hearsBroker else { return }
        for delivery in ledger.deliveries where delivery.state == "queued" {
            complain(
                "I10", "'\(delivery.plan.inject)' for '\(delivery.plan.team)' was queued at ENDEX without a reason")
        }
    }

    /// After ENDEX or `stop` nothing may be left that did not go out and was not skipped.
    private mutating func checkLeftOver() {
        guard clock.status == "completed" || clock.status == "stopped" else { return }
        for delivery in ledger.deliveries {
            guard ["scheduled", "manual", "waiting", "held", "queued"].contains(delivery.state) else { continue }
            complain("I10", "'\(delivery.plan.inject)' for '\(delivery.plan.team)' is left over after the end")
        }
    }

    /// Whether an inject lies behind the clock and nobody decided about it.
    private mutating func checkPassedOver(_ place: String) {
        let time = clock.base
        guard !standsByRecovery else { return }
        for delivery in ledger.deliveries where delivery.state == "scheduled" {
            guard let due = delivery.due, due < time else { continue }
            complain(
                "I9", "the clock passed '\(delivery.plan.inject)' for '\(delivery.plan.team)' in silence (\(place))")
        }
    }
}

/// How an inject entered its team's lane, by the log.
struct FeedRelease {
    let event: LoggedEvent
    let content: [UInt8]
    /// The position at which each further attempt was decided.
    var attempts: [Int64: Int64] = [:]

    /// The position at which it was delivered; from then on it is only ever sent again.
    var deliveredAt = Int64.max

    init(_ event: LoggedEvent, content: [UInt8]) {
        self.event = event
        self.content = content
    }
}
