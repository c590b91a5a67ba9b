import ArgumentParser
import Assembly
import ExerciseControl
import ExerciseHost
import ExerciseModel
import Glibc
import HTTPGateway
import Logging
import MQTTGateway
import Orchestration
import ScenarioFiles

/// `whitecell serve [EXERCISE-FILE…]`.
struct ServeVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "The daemon: load exercises, restore what was running, and wait for controllers.",
        discussion:
            """
            Without files it loads exercises/*.yaml, and beside them the rules of SCENARIO_FILE as an exercise \
            'default', which starts by itself. It ends with SIGINT or SIGTERM; all goes on at the next start.
            """)

    @Argument(help: "Exercise files. [default: exercises/*.yaml]") var files: [String] = []
    @OptionGroup var options: SettingsOptions

    func run() throws {
        let signals = Signals()
        let settings = try options.settings()
        let loaded = try load(settings)
        let logger = Logger(settings: settings, sharesLine: false)
        let daemon: Daemon
        do {
            daemon = try Daemon(settings, logger: logger)
        } catch {
            throw Failure(error)
        }
        defer { daemon.stop() }
        do {
            let known = Set(try daemon.known())
            for exercise in loaded { _ = try daemon.load(exercise) }
            try restoreUnfinished(daemon, besides: Set(loaded.map(\.plan.id)))
            try daemon.start()
            startScenario(daemon, unless: known)
        } catch let fault as Daemon.Fault {
            throw Failure(fault)
        }
        tell(daemon)
        let poller = try Poller()
        poller.watch(signals.descriptor, writing: false)
        while signals.take() == nil { poller.wait(until: .never) }
    }

    private func load(_ settings: Settings) throws -> [LoadedExercise] {
        let source = ExerciseSource(settings)
        let paths = files.isEmpty ? ExerciseFolder.files(in: "exercises") : files
        var loaded: [LoadedExercise] = []
        for path in paths + Self.scenario(settings) {
            let check = source.check(path)
            guard let plan = check.plan, let sources = check.files else {
                CheckVerb.tell(check, of: path)
                throw ExitCode(ExitStatus.refused.rawValue)
            }
            if let twin = loaded.first(where: { $0.plan.id == plan.id }) {
                throw Failure(.refused, "\(path) and \(twin.files.exercise.path) both name their exercise '\(plan.id)'")
            }
            loaded.append(LoadedExercise(files: sources, defaults: settings.delivery, plan: plan))
        }
        return loaded
    }

    /// Rules that are an exercise by themselves: those that were named, else the example, where there is one.
    private static func scenario(_ settings: Settings) -> [String] {
        if let named = settings.scenarioFile { return [named] }
        let usual = ["scenarios/example.yaml", "exercises/scenarios/example.yaml"]
        return usual.first { TextFile.exists($0) }.map { [$0] } ?? []
    }

    /// Nobody has to start rules that stand alone; after a restart they are as they were.
    private func startScenario(_ daemon: Daemon, unless known: Set<ExerciseID>) {
        let id = ExerciseFiles.scenarioExercise
        guard daemon.initial.contains(where: { $0.id == id && $0.plan.teams.isEmpty }), !known.contains(id) else {
            return
        }
        let start = JSONWriter.object { $0.field("command", "start") }
        daemon.command(id, start, origin: "daemon") { _ in }
    }

    /// Takes up what stands in the store, was not finished and has no file here.
    private func restoreUnfinished(_ daemon: Daemon, besides loaded: Set<ExerciseID>) throws {
        for id in try daemon.known() where !loaded.contains(id) { _ = try daemon.restore(id) }
    }

    private func tell(_ daemon: Daemon) {
        Output.line("whitecell \(Daemon.version) as \(daemon.identity.instance), store \(daemon.settings.store)")
        Output.line("  \(BrokerText.line(daemon.broker, isOwn: daemon.isOwnBroker))")
        Output.line("  HTTP at \(daemon.http.address) (\(daemon.http.openness.sentence))")
        for state in daemon.initial {
            Output.line("  \(state.id): \(state.clock.status.rawValue), \(ClockText.formatted(state.clock.base))")
        }
        if let first = daemon.initial.first {
            Output.line("  start one:  whitecell control \(first.id) start")
        }
    }
}
