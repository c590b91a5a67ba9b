import ArgumentParser
import Assembly
import ExerciseHost
import ExerciseModel
import HTTPGateway
import ScenarioFiles
import WebSocketClient

/// `whitecell simulate FILE`.
struct SimulateVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Play simulations from a file: they answer commands and report events, for rehearsals.",
        discussion: """
            It finds the running daemon beside the store, connects again whenever it is gone, and ends with SIGINT. \
            Times of the file count from its start, and run faster by --rate.

            whitecell simulate exercises/simulations/harbour.yaml --exercise harbour-ransomware
            """)

    enum Door: String, ExpressibleByArgument, CaseIterable { case websocket, mqtt }

    @Argument(help: "The file of played simulations.") var file: String
    @Option(help: "The exercise's id. [default: the daemon's choice]") var exercise: String?
    @Option(help: "The WebSocket's place. [default: /ws of the running daemon]") var url: String?
    @Option(help: "websocket or mqtt, whatever the file says. [default: as the file says]") var over: Door?
    @Option(help: "Seconds of the file in a second, 0.1 to 1000.") var rate = 1.0
    @OptionGroup(title: "Store") var store: StoreOptions
    @OptionGroup(title: "Broker") var broker: BrokerOptions

    func validate() throws {
        if !(0.1...1_000).contains(rate) { throw ValidationError("--rate must be from 0.1 to 1000.") }
    }

    func run() throws {
        let signals = Signals()
        var simulations = try Self.simulations(in: file)
        if let door = over.flatMap({ SimulationDoor(rawValue: $0.rawValue) }) {
            for index in simulations.indices { simulations[index].door = door }
        }
        let doors = try doors(of: simulations)
        let start = SystemClock.wall()
        let width = simulations.map(\.id.text.count).max() ?? 0
        let poller = try Poller()
        poller.watch(signals.descriptor, writing: false)
        let pace = Rate(thousandths: Int64((rate * 1_000).rounded())) ?? .one
        let players = try SimulationPlayers(simulations, rate: pace, doors: doors) { simulation, line in
            let tenths = (SystemClock.wall().microseconds - start.microseconds) / 100_000
            let name = TerminalText.fit(simulation.text, to: width)
            Output.line(TerminalText.fit("\(tenths / 10).\(tenths % 10) s", to: 9, right: true) + "  \(name)  \(line)")
        } changed: {
            poller.ring()
        }
        defer { players.stop() }
        players.begin()
        while signals.take() == nil {
            guard !players.allGone else { throw ExitCode(ExitStatus.refused.rawValue) }
            poller.wait(until: .never)
        }
    }

    /// What a file says; its faults are shown.
    static func simulations(in file: String) throws -> [PlayedSimulation] {
        let check = CheckedPlay.read(path: file)
        Output.text(DiagnosticText(play: check, color: Output.isColored).render(check.diagnostics))
        guard let simulations = check.simulations else { throw ExitCode(ExitStatus.refused.rawValue) }
        return simulations
    }

    private func doors(of simulations: [PlayedSimulation]) throws -> SimulationPlayers.Doors {
        let running = RunFile.read(besideStore: try SettingsOptions.settings(store.flags).store)
        let id = try exercise.map(ExerciseID.init(argument:))
        let http = running.map { HTTPPlace(host: $0.httpHost, port: $0.httpPort) } ?? HTTPPlace()
        var doors = SimulationPlayers.Doors(socket: try Self.place(url ?? "ws://\(http.reachableHost):\(http.port)/ws"))
        if let id { doors.socket = doors.socket.adding("exercise", id.text) }
        guard simulations.contains(where: { $0.door == .mqtt }) else { return doors }
        doors.broker = try BrokerPlace.find(store: store, broker: broker)
        let known = running?.exercises ?? []
        let usual = ExerciseFiles.scenarioExercise
        doors.exercise = id ?? (known.contains(usual) ? usual : known.count == 1 ? known.first : nil)
        guard doors.exercise != nil else {
            throw Failure(.usage, "over MQTT the exercise must be named: --exercise ID")
        }
        return doors
    }

    private static func place(_ url: String) throws -> WebSocketPlace {
        do throws(WebSocketPlace.Fault) {
            return try WebSocketPlace(url)
        } catch {
            throw Failure(.usage, "--url cannot be '\(url)': \(error)")
        }
    }
}
