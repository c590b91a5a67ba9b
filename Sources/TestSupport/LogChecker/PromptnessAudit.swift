import ExerciseModel

/// Holds releases and further attempts to their instants wherever nothing kept the daemon from them: a wake that was
/// forgotten shows here and nowhere else, since some other wake comes soon after.
struct PromptnessAudit {
    /// Microseconds.
    private static let tolerance: Int64 = 20_000

    private(set) var violations: [Violation] = []
    private let committedAt: [Int64]
    private let disturbances: [ClosedRange<Int64>]
    /// When the next attempt is due, and how long it waits for that.
    private var attempts: [Target: (due: Int64, delay: Int64)] = [:]
    private var waited: Set<Target> = []
    private var passable: Int64 = 0
    /// Since when nothing can be sent: the broker is away, another daemon has the exercise, or NO DUFF stands.
    private var closedSince: (link: Int64?, emergency: Int64?) = (0, nil)
    private var closures: [ClosedRange<Int64>] = []
    private let receiptTimeouts: [String: Int64]
    private var receiptTimeout: Int64 = 0

    init(_ observations: Observations) {
        (committedAt, disturbances) = (observations.committedAt, observations.disturbances)
        receiptTimeouts = observations.plans.mapValues(\.receiptTimeout)
        for (record, at) in zip(observations.records, committedAt) {
            if let event = LoggedEvent(record) { audit(event, at) }
        }
    }

    private mutating func audit(_ event: LoggedEvent, _ at: Int64) {
        watchLanes(event, at)
        switch event.type {
        case "clock.sought", "clock.recovered", "clock.resumed", "clock.started": passable = at
        case "exercise.loaded":
            passable = at
            receiptTimeout = receiptTimeouts[event.data["exercise"]?.object?["text"]?.string ?? ""] ?? 0
        case "inject.published": attempts[event.target] = (at + receiptTimeout, receiptTimeout)
        case "inject.delivered", "inject.skipped": attempts[event.target] = nil
        case "inject.failed":
            guard let due = attempts.removeValue(forKey: event.target)?.due else { return }
            check(event, since: due, at)
        // The clock on which it waited may be gone: it may wait once more, no longer.
        case "exercise.opened": attempts = attempts.mapValues { (at + $0.delay, $0.delay) }
        case "exercise.reset": (attempts, waited) = ([:], [])
        case "inject.queued", "inject.held", "inject.planned": waited.insert(event.target)
        case "inject.attempt_failed":
            let delay = event.integer("retry_at_us") - event.integer("since_us")
            attempts[event.target] = (at + delay, delay)
        case "inject.retried":
            guard let due = attempts.removeValue(forKey: event.target)?.due,
                ["schedule", "receipt"].contains(event.text("cause"))
            else { return }
            check(event, since: due, at)
        case "inject.released":
            let isWaiting = waited.remove(event.target) != nil
            let due = at - event.integer("late_ms") * 1_000
            if !isWaiting, !event.flag("by_hand"), due > passable { check(event, since: due, at) }
        default: break
        }
    }

    private mutating func watchLanes(_ event: LoggedEvent, _ at: Int64) {
        switch event.type {
        case "broker.connected", "rival.gone":
            if let since = closedSince.link { closures.append(since...at) }
            closedSince.link = nil
        case "broker.lost", "rival.seen", "exercise.opened": closedSince.link = closedSince.link ?? at
        case "noduff.declared": closedSince.emergency = at
        case "noduff.cleared":
            if let since = closedSince.emergency { closures.append(since...at) }
            closedSince.emergency = nil
        default: break
        }
    }

    private mutating func check(_ event: LoggedEvent, since due: Int64, _ at: Int64) {
        guard at > due + PromptnessAudit.tolerance,
            !(disturbances + closures).contains(where: { $0.overlaps(due...at) })
        else { return }
        violations.append(
            Violation("I9", "\(event.type) of \(event.target) came \(at - due) µs late at \(event.position)"))
    }
}
