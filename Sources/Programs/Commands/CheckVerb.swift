import ArgumentParser
import Assembly
import ExerciseModel
import ScenarioFiles

/// `whitecell check FILE…`.
struct CheckVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find every fault in exercise files, with its place and how to mend it.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "Exercise files.") var files: [String]
    @Option(help: "text or json.") var format = Format.text
    @OptionGroup(title: "Limits and search") var delivery: DeliveryOptions

    func run() throws {
        let source = ExerciseSource(try SettingsOptions.settings(delivery.flags))
        let checks = files.map { source.check($0) }
        switch format {
        case .json: Output.line(String(decoding: Diagnostic.json(checks.flatMap(\.diagnostics)).bytes, as: UTF8.self))
        case .text:
            for (file, check) in zip(files, checks) { Self.tell(check, of: file) }
        }
        guard checks.allSatisfy({ $0.plan != nil }) else { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    /// Shows what a check found, and one line that sums it up.
    static func tell(_ check: CheckedExercise, of file: String) {
        let text = DiagnosticText(files: check.files, color: Output.isColored).render(check.diagnostics)
        if !text.isEmpty { Output.text(text.hasSuffix("\n") ? text : text + "\n") }
        let errors = check.diagnostics.count { $0.severity == .error }
        let warnings = check.diagnostics.count { $0.severity == .warning }
        guard let plan = check.plan else {
            return Output.line("\(file): \(count(errors, "error")), \(count(warnings, "warning"))")
        }
        let injects = plan.timelines.reduce(0) { $0 + $1.injects.count }
        let size =
            "\(count(plan.teams.count, "team")), \(count(plan.timelines.count, "timeline")), "
            + count(injects, "inject")
        Output.line("\(file): '\(plan.id)' is fine: \(size)" + (warnings == 0 ? "" : ", \(count(warnings, "warning"))"))
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
