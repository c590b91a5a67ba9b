import ArgumentParser
import Assembly
import ExerciseControl
import ExerciseModel
import Glibc
import HTTPGateway
import Logging
import MQTTGateway
import Orchestration
import ScenarioFiles

/// `whitecell run EXERCISE-FILE`.
struct RunVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run one exercise from its file to its end, and show its progress.",
        discussion: """
            A finished run is followed by a new one; an interrupted one goes on where it stood. Without \
            MQTT_BROKER_HOST a broker of our own is started on loopback and ended with the run. Log lines, which \
            would tell the same again, are left out unless LOG_LEVEL asks for them.
            """)

    enum Teams: String, ExpressibleByArgument, CaseIterable { case play, external }

    @Argument(help: "The exercise's file.") var file: String
    @Option(help: "Exercise seconds in a second, 0.1 to 1000. [default: as it was, else 1]") var rate: Double?
    @Option(help: "play: a client for each team; external: the teams come by themselves.") var teams = Teams.play
    @Option(help: "A file of simulations to play; its times are exercise time.") var simulations: String?
    @Flag(name: .customLong("new"), help: "Begin a new run, whatever was interrupted.") var isNew = false
    @Flag(name: .customLong("continue"), help: "Go on with an interrupted run.") var goesOn = false
    @OptionGroup var options: SettingsOptions

    func validate() throws {
        if isNew && goesOn { throw ValidationError("--new and --continue exclude each other.") }
        if let rate, !(0.1...1_000).contains(rate) { throw ValidationError("--rate must be from 0.1 to 1000.") }
    }

    func run() throws {
        let signals = Signals()
        let settings = try quiet(try options.settings())
        let loaded = try load(settings)
        let simulations = try simulations.map { try played($0, in: loaded.plan) } ?? []
        let daemon: Daemon
        let state: ExerciseState
        do {
            daemon = try Daemon(settings, logger: Logger(settings: settings, sharesLine: Output.isTerminal))
        } catch {
            throw Failure(error)
        }
        defer { daemon.stop() }
        do {
            state = try daemon.load(loaded)
        } catch {
            throw Failure(error)
        }
        tellBroker(daemon, loaded.plan.id)
        let session = try RunSession(daemon, state, orders: orders(state), signals: signals)
        guard try session.run(playing: teams == .play, simulations, at: pace(state)) else {
            throw ExitCode(ExitStatus.refused.rawValue)
        }
    }

    private func quiet(_ settings: Settings) throws -> Settings {
        var settings = settings
        if SettingsOptions.values(options.log.flags)[.logLevel] == nil { settings.logLevel = "critical" }
        // Two runs side by side have a port each, as they have a broker each.
        settings.http.movesOn = !settings.asksForPort
        return settings
    }

    private func load(_ settings: Settings) throws -> LoadedExercise {
        let check = ExerciseSource(settings).check(file)
        guard let plan = check.plan, let files = check.files else {
            CheckVerb.tell(check, of: file)
            throw ExitCode(ExitStatus.refused.rawValue)
        }
        if !check.diagnostics.isEmpty { CheckVerb.tell(check, of: file) }
        return LoadedExercise(files: files, defaults: settings.delivery, plan: plan)
    }

    /// The simulations of a file, all of which must be the exercise's.
    private func played(_ file: String, in plan: ExercisePlan) throws -> [PlayedSimulation] {
        let simulations = try SimulateVerb.simulations(in: file)
        let declared = plan.simulations.map(\.id)
        guard let stranger = simulations.first(where: { !declared.contains($0.id) }), !declared.isEmpty else {
            return simulations
        }
        throw Failure(
            .refused,
            "\(file) plays '\(stranger.id)', but the simulations of '\(plan.id)' are: "
                + declared.map(\.text).joined(separator: ", "))
    }

    /// The rate at which the exercise will run.
    private func pace(_ state: ExerciseState) -> Rate {
        rate.flatMap { Rate(thousandths: Int64(($0 * 1_000).rounded())) } ?? state.clock.rate
    }

    private func tellBroker(_ daemon: Daemon, _ exercise: ExerciseID) {
        Output.line("\(exercise): \(BrokerText.line(daemon.broker, isOwn: daemon.isOwnBroker))")
        Output.line("  listen in:  \(BrokerText.listener(daemon.broker, topic: "/exercise/\(exercise)/#"))")
        Output.line("  HTTP:       \(daemon.http.address)/health (\(daemon.http.openness.sentence))")
    }

    /// The commands that bring the exercise from where it stands to running.
    private func orders(_ state: ExerciseState) -> [[UInt8]] {
        var orders: [[UInt8]] = []
        let isFinished = state.clock.status == .completed || state.clock.status == .stopped
        let isInterrupted = state.clock.status == .running || state.clock.status == .paused
        let startsAnew = isFinished || isInterrupted && !continues(state)
        if startsAnew { orders.append(order("reset")) }
        if let rate, startsAnew || state.clock.rate.thousandths != Int64(rate * 1_000) {
            let thousandths = Int64((rate * 1_000).rounded())
            orders.append(order("speed") { $0.decimal("rate", thousandths, digits: 3) })
        }
        if startsAnew || state.clock.status == .initialized {
            orders.append(order("start"))
        } else if state.clock.status == .paused {
            orders.append(order("resume"))
        }
        return orders
    }

    private func continues(_ state: ExerciseState) -> Bool {
        if goesOn { return true }
        if isNew { return false }
        guard Output.isTerminal, isatty(STDIN_FILENO) == 1 else { return true }
        let time = ClockText.formatted(state.clock.base)
        let question = "Run \(state.run) was interrupted at \(time): continue it, or begin a new one?"
        return ProgressScreen().ask(question, ("c", "n")) == "c"
    }

    private func order(_ command: String, _ arguments: (inout JSONWriter) -> Void = { _ in }) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("command", command)
            writer.field("by", ifPresent: ProcessEnvironment.variable("USER"))
            arguments(&writer)
        }
    }
}
