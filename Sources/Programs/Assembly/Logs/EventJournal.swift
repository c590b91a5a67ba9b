package import ExerciseHost
package import ExerciseModel
package import Logging

/// Writes a log line for each committed event that an operator wants to read, on a thread of its own: no line is ever
/// written on the way to a team.
package final class EventJournal: Sendable {
    private let queue = Guarded(Unwritten())
    private let thread: LoopThread

    fileprivate struct Unwritten: Sendable {
        var events: [Event] = []
        var isClosed = false
    }

    /// Begins to write; `types` names the type of each inject of an exercise, as its plan has it.
    package init(logger: Logger, plans: [ExercisePlan]) throws(LoopFault) {
        let scribe = Scribe(queue: queue, logger: logger, plans: plans)
        thread = try LoopThread(name: "journal", yields: true, work: scribe)
    }

    /// Takes committed events, in order.
    package func take(_ events: [Event]) {
        queue.withLock { $0.events += events }
        thread.wake()
    }

    /// Writes what is left and ends; answers whether that was done in time.
    @discardableResult
    package func close(within microseconds: Int64) -> Bool {
        queue.withLock { $0.isClosed = true }
        thread.wake()
        return thread.join(within: microseconds)
    }
}

/// The journal's thread.
private final class Scribe: LoopWork, @unchecked Sendable {
    // `@unchecked`: only the journal's thread touches the types; the queue is guarded.
    private let queue: Guarded<EventJournal.Unwritten>
    private let logger: Logger
    private var types: [ExerciseID: [InjectID: String]] = [:]

    init(queue: Guarded<EventJournal.Unwritten>, logger: Logger, plans: [ExercisePlan]) {
        self.queue = queue
        self.logger = logger
        for plan in plans { learn(plan) }
    }

    func turn(_ poller: Poller) -> WallInstant? {
        let (events, isClosed) = queue.withLock { queue in
            defer { queue.events = [] }
            return (queue.events, queue.isClosed)
        }
        for event in events {
            if case .exerciseLoaded(let loaded) = event.fact { learn(loaded.plan) }
            EventLine(event, injectType: { self.types[event.exercise]?[$0] }).write(to: logger)
        }
        return isClosed ? nil : .never
    }

    private func learn(_ plan: ExercisePlan) {
        for timeline in plan.timelines {
            for inject in timeline.injects { types[plan.id, default: [:]][inject.id] = inject.type }
        }
    }
}
