package import ExerciseModel
import Orchestration

/// The thread on which the host takes its turns: it sleeps until something comes in or a deadline has come, and hands
/// on what each turn asks for.
package final class HostThread: LoopWork, @unchecked Sendable {
    // `@unchecked`: the host belongs to the thread once it runs; all else is guarded or never changes.
    private let host: Host
    private let broker: any MessageBroker
    private let mailbox = Guarded(Mailbox())
    private let surroundings: Surroundings
    private let thread = Guarded<LoopThread?>(nil)

    private struct Mailbox {
        var inputs: [HostInput] = []
        var isClosed = false
    }

    /// What the host's turns are told to besides the broker; called on the host's thread.
    package struct Surroundings: Sendable {
        /// Committed events, in order.
        package var feed: @Sendable ([Event]) -> Void
        /// The outcome of a command that came in under this number.
        package var answer: @Sendable (UInt64, CommandResult) -> Void
        /// Read an exercise's files again and post what they say.
        package var readFiles: @Sendable (ExerciseID) -> Void
        /// The store failed, or (`nil`) works again.
        package var storeFault: @Sendable (EventStoreError?) -> Void

        package init(
            feed: @escaping @Sendable ([Event]) -> Void,
            answer: @escaping @Sendable (UInt64, CommandResult) -> Void = { _, _ in },
            readFiles: @escaping @Sendable (ExerciseID) -> Void = { _ in },
            storeFault: @escaping @Sendable (EventStoreError?) -> Void = { _ in }
        ) {
            self.feed = feed
            self.answer = answer
            self.readFiles = readFiles
            self.storeFault = storeFault
        }
    }

    package init(host: sending Host, broker: any MessageBroker, surroundings: Surroundings) {
        self.host = host
        self.broker = broker
        self.surroundings = surroundings
    }

    /// Begins to take turns; `first` is what restoring the exercises asked for.
    package func start(with first: [Host.Outcome] = []) throws(LoopFault) {
        broker.report { [weak self] reports in self?.post(reports.map(HostInput.report)) }
        for outcome in first { perform(outcome) }
        let started = try LoopThread(name: "host", precise: true, work: self)
        thread.withLock { $0 = started }
        started.wake()
    }

    /// Hands inputs to the next turn; from any thread.
    package func post(_ inputs: [HostInput]) {
        guard !inputs.isEmpty else { return }
        mailbox.withLock { $0.inputs += inputs }
        thread.withLock { $0 }?.wake()
    }

    /// Ends the thread after a last turn; answers whether it ended in time.
    package func stop(within microseconds: Int64) -> Bool {
        mailbox.withLock { $0.isClosed = true }
        guard let thread = thread.withLock({ $0 }) else { return true }
        thread.wake()
        return thread.join(within: microseconds)
    }

    /// One turn.
    package func turn(_ poller: Poller) -> WallInstant? {
        let (inputs, isClosed) = mailbox.withLock { mailbox in
            defer { mailbox.inputs = [] }
            return (mailbox.inputs, mailbox.isClosed)
        }
        let fault = host.storeFault
        perform(host.turn(inputs, now: SystemClock.now()))
        if host.storeFault != fault { surroundings.storeFault(host.storeFault) }
        return isClosed ? nil : host.nextWake
    }

    /// Teams first, who count milliseconds; callers last, so that whoever has an answer finds its outcome everywhere.
    private func perform(_ outcome: Host.Outcome) {
        let orders = outcome.effects.compactMap { _, effect in
            if case .order(let order) = effect { order } else { nil }
        }
        if !orders.isEmpty { broker.perform(orders) }
        if !outcome.events.isEmpty { surroundings.feed(outcome.events) }
        for (exercise, effect) in outcome.effects {
            switch effect {
            case .order: break
            case .answer(let number, let result): surroundings.answer(number, result)
            case .readFiles: surroundings.readFiles(exercise)
            }
        }
    }
}
