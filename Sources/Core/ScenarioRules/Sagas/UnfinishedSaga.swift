package import ExerciseModel

/// A saga that is not over, as people see it in a list.
package struct UnfinishedSaga: Equatable, Sendable {
    package var id: SagaID
    package var rule: RuleID
    package var state: SagaState
    /// Why it is being undone or stands; `nil` otherwise.
    package var reason: String?
    package var since: UTCInstant
    /// Whom it waits for: the holder of a simulation, or an older one that waits; `nil` when it waits for no saga.
    package var behind: SagaID?
    /// 1 for the next one; `nil` when it does not wait.
    package var place: Int?
    /// The first of its steps that is not settled, with where it stands; `nil` when none is open.
    package var step: OpenStep?

    /// A step that something must become of.
    package struct OpenStep: Equatable, Sendable {
        package var name: StepName
        package var state: StepState
        /// Where the phase stands that it is in.
        package var stand: StepRun.Stand
        package var simulation: SimulationID?
        /// When it times out or is tried again; `never` while no time runs.
        package var until: WallInstant
        package var reason: String
    }
}
