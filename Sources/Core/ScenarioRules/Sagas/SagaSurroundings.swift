package import ExerciseModel

/// What decides, besides a saga itself, what follows for it now.
package struct SagaSurroundings: Sendable {
    package var now: WallInstant
    package var status: ClockStatus
    /// Whether NO DUFF stands, which stops every command to a simulation.
    package var isNoDuff: Bool
    /// The simulations that can be reached.
    package var connected: Set<SimulationID>
    package var variables: [String: JSONText]

    package init(
        now: WallInstant, status: ClockStatus, isNoDuff: Bool = false, connected: Set<SimulationID> = [],
        variables: [String: JSONText] = [:]
    ) {
        self.now = now
        self.status = status
        self.isNoDuff = isNoDuff
        self.connected = connected
        self.variables = variables
    }
}
