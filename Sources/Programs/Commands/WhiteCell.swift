package import ArgumentParser
import Assembly

/// The program `whitecell`: a verb for each thing that a white cell does.
package struct WhiteCell: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "whitecell",
        abstract: "The control room for training exercises.",
        discussion: """
            An exercise is a YAML file with teams and timelines; whitecell runs its clock and delivers each team's \
            injects over MQTT at the right moment.

            Start here:  whitecell run exercises/first-steps.yaml
            """,
        version: Daemon.version,
        subcommands: [
            RunVerb.self, ServeVerb.self, CheckVerb.self, RehearseVerb.self, ControlVerb.self, WatchVerb.self,
            WaitingVerb.self, SagaVerb.self, SimulateVerb.self, ConformanceVerb.self, LogVerb.self, VerifyVerb.self,
            BackupVerb.self,
        ])

    package init() {}

    /// Runs the command line and gives the exit status (`contract.md` 4).
    package static func main(arguments: [String]) -> Int32 {
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
            return ExitStatus.done.rawValue
        } catch let failure as Failure {
            if !failure.message.isEmpty { Output.error("whitecell: \(failure.message)") }
            return failure.status
        } catch let status as ExitCode {
            return status.rawValue
        } catch {
            let text = fullMessage(for: error)
            let isHelp = exitCode(for: error).isSuccess
            if isHelp { Output.line(text) } else { Output.error(text) }
            return isHelp ? ExitStatus.done.rawValue : ExitStatus.usage.rawValue
        }
    }
}
