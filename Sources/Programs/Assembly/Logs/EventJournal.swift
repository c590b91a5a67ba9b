package import ExerciseHost
package import ExerciseModel
package import Logging

/// Writes a log line for each committed event that an operator wants to read, on a thread of its own: no line is ever
/// written on the way to a team.
package final class EventJournal: Sendable {
    private let queue = Guarded<[Event]>([])
    private let thread: LoopThread

    /// Begins to write; `types` names the type of each inject of an exercise, as its plan has it.
    package init(logger: Logger, plans: [ExercisePlan]) throws(LoopFault) {
        let scribe = Scribe(queue: queue, logger: logger, plans: plans)
        thread = try LoopThread(name: "journal", yields: true, work: scribe)
    }

    /// Takes committed events, in order.
    package func take(_ events: [Event]) {
        queue.withLock { $0 += events }
        thread.wake()
    }
}

/// The journal's thread.
private final class Scribe: LoopWork, @unchecked Sendable {
    // `@unchecked`: only the journal's thread touches the types; the queue is guarded.
    private let queue: Guarded<[Event]>
    private let logger: Logger
    private var types: [ExerciseID: [InjectID: String]] = [:]

    init(queue: Guarded<[Event]>, logger: Logger, plans: [ExercisePlan]) {
        self.queue = queue
        self.logger = logger
        for plan in plans { learn(plan) }
    }

    func turn(_ poller: Poller) -> WallInstant? {
        let events = queue.withLock { events in
            defer { events = [] }
            return events
        }
        for event in events {
            if case .exerciseLoaded(let loaded) = event.fact { learn(loaded.plan) }
            EventLine(event, injectType: { self.types[event.exercise]?[$0] }).write(to: logger)
        }
        return .never
    }

    private func learn(_ plan: ExercisePlan) {
        for timeline in plan.timelines {
            for inject in timeline.injects { types[plan.id, default: [:]][inject.id] = inject.type }
        }
    }
}
