package import ExerciseModel

/// What became of a file that was checked: an exercise with all its files, a timeline or a scenario by itself, or
/// played simulations.
package enum CheckedFile: Equatable, Sendable {
    case exercise(CheckedExercise)
    case timeline(CheckedTimeline)
    /// As the exercise that it is where it stands alone.
    case scenario(CheckedExercise)
    case play(CheckedPlay)

    package var diagnostics: [Diagnostic] {
        switch self {
        case .exercise(let check): check.diagnostics
        case .timeline(let check): check.diagnostics
        case .scenario(let check): check.diagnostics
        case .play(let check): check.diagnostics
        }
    }

    /// Whether there is no error in it.
    package var isFine: Bool {
        switch self {
        case .exercise(let check): check.plan != nil
        case .timeline(let check): check.timeline != nil
        case .scenario(let check): check.plan != nil
        case .play(let check): check.simulations != nil
        }
    }
}

/// What became of a timeline that was checked by itself, without the teams, the ENDEX and the objectives of an exercise.
package struct CheckedTimeline: Equatable, Sendable {
    /// `nil` when there is an error.
    package var timeline: Timeline?
    /// By place.
    package var diagnostics: [Diagnostic]
    package var file: SourceFiles.File
}
