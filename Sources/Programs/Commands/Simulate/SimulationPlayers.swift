import ExerciseHost
import ExerciseModel
import MQTTGateway
import ScenarioFiles
import WebSocketClient

/// Played simulations with their connections, on a thread of their own.
final class SimulationPlayers: Sendable {
    /// Where the daemon is met; simulations over MQTT need the last two.
    struct Doors: Sendable {
        var socket: WebSocketPlace
        var broker: BrokerSettings?
        var exercise: ExerciseID?
    }

    private let stage: SimulationStage
    private let thread: LoopThread

    /// Connects all of them. `show` is called from their thread with a line of one, `changed` when one has registered
    /// or left.
    init(
        _ simulations: [PlayedSimulation], rate: Rate, doors: Doors,
        show: @escaping @Sendable (SimulationID, String) -> Void = { _, _ in },
        changed: @escaping @Sendable () -> Void
    ) throws(LoopFault) {
        stage = SimulationStage(simulations, rate: rate, show: show, changed: changed)
        thread = try LoopThread(name: "simulations", work: stage)
        let (stage, thread) = (stage, thread)
        var voices: [any SimulationVoice] = []
        for (index, simulation) in simulations.enumerated() {
            let handler: @Sendable (VoiceNews) -> Void = { news in
                stage.inbox.withLock { $0.news.append((index, news)) }
                thread.wake()
            }
            if simulation.door == .mqtt, let broker = doors.broker, let exercise = doors.exercise {
                voices.append(try BrokerVoice(exercise, simulation.id, broker: broker, handler))
            } else {
                voices.append(SocketVoice(doors.socket, handler))
            }
        }
        stage.inbox.withLock { $0.voices = voices }
        thread.wake()
    }

    /// Whether each has registered, or left for good.
    var allReady: Bool { stage.standing.withLock { $0.absent.isEmpty } }
    /// Whether all have left for good.
    var allGone: Bool { stage.standing.withLock { $0.gone == stage.count } }

    /// Their events begin; those before `elapsed`, in microseconds of their own time, are left out.
    func begin(elapsed: Int64 = 0) {
        stage.inbox.withLock { $0.begin = (SystemClock.wall(), elapsed) }
        thread.wake()
    }

    /// Hangs up.
    func stop() {
        stage.inbox.withLock { $0.stops = true }
        thread.wake()
        _ = thread.join(within: 2_000_000)
    }
}

/// What the thread does: tells players what has come, and says what they want said.
final class SimulationStage: LoopWork, @unchecked Sendable {
    struct Inbox: Sendable {
        var news: [(Int, VoiceNews)] = []
        var voices: [any SimulationVoice] = []
        var begin: (at: WallInstant, elapsed: Int64)?
        var stops = false
    }

    struct Standing: Sendable {
        var absent: Set<Int>
        var gone = 0
    }

    // `@unchecked`: all but `inbox` and `standing` is touched on the thread only.
    let inbox = Guarded(Inbox())
    let standing: Guarded<Standing>
    let count: Int
    private let show: @Sendable (SimulationID, String) -> Void
    private let changed: @Sendable () -> Void
    private var players: [SimulationPlayer?]
    private let names: [SimulationID]
    private var voices: [any SimulationVoice] = []

    init(
        _ simulations: [PlayedSimulation], rate: Rate, show: @escaping @Sendable (SimulationID, String) -> Void,
        changed: @escaping @Sendable () -> Void
    ) {
        (self.show, self.changed, count) = (show, changed, simulations.count)
        standing = Guarded(Standing(absent: Set(simulations.indices)))
        names = simulations.map(\.id)
        let session = String(UInt32.random(in: .min ... .max), radix: 16)
        players = simulations.map { SimulationPlayer($0, rate: rate, session: "\($0.id)-\(session)") }
    }

    func turn(_ poller: Poller) -> WallInstant? {
        let taken = inbox.withLock { inbox in
            let taken = inbox
            // Without a voice there is nobody to answer with yet.
            if inbox.voices.isEmpty { return Inbox(stops: taken.stops) }
            inbox = Inbox(voices: taken.voices, stops: taken.stops)
            return taken
        }
        voices = taken.voices
        if taken.stops {
            for voice in voices { voice.stop() }
            return nil
        }
        if let (at, elapsed) = taken.begin {
            for index in players.indices { players[index]?.begin(at: at, elapsed: elapsed) }
        }
        for (index, news) in taken.news { take(news, index) }
        let now = SystemClock.wall()
        for index in players.indices { carryOut(players[index]?.act(at: now) ?? [], index) }
        return players.compactMap { $0?.deadline }.min() ?? .never
    }

    private func take(_ news: VoiceNews, _ index: Int) {
        let wasRegistered = players[index]?.isRegistered
        let deeds: [SimulationPlayer.Deed]? =
            switch news {
            case .connected: players[index]?.connect()
            case .heard(let message): players[index]?.hear(message, at: SystemClock.wall())
            case .lost(let reason): players[index]?.lose(reason)
            }
        carryOut(deeds ?? [], index)
        if players[index]?.isRegistered == true, wasRegistered == false { settle(index) }
    }

    private func carryOut(_ deeds: [SimulationPlayer.Deed], _ index: Int) {
        for deed in deeds {
            switch deed {
            case .say(let topic, let message): voices[index].say(topic, message)
            case .show(let line): show(names[index], line)
            case .leave(let reason):
                show(names[index], "leaves for good: \(reason)")
                players[index] = nil
                voices[index].stop()
                standing.withLock { $0.gone += 1 }
                settle(index)
            }
        }
    }

    private func settle(_ index: Int) {
        standing.withLock { _ = $0.absent.remove(index) }
        changed()
    }
}
