package import ExerciseModel

/// What followed from the event of one reaction in a rehearsal.
package struct Consequence: Equatable, Sendable {
    /// What one rule made of it.
    package struct Played: Equatable, Sendable {
        package var rule: RuleID
        /// In the order in which they were sent.
        package var commands: [Reaction.Command] = []
        /// How it ended; `nil` when it did not.
        package var end: SagaEnd?
    }

    /// What the rules made of the event; `nil` when it was not taken, or never came.
    package var verdict: RuleVerdict?
    /// What kept the event from being taken, or from coming: `never comes: …`.
    package var absence: String?
    /// One for each rule that fired, in the order of the rules.
    package var sagas: [Played] = []

    /// Every command, rule by rule: which of two rules is done sooner is up to the simulations.
    package var commands: [Reaction.Command] { sagas.flatMap(\.commands) }
}
