/// What was seen of simulations from the outside.
package struct SimulationTraffic: Sendable {
    /// What they were told, in the order in which it left.
    package var told: [Told] = []
    /// How often each event was said.
    package var events: [Event: Int] = [:]
    package var answers: Set<Answer> = []
    /// What those did that keep the protocol, in order.
    package var executions: [Execution] = []
    /// Events whose simulation asked to the end whether they count, and never heard.
    package var unheard: [Event] = []

    package init() {}

    /// A message of the daemon to a simulation.
    package struct Told: Sendable {
        package var simulation: String
        package var payload: [UInt8]
        /// The last position that was durable when it left, and before the turn in which it did.
        package var committed: Int64
        package var before: Int64

        package init(to simulation: String, _ payload: [UInt8], committed: Int64, before: Int64) {
            self.simulation = simulation
            self.payload = payload
            self.committed = committed
            self.before = before
        }
    }

    /// What a simulation reported.
    package struct Event: Hashable, Sendable {
        package var simulation: String
        package var id: String?
        package var payload: [UInt8]

        package init(of simulation: String, id: String?, payload: [UInt8]) {
            self.simulation = simulation
            self.id = id
            self.payload = payload
        }
    }

    /// What a simulation said of a step, true or not.
    package struct Answer: Hashable, Sendable {
        package var simulation: String
        package var saga: String
        package var step: Int64
        package var isCompleted: Bool

        package init(of simulation: String, saga: String, step: Int64, isCompleted: Bool) {
            self.simulation = simulation
            self.saga = saga
            self.step = step
            self.isCompleted = isCompleted
        }
    }

    /// That a simulation really did a step, or undid it.
    package struct Execution: Hashable, Sendable {
        package var simulation: String
        package var saga: String
        package var step: Int64
        /// `do` or `undo`.
        package var phase: String

        package init(by simulation: String, saga: String, step: Int64, phase: String) {
            self.simulation = simulation
            self.saga = saga
            self.step = step
            self.phase = phase
        }
    }
}
