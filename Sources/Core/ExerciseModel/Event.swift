/// A fact with its place in the log.
package struct Event: Equatable, Sendable {
    package var exercise: ExerciseID
    /// 1, 2, 3 … in commit order.
    package var position: Int64
    package var run: Int64
    package var exerciseTime: ExerciseInstant
    package var at: UTCInstant
    package var actor: String
    /// The position of the event that this one follows from.
    package var causation: Int64?
    /// The position of the first cause, its own when it is one.
    package var root: Int64
    package var fact: Fact

    package init(
        exercise: ExerciseID, position: Int64, run: Int64, exerciseTime: ExerciseInstant, at: UTCInstant,
        actor: String, causation: Int64? = nil, root: Int64? = nil, fact: Fact
    ) {
        self.exercise = exercise
        self.position = position
        self.run = run
        self.exerciseTime = exerciseTime
        self.at = at
        self.actor = actor
        self.causation = causation
        self.root = root ?? position
        self.fact = fact
    }

    /// The correlation id that all that follows from one first cause carries.
    package var correlation: String { Event.correlation(exercise, root: root) }

    /// The correlation id of what follows from the event at this position.
    package static func correlation(_ exercise: ExerciseID, root: Int64) -> String { "\(exercise.text)-\(root)" }
}
