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
            Commands:  start  pause  resume  stop  reset  speed RATE  seek SECONDS  deliver INJECT  retry FAILURE  \
            note TEXT. Arguments are name=value, lists with commas; a bare first word is the first argument.

            whitecell control harbour-ransomware pause reason="fire alarm in room 2"
            whitecell control harbour-ransomware deliver it-07 teams=blue,orange
            whitecell control harbour-ransomware seek 3600 skipped=skip dry_run=true
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "The exercise's id.") var exercise: String
    @Argument(help: "The command.") var command: String
    @Argument(help: "Its arguments.") var arguments: [String] = []
    @Option(help: "text or json.") var format = Format.text
    @OptionGroup(title: "Store") var store: StoreOptions
    @OptionGroup(title: "Broker") var broker: BrokerOptions

    func run() throws {
        guard let id = ExerciseID(exercise) else { throw Failure(.usage, "'\(exercise)' is no id of an exercise") }
        let broker = try BrokerPlace.find(store: store, broker: broker)
        let commandID = "cli-\(String(UInt64.random(in: .min ... .max), radix: 16))"
        let payload: [UInt8]
        do {
            payload = try ControlLine.encode(
                command: command, words: arguments, id: commandID, by: ProcessEnvironment.variable("USER"),
                at: SystemClock.now().utc)
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
            let status = result["status"]?.string ?? ""
            let position = result["position"]?.integer ?? 0
            Output.line("\(command): done, the exercise is \(status) (position \(position))")
            for effect in result["effects"]?.array ?? [] { Output.line("  " + Self.text(effect)) }
        } else {
            let error = result["error"]?.object
            Output.error("\(command): \(error?["code"]?.string ?? "refused"): \(error?["message"]?.string ?? "")")
        }
        guard isAccepted else { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    private static func text(_ effect: JSONSlice) -> String {
        guard let object = effect.object, let type = object["type"]?.string else { return "" }
        let data = object["data"]?.object
        let words = [data?["team"]?.string, data?["inject"]?.string, data?["reason"]?.string].compactMap { $0 }
        return ([type] + words).joined(separator: " ")
    }
}
