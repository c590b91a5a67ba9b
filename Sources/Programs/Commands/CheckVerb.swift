import ArgumentParser
import Assembly
import ExerciseModel
import Rehearsal
import ScenarioFiles

/// `whitecell check FILE…`.
struct CheckVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: """
            Find every fault in exercise files, timelines, scenarios and played simulations, with its place and how to \
            mend it.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "Exercise files, timelines, scenarios, or played simulations.") var files: [String]
    @Option(help: "text or json.") var format = Format.text
    @OptionGroup(title: "Limits and search") var delivery: DeliveryOptions

    func run() throws {
        let source = ExerciseSource(try SettingsOptions.settings(delivery.flags))
        let checks = files.map { Self.rehearsed(source.checkAny($0), file: $0) }
        switch format {
        case .json: Output.line(String(decoding: Diagnostic.json(checks.flatMap(\.diagnostics)).bytes, as: UTF8.self))
        case .text:
            for (file, check) in zip(files, checks) {
                switch check {
                case .exercise(let exercise): Self.tell(exercise, of: file)
                case .timeline(let timeline): Self.tell(timeline, of: file)
                case .scenario(let scenario): Self.tell(scenario: scenario, of: file)
                case .play(let play): Self.tell(play, of: file)
                }
            }
        }
        guard checks.allSatisfy(\.isFine) else { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    /// Holds a file without a fault to what it expects of itself; what does not hold is a fault of the file.
    static func rehearsed(_ check: CheckedFile, file: String) -> CheckedFile {
        switch check {
        case .exercise(let exercise): .exercise(rehearsed(exercise, file: file))
        case .scenario(let scenario): .scenario(rehearsed(scenario, file: file))
        case .timeline, .play: check
        }
    }

    private static func rehearsed(_ check: CheckedExercise, file: String) -> CheckedExercise {
        guard let plan = check.plan, !plan.expectations.isEmpty || !plan.reactions.isEmpty else { return check }
        let faults = check.faults(Shortfall(plan, Rehearsal.timetable(of: plan)), plan, file: file)
        guard !faults.isEmpty else { return check }
        var check = check
        check.plan = nil
        check.diagnostics += faults
        return check
    }

    /// Shows what the check of an exercise found, and one line that sums it up.
    static func tell(_ check: CheckedExercise, of file: String) {
        tell(check.diagnostics, DiagnosticText(files: check.files, color: Output.isColored), of: file, check.plan) {
            let injects = $0.timelines.reduce(0) { $0 + $1.injects.count }
            let rules = $0.scenario.rules.isEmpty ? "" : ", \(count($0.scenario.rules.count, "rule"))"
            return "'\($0.id)' is fine: \(count($0.teams.count, "team")), \(count($0.timelines.count, "timeline")), "
                + count(injects, "inject") + rules
        }
    }

    private static func tell(scenario check: CheckedExercise, of file: String) {
        tell(check.diagnostics, DiagnosticText(files: check.files, color: Output.isColored), of: file, check.plan) {
            "the scenario is fine by itself: \(count($0.scenario.rules.count, "rule"))\(rest)"
        }
    }

    private static func tell(_ check: CheckedTimeline, of file: String) {
        tell(check.diagnostics, DiagnosticText(file: check.file, color: Output.isColored), of: file, check.timeline) {
            "timeline '\($0.id)' is fine by itself: \(count($0.injects.count, "inject"))\(rest)"
        }
    }

    private static func tell(_ check: CheckedPlay, of file: String) {
        tell(check.diagnostics, DiagnosticText(play: check, color: Output.isColored), of: file, check.simulations) {
            "fine: \(count($0.count, "played simulation"))"
        }
    }

    /// The faults, then what the file holds when it can be used, else how many faults there are.
    private static func tell<Contents>(
        _ diagnostics: [Diagnostic], _ text: DiagnosticText, of file: String, _ contents: Contents?,
        _ summary: (Contents) -> String
    ) {
        show(diagnostics, text)
        Output.line("\(file): " + (contents.map { summary($0) + warnings(diagnostics) } ?? sum(diagnostics)))
    }

    /// Shows faults with the lines that they speak of.
    static func show(_ diagnostics: [Diagnostic], _ text: DiagnosticText) {
        let text = text.render(diagnostics)
        if !text.isEmpty { Output.text(text) }
    }

    private static let rest = "; check the exercise that uses it for the rest"

    private static func sum(_ diagnostics: [Diagnostic]) -> String {
        let errors = diagnostics.count { $0.severity == .error }
        return "\(count(errors, "error")), \(count(diagnostics.count { $0.severity == .warning }, "warning"))"
    }

    private static func warnings(_ diagnostics: [Diagnostic]) -> String {
        let warnings = diagnostics.count { $0.severity == .warning }
        return warnings == 0 ? "" : ", \(count(warnings, "warning"))"
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
