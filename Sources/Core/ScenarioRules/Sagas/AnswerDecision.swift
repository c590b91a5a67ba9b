package import ExerciseModel

/// What becomes of an answer of a simulation.
package enum AnswerDecision: Equatable, Sendable {
    /// It settles the step, has it tried again or gives it longer.
    case taken(SagaID, SagaFact)
    /// It changes nothing; that is recorded, and the simulation is told why.
    case ignored(SagaID, SagaFact, Refusal)
    /// It says what is known already: worth counting, not recording.
    case repeated(SagaID)
    /// It names no step that there is.
    case refused(Refusal)
}
