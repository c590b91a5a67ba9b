/// The actions of a rule that go on at the same time; one, unless the file says `parallel`.
package struct Stage: Equatable, Sendable {
    package var actions: [Action]

    package init(_ actions: [Action]) { self.actions = actions }
}

/// One action of a rule, a step of each saga that the rule makes.
package struct Action: Equatable, Sendable {
    package var deed: Deed
    /// What undoes it once it was done; `nil` when nothing does.
    package var undo: Deed?
    /// Microseconds of wall time for each attempt; for an approval until it expires.
    package var timeout: Int64
    /// Attempts after the first, of the deed and, counted anew, of its undo.
    package var retries: Int
    /// Microseconds of wall time before the second attempt; each further pause is twice as long.
    package var retryDelay: Int64

    package init(
        _ deed: Deed, undo: Deed? = nil, timeout: Int64 = 30_000_000, retries: Int = 3, retryDelay: Int64 = 1_000_000
    ) {
        self.deed = deed
        self.undo = undo
        self.timeout = timeout
        self.retries = retries
        self.retryDelay = retryDelay
    }
}

/// What an action does.
package enum Deed: Equatable, Sendable {
    /// A command to a simulation, which answers it.
    case send(SimulationID, command: String, params: Template)
    /// An inject goes out now, to the teams named, or to all that have it.
    case deliver(InjectID, teams: [TeamID])
    /// A control command, as the object of `contract.md` 1 without `id`.
    case control(Template)
    /// A variable gets a value.
    case set(String, Template)
    /// A message below `/world/`.
    case publish(topic: String, Template, retain: Bool)
    /// A controller must agree.
    case approve(String)

    /// The simulation that must answer; `nil` when none has to.
    package var simulation: SimulationID? {
        if case .send(let simulation, _, _) = self { simulation } else { nil }
    }
}
