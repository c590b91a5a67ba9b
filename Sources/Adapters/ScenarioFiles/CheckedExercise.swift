package import ExerciseModel

/// What became of an exercise's files: its plan, or the errors that keep it from being one.
package struct CheckedExercise: Equatable, Sendable {
    /// `nil` when there is an error.
    package var plan: ExercisePlan?
    /// By file in the order of reading, then by place.
    package var diagnostics: [Diagnostic]
    /// The files that could be read, byte for byte; `nil` when not even the exercise's own could.
    package var files: SourceFiles?
    /// An error without words at the place of each of the plan's expectations, and of its reactions.
    private let expectations: [Diagnostic]
    private let reactions: [Diagnostic]

    init(
        plan: ExercisePlan?, diagnostics: [Diagnostic], files: SourceFiles?, expectations: [Diagnostic] = [],
        reactions: [Diagnostic] = []
    ) {
        self.plan = plan
        self.diagnostics = diagnostics
        self.files = files
        self.expectations = expectations
        self.reactions = reactions
    }

    /// An error at the place of one of the plan's expectations, by its number from 0: `expected … but …`. A number that
    /// is none of theirs gives an error about the exercise's file.
    package func diagnostic(
        ofExpectation number: Int, _ message: String, label: String = "", help: String? = nil
    ) -> Diagnostic {
        diagnostic(expectations, number, message, label, help)
    }

    /// The same for one of the plan's reactions.
    package func diagnostic(
        ofReaction number: Int, _ message: String, label: String = "", help: String? = nil
    ) -> Diagnostic {
        diagnostic(reactions, number, message, label, help)
    }

    private func diagnostic(
        _ places: [Diagnostic], _ number: Int, _ message: String, _ label: String, _ help: String?
    ) -> Diagnostic {
        var diagnostic = Diagnostic(severity: .error, file: files?.exercise.path ?? "", message: message)
        if places.indices.contains(number) { diagnostic = places[number] }
        diagnostic.message = message
        diagnostic.label = label
        diagnostic.help = help
        return diagnostic
    }
}
