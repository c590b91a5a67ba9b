package import ExerciseModel

/// What a walk along the chain of one exercise found.
package struct LogVerdict: Equatable, Sendable {
    /// Whole, or broken from one position on.
    package enum Finding: Equatable, Sendable {
        /// Every row follows on the one before it, up to this head.
        case whole(head: ChainHead)
        /// The first position that cannot be trusted, and why, in words.
        case broken(position: Int64, reason: String)
    }

    package var exercise: ExerciseID
    package var finding: Finding

    package init(exercise: ExerciseID, finding: Finding) {
        self.exercise = exercise
        self.finding = finding
    }
}
