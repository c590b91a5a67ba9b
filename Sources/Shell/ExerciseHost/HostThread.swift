package import ExerciseModel
import Orchestration

/// The thread on which the host takes its turns: it sleeps until something comes in or a deadline has come, and hands
/// on what each turn asks for.
package final class HostThread: LoopWork, @unchecked Sendable {
    // `@unchecked`: the host belongs to the thread once it runs; all else is guarded or never changes.
    private let host: Host
    private let broker: any MessageBroker
    private let simulations: (any SimulationLink)?
    private let mailbox = Guarded(Mailbox())
    private let surroundings: Surroundings
    private let thread = Guarded<LoopThread?>(nil)
    private var tallies: [ExerciseID: ExerciseTally] = [:]
    private var work = WorkTally()

    /// Microseconds, about what a turn takes: whatever comes in so shortly before an inject is due waits for it.
    private static let respite: Int64 = 1_000

    private struct Mailbox {
        var inputs: [HostInput] = []
        /// Bytes, about.
        var weight = 0
        var inspections: [@Sendable (HostFigures) -> Void] = []
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

    package init(
        host: sending Host, broker: any MessageBroker, simulations: (any SimulationLink)? = nil,
        surroundings: Surroundings
    ) {
        self.host = host
        self.broker = broker
        self.simulations = simulations
        self.surroundings = surroundings
    }

    /// Begins to take turns; `first` is what restoring the exercises asked for.
    package func start(with first: [Host.Outcome] = []) throws(LoopFault) {
        broker.report(
            to: { [weak self] reports in self?.post(reports.map(HostInput.report)) },
            backlog: { [mailbox] in mailbox.withLock { $0.weight } })
        simulations?.report(
            to: { [weak self] reports in self?.post(reports.map(HostInput.socket)) },
            backlog: { [mailbox] in mailbox.withLock { $0.weight } })
        for outcome in first { perform(outcome) }
        let started = try LoopThread(name: "host", precise: true, work: self)
        thread.withLock { $0 = started }
        started.wake()
    }

    /// Hands inputs to the next turn; from any thread.
    package func post(_ inputs: [HostInput]) {
        guard !inputs.isEmpty else { return }
        mailbox.withLock { mailbox in
            mailbox.inputs += inputs
            mailbox.weight = inputs.reduce(mailbox.weight) { $0 + $1.weight }
        }
        thread.withLock { $0 }?.wake()
    }

    /// Has the figures taken after the next turn and handed over on the host's thread; from any thread. Nobody is called
    /// once the thread has ended.
    package func inspect(_ done: @escaping @Sendable (HostFigures) -> Void) {
        mailbox.withLock { $0.inspections.append(done) }
        thread.withLock { $0 }?.wake()
    }

    /// Ends the thread after a last turn; answers whether it ended in time.
    package func stop(within microseconds: Int64) -> Bool {
        mailbox.withLock { $0.isClosed = true }
        guard let thread = thread.withLock({ $0 }) else { return true }
        thread.wake()
        return thread.join(within: microseconds)
    }

    /// One turn, or a little sleep before it.
    package func turn(_ poller: Poller) -> WallInstant? {
        if let respite = host.respite(at: SystemClock.wall(), atMost: HostThread.respite) { return respite }
        let (inputs, inspections, isClosed) = mailbox.withLock { mailbox in
            defer { (mailbox.inputs, mailbox.weight, mailbox.inspections) = ([], 0, []) }
            return (mailbox.inputs, mailbox.inspections, mailbox.isClosed)
        }
        let fault = host.storeFault
        let began = SystemClock.now()
        perform(host.turn(inputs, now: began))
        if host.storeFault != fault { surroundings.storeFault(host.storeFault) }
        let ended = SystemClock.now()
        work.turns += 1
        work.microseconds += ended.wall.microseconds - began.wall.microseconds
        if !inspections.isEmpty {
            let figures = figures(at: ended)
            for done in inspections { done(figures) }
        }
        return isClosed ? nil : host.nextWake
    }

    private func figures(at now: Moment) -> HostFigures {
        work.commits = host.commits
        return HostFigures(
            exercises: host.figures(at: now), tallies: tallies, work: work, storeFault: host.storeFault)
    }

    /// Teams first, who count milliseconds; callers last, so that whoever has an answer finds its outcome everywhere.
    private func perform(_ outcome: Host.Outcome) {
        let orders = outcome.effects.compactMap { _, effect in
            if case .order(let order) = effect { order } else { nil }
        }
        if !orders.isEmpty { broker.perform(orders) }
        let told = outcome.effects.compactMap { _, effect in
            if case .simulation(let order) = effect { order } else { nil }
        }
        if !told.isEmpty { simulations?.perform(told) }
        if !outcome.events.isEmpty { surroundings.feed(outcome.events) }
        for event in outcome.events { tallies[event.exercise, default: ExerciseTally()].count(event) }
        for (exercise, effect) in outcome.effects {
            switch effect {
            case .order, .simulation: break
            case .answer(let number, let result): surroundings.answer(number, result)
            case .readFiles: surroundings.readFiles(exercise)
            }
        }
    }
}
