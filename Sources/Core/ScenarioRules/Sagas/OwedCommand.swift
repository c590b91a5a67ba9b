package import ExerciseModel

/// A command that a simulation was sent, or is to be sent, and has not answered.
package struct OwedCommand: Equatable, Sendable {
    package var saga: SagaID
    package var step: StepName
    package var simulation: SimulationID
    package var command: String
    package var params: JSONText
    package var attempt: Int
    /// When this attempt times out.
    package var until: WallInstant
    /// The position of the saga's first cause.
    package var root: Int64
}
