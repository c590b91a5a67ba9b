/// That an event leads to commands: what `rehearse` and `check` hold the rules of an exercise to.
package struct Reaction: Equatable, Sendable {
    /// When the event comes.
    package var at: ExerciseInstant
    package var event: SimulationEvent
    /// Every command that follows from it, those that undo included: rule by rule in the order of the rules, and those of
    /// one rule in the order in which they are sent.
    package var commands: [Command]
    /// The names of the commands that their simulations answer with `step.failed`; they complete all others.
    package var fails: Set<String>

    /// One command to a simulation.
    package struct Command: Equatable, Sendable {
        package var simulation: SimulationID
        package var command: String
        /// The whole of its parameters; `nil` when they are not looked at.
        package var params: JSONText?
        /// What its simulation answers with when it completes it, for the steps behind it; `nil` for nothing.
        package var output: JSONText?

        package init(
            to simulation: SimulationID, _ command: String, params: JSONText? = nil, output: JSONText? = nil
        ) {
            self.simulation = simulation
            self.command = command
            self.params = params
            self.output = output
        }
    }

    package init(at: ExerciseInstant, event: SimulationEvent, commands: [Command], fails: Set<String> = []) {
        self.at = at
        self.event = event
        self.commands = commands
        self.fails = fails
    }
}
