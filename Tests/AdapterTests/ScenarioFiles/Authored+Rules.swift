import ExerciseModel
import ScenarioFiles

extension Authored {
    /// An exercise of two teams and three simulations; its rules follow.
    private static let ruled = """
        exercise:
          id: harbour
          duration: 2h
          teams: [{id: blue, timeline: blue}, {id: red, timeline: red}]
          simulations: [{id: crane, name: Cranes}, {id: net}, {id: media}]
          variables: {level: 3, network: open}
          rules:

        """

    private static let timelines: KeyValuePairs = [
        "blue": """
        injects:
        - {id: shared, manual: true, type: t, content: 1}
        - {id: b, manual: true, type: t, content: 1}

        """,
        "red": """
        injects:
        - {id: shared, manual: true, type: t, content: 1}
        - {id: r, time: 60, type: t, content: 1}

        """,
    ]

    /// Compiles the exercise with rules, each behind its '-' in the column of `rules`.
    static func check(rules: String) -> CheckedExercise {
        check(exercise: ruled + rules, timelines: timelines)
    }

    /// What an author reads about rules of the exercise.
    static func faults(rules: String) -> String {
        let checked = check(rules: rules)
        return DiagnosticText(files: checked.files).render(checked.diagnostics)
    }

    /// Takes the rules of a table, those lines that are not indented, and writes below each what is said of it:
    /// `column: severity: message ~ label (note: line:column) > help`. Simulations that it does not use are no matter.
    static func answers(to table: String) -> String {
        let rules = table.split(separator: "\n").filter { !$0.hasPrefix(" ") }
        return rules.map { rule in
            let said = check(rules: "    - " + rule).diagnostics.filter { $0.severity != .note }.map(words)
            return ([String(rule)] + said).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func words(_ diagnostic: Diagnostic) -> String {
        let notes = diagnostic.notes.map { " (\($0.message): \($0.line):\($0.column))" }.joined()
        return "  \(diagnostic.column): \(diagnostic.severity.rawValue): \(diagnostic.message)"
            + (diagnostic.label.isEmpty ? "" : " ~ \(diagnostic.label)") + notes
            + (diagnostic.help.map { " > \($0)" } ?? "")
    }
}
