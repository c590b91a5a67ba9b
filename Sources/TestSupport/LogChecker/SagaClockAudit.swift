import ExerciseModel

/// Holds the time limits of steps and the pauses between attempts to their instants: nothing runs out early, or while
/// NO DUFF stands, and nothing late that nothing kept (I9, I10).
struct SagaClockAudit {
    private struct Timer {
        enum Kind { case answer, arrival, retry }

        var kind: Kind
        /// Microseconds of the wall clock.
        var due: Int64
    }

    /// Microseconds.
    private static let tolerance: Int64 = 20_000

    private(set) var violations: [Violation] = []
    private let committedAt: [Int64]
    private let disturbances: [ClosedRange<Int64>]
    /// Microseconds from when positions became durable to the wall clock.
    private var shift: Int64 = 0
    private var actions: [String: [LoggedAction]] = [:]
    private var timers: [LoggedStep: Timer] = [:]
    /// Sagas that begin nothing more.
    private var doomed: Set<String> = []
    /// Steps that were sent.
    private var begun: Set<LoggedStep> = []
    private var emergency: Int64?
    private var emergencies: [ClosedRange<Int64>] = []

    init(_ observations: Observations) {
        (committedAt, disturbances) = (observations.committedAt, observations.disturbances)
        for (record, at) in zip(observations.records, committedAt) {
            if let event = LoggedEvent(record) { audit(event, at, at + shift) }
        }
        guard let end = observations.rest?.wall?.microseconds, emergency == nil else { return }
        for (step, timer) in timers where timer.due + Self.tolerance < end {
            complain("I9", "\(step) waits for an instant that passed \(end - timer.due) µs ago")
        }
    }

    /// Whether time will bring a saga on.
    func isTimed(_ saga: String) -> Bool { timers.keys.contains { $0.saga == saga } }

    private mutating func complain(_ invariant: String, _ sentence: String) {
        violations.append(Violation(invariant, sentence))
    }

    private mutating func audit(_ event: LoggedEvent, _ at: Int64, _ wall: Int64) {
        switch event.type {
        case "exercise.opened": reopen(event.integer("wall_us"), at)
        case "noduff.declared": stop(at)
        case "noduff.cleared":
            if let since = emergency { emergencies.append(since...at) }
            emergency = nil
        case "clock.paused": pause()
        case "clock.recovered": if event.text("policy") == "pause" { pause() }
        case "exercise.reset": (timers, actions, doomed, begun) = ([:], [:], [], [])
        case "saga.started": actions[event.text("saga")] = LoggedAction.all(of: event)
        case "saga.cancelling": doom(event.text("saga"))
        case "saga.compensating":
            timers = timers.filter { $0.key.saga != event.text("saga") || $0.key.phase != "do" }
        case "saga.ended": forget(event.text("saga"))
        case let type where type.hasPrefix("step."): move(event, wall)
        default: break
        }
    }

    private mutating func forget(_ saga: String) {
        (timers, actions[saga]) = (timers.filter { $0.key.saga != saga }, nil)
        doomed.remove(saga)
        begun = begun.filter { $0.saga != saga }
    }

    /// Whoever a step waits for that was not sent is waited for no longer.
    private mutating func doom(_ saga: String) {
        doomed.insert(saga)
        timers = timers.filter { $0.key.saga != saga || $0.value.kind != .arrival || begun.contains($0.key) }
    }

    private func timeout(_ step: LoggedStep) -> Int64 {
        let steps = actions[step.saga] ?? []
        return steps.indices.contains(Int(step.step)) ? steps[Int(step.step)].timeout : 0
    }

    /// The clock that set the limits is gone: each has its whole limit again, and attempts are made at once.
    private mutating func reopen(_ wall: Int64, _ at: Int64) {
        shift = wall - at
        for (step, timer) in timers {
            let due = timer.kind == .retry ? wall : wall + timeout(step)
            timers[step]?.due = due
        }
    }

    /// Nothing runs out, and who is waited for is asked anew.
    private mutating func stop(_ at: Int64) {
        emergency = at
        timers = timers.filter { $0.value.kind == .retry }
    }

    /// What has not begun waits for the end of the pause.
    private mutating func pause() {
        timers = timers.filter { $0.value.kind != .arrival || $0.key.phase == "undo" || begun.contains($0.key) }
    }

    private mutating func move(_ event: LoggedEvent, _ wall: Int64) {
        let step = LoggedStep(event)
        let timer = timers[step]
        switch event.type {
        case "step.answer_ignored": return
        case "step.waiting":
            check(timer, of: step, .retry, event, wall)
            timers[step] = Timer(kind: .arrival, due: event.integer("until_us"))
        case "step.dispatched":
            if timer?.kind == .retry { check(timer, of: step, .retry, event, wall) }
            if event.integer("until_us") != wall + timeout(step) {
                complain("I10", "\(step) has not its whole limit at \(event.position)")
            }
            begun.insert(step)
            timers[step] = Timer(kind: .answer, due: event.integer("until_us"))
        case "step.progressed": timers[step] = Timer(kind: .answer, due: event.integer("until_us"))
        case "step.failed", "step.unknown": fail(step, timer, event, wall)
        default: timers[step] = nil
        }
    }

    private mutating func fail(_ step: LoggedStep, _ timer: Timer?, _ event: LoggedEvent, _ wall: Int64) {
        let isTimeout = ["timed_out", "not_connected", "expired", ""].contains(event.text("cause"))
        // What waits for its next attempt when its saga turns back has had its last.
        let isSettling = doomed.contains(step.saga) && (timer?.kind != .answer || event.text("cause") == "expired")
        if isTimeout, !isSettling {
            check(timer, of: step, timer?.kind == .arrival ? .arrival : .answer, event, wall)
        }
        timers[step] = event.data["retry_at_us"]?.integer.map { Timer(kind: .retry, due: $0) }
        if timers[step] == nil, step.phase == "do" { doom(step.saga) }
    }

    private mutating func check(
        _ timer: Timer?, of step: LoggedStep, _ kind: Timer.Kind, _ event: LoggedEvent, _ wall: Int64
    ) {
        if emergency != nil { return complain("I10", "\(event.type) of \(step) at \(event.position), under NO DUFF") }
        guard let timer, timer.kind == kind else {
            if kind != .retry { complain("I10", "\(step) runs out at \(event.position), and no time ran") }
            return
        }
        let late = wall - timer.due
        if late < 0 { complain("I10", "\(event.type) of \(step) came \(-late) µs early at \(event.position)") }
        let span = timer.due - shift...max(timer.due, wall) - shift
        guard late > Self.tolerance, !(disturbances + emergencies).contains(where: { $0.overlaps(span) }) else {
            return
        }
        complain("I9", "\(event.type) of \(step) came \(late) µs late at \(event.position)")
    }
}
