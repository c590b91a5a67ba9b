package import ExerciseModel

/// What became of an exercise's files: its plan, or the errors that keep it from being one.
package struct CheckedExercise: Equatable, Sendable {
    /// `nil` when there is an error.
    package var plan: ExercisePlan?
    /// By file in the order of reading, then by place.
    package var diagnostics: [Diagnostic]
    /// The files that could be read, byte for byte; `nil` when not even the exercise's own could.
    package var files: SourceFiles?
    private let places: ExpectedPlaces

    init(
        plan: ExercisePlan?, diagnostics: [Diagnostic], files: SourceFiles?,
        places: ExpectedPlaces = ExpectedPlaces()
    ) {
        self.plan = plan
        self.diagnostics = diagnostics
        self.files = files
        self.places = places
    }

    /// An error at the place of one of the plan's expectations, by its number from 0: `expected … but …`. A number that
    /// is none of theirs gives an error about the exercise's file.
    package func diagnostic(
        ofExpectation number: Int, _ message: String, label: String = "", help: String? = nil
    ) -> Diagnostic {
        diagnostic(
            at: places.expectations.indices.contains(number) ? places.expectations[number] : nil, message, label, help)
    }

    /// The same for one of the plan's reactions, at one of its commands, if it has so many.
    package func diagnostic(
        ofReaction number: Int, command: Int? = nil, _ message: String, label: String = "", help: String? = nil
    ) -> Diagnostic {
        guard places.reactions.indices.contains(number) else { return diagnostic(at: nil, message, label, help) }
        let place = places.reactions[number]
        guard let command, place.commands.indices.contains(command) else {
            return diagnostic(at: place.whole, message, label, help)
        }
        return diagnostic(at: place.commands[command], message, label, help)
    }

    private func diagnostic(
        at place: Diagnostic?, _ message: String, _ label: String, _ help: String?
    ) -> Diagnostic {
        var diagnostic = place ?? Diagnostic(severity: .error, file: files?.exercise.path ?? "", message: message)
        diagnostic.message = message
        diagnostic.label = label
        diagnostic.help = help
        return diagnostic
    }
}

/// Where the expectations of an exercise stand: an error without words at each.
struct ExpectedPlaces: Equatable, Sendable {
    /// A reaction, and its commands.
    struct Reaction: Equatable, Sendable {
        var whole: Diagnostic
        var commands: [Diagnostic]
    }

    var expectations: [Diagnostic] = []
    var reactions: [Reaction] = []
}

extension ExpectedPlaces {
    init(_ draft: ExerciseDraft) {
        expectations = draft.expectations.map { FaultList.place(of: $0.site) }
        reactions = draft.reactions.map { reading in
            Reaction(
                whole: FaultList.place(of: reading.site), commands: reading.commandSites.map(FaultList.place))
        }
    }
}
