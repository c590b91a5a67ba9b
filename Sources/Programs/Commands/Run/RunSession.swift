import Assembly
import ExerciseControl
import ExerciseHost
import ExerciseModel
import Glibc
import HTTPGateway
import Orchestration
import ScenarioFiles
import WebSocketClient

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
    private var actors: SimulationPlayers?
    private var isActing = false

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

    /// Runs the exercise to its end, with teams and simulations that are played; answers whether all went as planned.
    func run(playing teams: Bool, _ simulations: [PlayedSimulation], at rate: Rate) throws -> Bool {
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
        let players = teams ? try TeamPlayers(view.state.plan, broker: daemon.broker) { poller.ring() } : nil
        actors = simulations.isEmpty ? nil : try play(simulations, at: rate)
        defer {
            players?.stop()
            actors?.stop()
            screen.end()
        }
        let giveUp = SystemClock.wall().adding(microseconds: RunSession.patience)
        while true {
            _ = poller.wait(atMost: RunSession.redraw)
            takeNews()
            if let signal = signals.take() { try leave(signal) }
            if !hasBegun { try begin(players, giveUp) }
            beginActing()
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
        guard (players?.allReady ?? true) && (actors?.allReady ?? true) || isLate else { return }
        hasBegun = true
        nextOrder()
    }

    private func play(_ simulations: [PlayedSimulation], at rate: Rate) throws -> SimulationPlayers {
        let poller = poller
        let socket = "ws" + daemon.http.address.dropFirst("http".count) + "/ws"
        let place = try WebSocketPlace(socket).adding("exercise", view.state.id.text)
        let doors = SimulationPlayers.Doors(socket: place, broker: daemon.broker, exercise: view.state.id)
        return try SimulationPlayers(simulations, rate: rate, doors: doors) { poller.ring() }
    }

    /// The events of played simulations begin with the clock.
    private func beginActing() {
        guard !isActing, hasBegun, orders.isEmpty, !isWaitingForResult, view.state.clock.status == .running else {
            return
        }
        isActing = true
        actors?.begin(elapsed: view.state.clock.time(at: SystemClock.wall()).microseconds)
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
            guard !isUncalled(event.fact) else { continue }
            let line = ProgressText.line(event, types: types) ?? ProgressText.commandLine(event, in: view.state)
            if let line { screen.line(line) }
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
