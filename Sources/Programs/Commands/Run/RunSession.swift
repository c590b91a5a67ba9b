import Assembly
import ExerciseControl
import ExerciseHost
import ExerciseModel
import Glibc
import Orchestration

/// One exercise from its first command to its summary, before somebody's eyes.
final class RunSession {
    /// What the other threads tell the main one.
    private struct News: Sendable {
        var events: [Event] = []
        var results: [CommandResult] = []
    }

    private let daemon: Daemon
    private let signals: Signals
    private let screen = ProgressScreen()
    private let poller: Poller
    private let news = Guarded(News())
    private let types: [InjectID: String]
    private var view: ExerciseView
    private var orders: [[UInt8]]
    private var isWaitingForResult = false
    private var hasBegun = false

    /// Microseconds that the broker and the teams have at the start, and between two drawings of the live line.
    private static let patience: Int64 = 5_000_000
    private static let redraw: Int64 = 200_000

    /// Prepares to run; `orders` are the commands that begin it.
    init(_ daemon: Daemon, _ state: ExerciseState, orders: [[UInt8]], signals: Signals) throws {
        self.daemon = daemon
        self.signals = signals
        self.orders = orders
        view = ExerciseView(state)
        poller = try Poller()
        let injects = state.plan.timelines.flatMap(\.injects)
        types = Dictionary(injects.map { ($0.id, $0.type) }) { first, _ in first }
    }

    /// Runs the exercise to its end; answers whether all went as planned.
    func run(play: Bool) throws -> Bool {
        poller.watch(signals.descriptor, writing: false)
        let (news, poller) = (news, poller)
        do {
            try daemon.start { events in
                news.withLock { $0.events += events }
                poller.ring()
            }
        } catch {
            throw Failure(error)
        }
        let players = play ? try TeamPlayers(view.state.plan, broker: daemon.broker) { poller.ring() } : nil
        defer {
            players?.stop()
            screen.end()
        }
        let giveUp = SystemClock.wall().adding(microseconds: RunSession.patience)
        while true {
            _ = poller.wait(atMost: RunSession.redraw)
            takeNews()
            if let signal = signals.take() { try leave(signal) }
            if !hasBegun { try begin(players, giveUp) }
            if hasBegun, !isWaitingForResult, orders.isEmpty, view.isOver { break }
            let now = SystemClock.now()
            screen.live(ProgressText.live(view, at: now, columns: Output.columns))
        }
        screen.end()
        Output.line(ProgressText.summary(view, store: daemon.settings.store))
        return view.isClean
    }

    /// Starts the clock once the broker and the teams are there.
    private func begin(_ players: TeamPlayers?, _ giveUp: WallInstant) throws {
        let isLate = SystemClock.wall() >= giveUp
        guard view.state.link == .attending else {
            guard isLate else { return }
            switch view.state.link {
            case .contested(let rival):
                throw Failure(
                    .refused,
                    "another daemon, '\(rival)', runs '\(view.state.id)' on this broker: stop it, or use "
                        + "another broker")
            case .away(let reason): throw Failure(.unreachable, "the broker cannot be used: \(reason)")
            case .attending: return
            }
        }
        guard players?.allReady ?? true || isLate else { return }
        hasBegun = true
        nextOrder()
    }

    private func nextOrder() {
        guard !orders.isEmpty else { return }
        isWaitingForResult = true
        let (news, poller) = (news, poller)
        daemon.command(view.state.id, orders.removeFirst(), origin: "run") { result in
            news.withLock { $0.results.append(result) }
            poller.ring()
        }
    }

    private func takeNews() {
        let taken = news.withLock { news in
            defer { news = News() }
            return news
        }
        for event in taken.events {
            view.apply(event)
            if !isUncalled(event.fact), let line = ProgressText.line(event, types: types) { screen.line(line) }
        }
        if !taken.results.isEmpty {
            isWaitingForResult = false
            nextOrder()
        }
    }

    /// What nobody called for needs no line; the summary counts it.
    private func isUncalled(_ fact: Fact) -> Bool {
        guard case .injectSkipped(let target, .endex) = fact, let slot = view.state.ledger.slot(of: target) else {
            return false
        }
        return view.isUncalled(slot)
    }

    /// Ends without ending the exercise.
    private func leave(_ signal: Int32) throws {
        screen.end()
        let time = ClockText.formatted(view.state.clock.time(at: SystemClock.wall()))
        Output.error("left at \(time): the same command goes on from there")
        throw Failure(signal: signal)
    }
}
