import ArgumentParser
import Assembly
import ExerciseHost
import ExerciseModel
import HTTPGateway

/// `whitecell conformance SIMULATION`.
struct ConformanceVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Try whether somebody's simulation keeps the protocol.",
        discussion: """
            It takes the daemon's place: start it, then start the simulation against the address that it shows, /ws \
            of its own or with --over mqtt a port that leads on to the broker. It sends --command up to seven times, \
            under a command_id each, and repeats some of them: name one that does no harm. Each check is told as it \
            is done: ok, FAILED with what was sent, what came and how to mend it, or skipped with the reason. Exit \
            status 0: all kept; 1: something is broken; 69: it never came.

            whitecell conformance crane_sim --command lift --params '{"load_t":2}' --undo lower

            --format json: simulation, door, kept, ok, failed, skipped, checks[] {check, title, result, notes, reason, \
            sent, got, wrong, mend}.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "The simulation's id.") var simulation: String
    @Option(help: "A command that it can carry out.") var command: String
    @Option(help: "The command's parameters, a JSON object.") var params = "{}"
    @Option(help: "What takes the command back.") var undo: String?
    @Option(help: "The parameters of --undo.") var undoParams = "{}"
    @Option(help: "A command that can only fail.") var fails: String?
    @Option(help: "The parameters of --fails.") var failsParams = "{}"
    @Option(help: "Seconds for an answer, 1 to 3600.") var timeout: Int64 = 10
    @Option(help: "Seconds in which it comes, and comes back after a cut.") var wait: Int64 = 60
    @Option(help: "text or json.") var format = Format.text
    @Option(help: "websocket or mqtt.") var over = SimulateVerb.Door.websocket
    @Option(help: "The exercise's id, which stands in the topics of MQTT.") var exercise = "default"
    @OptionGroup(title: "HTTP") var http: HTTPOptions
    @OptionGroup(title: "Broker") var broker: BrokerOptions

    func validate() throws {
        if !(1...3_600).contains(timeout) { throw ValidationError("--timeout must be from 1 to 3600.") }
        if !(1...86_400).contains(wait) { throw ValidationError("--wait must be from 1 to 86400.") }
    }

    func run() throws {
        let subject = try subject()
        let signals = Signals()
        let poller = try Poller()
        poller.watch(signals.descriptor, writing: false)
        let door = try door(of: subject) { poller.ring() }
        defer { door.stop() }
        tell("\(subject.simulation) is awaited at \(door.place) for \(wait) s: start it now")
        var trial = ConformanceTrial(subject, at: SystemClock.wall())
        // Also of a trial that is broken off.
        defer { showJSON(trial) }
        while trial.outcome == nil {
            if let signal = signals.take() { throw Failure(signal: signal) }
            for news in try door.take() { carryOut(trial.hear(news, at: SystemClock.wall()), of: &trial, at: door) }
            carryOut(trial.act(at: SystemClock.wall()), of: &trial, at: door)
            if trial.outcome == nil { poller.wait(until: trial.deadline) }
        }
        try conclude(trial)
    }

    private func carryOut(
        _ deeds: [ConformanceTrial.Deed], of trial: inout ConformanceTrial, at door: any TrialDoor
    ) {
        for deed in deeds {
            switch deed {
            case .say(let saying, let message): door.say(saying, message)
            case .cut:
                guard let reason = door.cut() else { continue }
                carryOut(trial.hear(.uncut(reason), at: SystemClock.wall()), of: &trial, at: door)
            case .found(let finding): show(finding)
            }
        }
    }

    private func show(_ finding: Finding) {
        guard format == .text else { return }
        let columns = Output.isTerminal ? Output.columns : nil
        let text = FindingText(ink: Ink(isColored: Output.isColored), columns: columns)
        for line in text.lines(finding) { Output.line(line) }
    }

    private func showJSON(_ trial: ConformanceTrial) {
        guard format == .json else { return }
        let json = Finding.json(trial.findings, of: trial.subject, isKept: trial.outcome == .kept)
        Output.line(String(decoding: json, as: UTF8.self))
    }

    private func conclude(_ trial: ConformanceTrial) throws {
        switch trial.outcome {
        case .absent(let words): throw Failure(.unreachable, "\(trial.subject.simulation) did not come: \(words)")
        case .kept, .broken, nil:
            tell(FindingText.summary(trial.findings, of: trial.subject.simulation))
            if trial.outcome != .kept { throw ExitCode(ExitStatus.refused.rawValue) }
        }
    }

    /// What is no finding goes where it is not in JSON's way.
    private func tell(_ text: String) { format == .text ? Output.line(text) : Output.error(text) }

    private func subject() throws -> TrialSubject {
        guard let id = SimulationID(simulation) else {
            throw Failure(
                .usage, "'\(simulation)' is no id of a simulation: letters, digits, _ and -, a letter or digit first")
        }
        var subject = TrialSubject(simulation: id, command: try order(command, params, "--params"))
        subject.undo = try undo.map { try order($0, undoParams, "--undo-params") }
        subject.fails = try fails.map { try order($0, failsParams, "--fails-params") }
        subject.door = SimulationDoor(rawValue: over.rawValue) ?? .websocket
        (subject.patience, subject.absence) = (timeout * 1_000_000, wait * 1_000_000)
        // By the second: whoever remembers the trial before takes none of this one for it.
        subject.firstSaga = SystemClock.now().utc.milliseconds / 1_000 * 100
        return subject
    }

    private func order(_ name: String, _ params: String, _ option: String) throws -> TrialSubject.Order {
        let bytes = Array(params.utf8)
        do throws(JSONFault) {
            _ = try JSONObject(bytes[...])
        } catch {
            throw Failure(.usage, "\(option) cannot be '\(params)': \(error.sentence) (byte \(error.offset + 1))")
        }
        return TrialSubject.Order(name: name, params: JSONText(trusted: bytes[...]))
    }

    private func door(of subject: TrialSubject, ring: @escaping @Sendable () -> Void) throws -> any TrialDoor {
        let settings = try SettingsOptions.settings(http.flags.merging(broker.flags) { first, _ in first })
        switch over {
        case .websocket: return try SocketTrialDoor(subject.simulation, at: settings.http, ring: ring)
        case .mqtt:
            let exercise = try ExerciseID(argument: exercise)
            let place = settings.http
            guard place.isLoopback || place.isInsecure else { throw Failure(.http(.exposed(host: place.host))) }
            return try BrokerTrialDoor(
                subject.simulation, of: exercise, broker: settings.broker, at: place,
                port: settings.asksForPort ? place.port : nil, ring: ring)
        }
    }
}
