import ArgumentParser
import Assembly
import ExerciseHost
import ExerciseModel
import Glibc
import MQTTGateway

/// `whitecell control EXERCISE COMMAND [ARG…]`.
struct ControlVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control",
        abstract: "Give a control command to a running exercise and show its result.",
        discussion: """
            Arguments are name=value, lists with commas; a bare first word is the first argument. Times are seconds, \
            or T+1:05:30. Every command takes reason=TEXT, dry_run=true, plan=PLAN; those that name an inject take \
            if_revision=N.

              start  pause  resume  stop  reset [sagas=abandon]
              speed RATE
              seek TIME [skipped=fire|skip|hold]
              deliver INJECT [teams=A,B] [again=true]
              hold [INJECT] [team=A] reason=TEXT          without an inject: everything
              release [INJECT] [team=A]
              skip [INJECT] [team=A] reason=TEXT
              move INJECT to=TIME [ripple=true]           ripple: all later ones by as much
              add FILE teams=A,B                          FILE holds one inject in JSON; inject='{"id":…}' as well
              retry FAILURE, or inject=INJECT team=A
              receipt INJECT team=A status=received|seen|acknowledged|responded [response=TEXT]
              tick INJECT [action=N] [team=A] [rating=P|S|M|U] [text=TEXT]
              note TEXT
              approve APPROVAL [reason=TEXT]; reject APPROVAL reason=TEXT
              saga_retry SAGA; saga_skip, saga_cancel, saga_abandon SAGA reason=TEXT
              noduff MESSAGE                              a real emergency: everything stops
              clear_noduff

            whitecell control harbour-ransomware pause reason="fire alarm in room 2"
            whitecell control harbour-ransomware deliver it-07 teams=blue,orange
            whitecell control harbour-ransomware move it-07 to=T+45:00 ripple=true dry_run=true
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "The exercise's id.") var exercise: String
    @Argument(help: "The command.") var command: String
    @Argument(help: "Its arguments.") var arguments: [String] = []
    @Option(help: "text or json.") var format = Format.text
    @OptionGroup(title: "Store") var store: StoreOptions
    @OptionGroup(title: "Broker") var broker: BrokerOptions

    /// What stands behind a name that every command takes.
    private func given(_ name: String) -> String? {
        arguments.last { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    func run() throws {
        let id = try ExerciseID(argument: exercise)
        let broker = try BrokerPlace.find(store: store, broker: broker)
        let commandID = given("id") ?? "cli-\(String(UInt64.random(in: .min ... .max), radix: 16))"
        let payload: [UInt8]
        do {
            payload = try ControlLine.encode(
                command: command, words: arguments.filter { !$0.hasPrefix("id=") && !$0.hasPrefix("by=") },
                id: commandID, by: given("by") ?? ProcessEnvironment.variable("USER"), at: SystemClock.now().utc,
                read: TextFile.read)
        } catch {
            throw Failure(.usage, error.message)
        }
        let errand = try ControlErrand(exercise: id, commandID: commandID, broker: broker)
        guard let result = errand.carryOut(payload, within: 5_000_000) else {
            throw Failure(.unreachable, errand.whyNoAnswer)
        }
        try tell(result)
    }

    private func tell(_ payload: [UInt8]) throws {
        guard let result = try? JSONObject(payload[...], caps: .trusted) else { return }
        let isAccepted = result["accepted"]?.bool == true
        if format == .json {
            Output.line(String(decoding: payload, as: UTF8.self))
        } else if isAccepted {
            for line in ResultText.accepted(command, result) { Output.line(line) }
        } else {
            Output.error(ResultText.refused(command, result))
        }
        guard isAccepted else { throw ExitCode(ExitStatus.refused.rawValue) }
    }
}
