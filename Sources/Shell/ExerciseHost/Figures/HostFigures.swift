package import ExerciseModel

/// The daemon's figures at one instant, taken between two turns: all of them fit each other.
package struct HostFigures: Equatable, Sendable {
    package var exercises: [ExerciseFigures]
    /// What has been committed since the process started, by exercise.
    package var tallies: [ExerciseID: ExerciseTally]
    package var work: WorkTally
    /// Why nothing can be made durable; `nil` when it can.
    package var storeFault: EventStoreError?

    package init(
        exercises: [ExerciseFigures] = [], tallies: [ExerciseID: ExerciseTally] = [:], work: WorkTally = WorkTally(),
        storeFault: EventStoreError? = nil
    ) {
        self.exercises = exercises
        self.tallies = tallies
        self.work = work
        self.storeFault = storeFault
    }
}

/// What the host's thread has done since the process started.
package struct WorkTally: Equatable, Sendable {
    package var turns: Int64
    /// Microseconds of wall time that the turns took, the commits included.
    package var microseconds: Int64
    package var commits: Int64

    package init(turns: Int64 = 0, microseconds: Int64 = 0, commits: Int64 = 0) {
        self.turns = turns
        self.microseconds = microseconds
        self.commits = commits
    }
}
