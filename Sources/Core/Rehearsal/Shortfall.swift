package import ExerciseModel

/// What a rehearsal does not bear out of what its plan expects.
package struct Shortfall: Equatable, Sendable {
    package var expectations: [Timetable.Broken]
    package var reactions: [Timetable.BrokenReaction]

    /// Holds a whole timetable to its plan.
    package init(_ plan: ExercisePlan, _ timetable: Timetable) {
        expectations = timetable.broken(plan.expectations)
        reactions = timetable.broken(plan.reactions)
    }

    package var count: Int { expectations.count + reactions.count }
}
