/// What simulations did and said.
package enum SimulationFact: Equatable, Sendable {
    /// It registered; the newest registration of a name has it.
    case registered(SimulationID, name: String, SimulationDoor)
    /// Its connection is gone, or its client has said that it leaves.
    case left(SimulationID, reason: String)
    /// A client that had registered over MQTT is there again.
    case returned(SimulationID)
    /// It reported something; its rules were evaluated at once, or are not, or wait.
    indirect case reported(SimulationEvent, RuleVerdict)
    /// The rules looked at an event that had waited; `event` is its position.
    case evaluated(event: Int64, [RuleMatch])
    /// An event that had waited is not looked at any more: the exercise is over.
    case passedOver(event: Int64, reason: String)
    /// A message that could not be taken, and why; `from` when the sender is known.
    case refused(SimulationID?, code: RefusalCode, message: String)
}

/// By which door a simulation is connected.
package enum SimulationDoor: String, CaseIterable, Sendable { case websocket, mqtt }

/// What a simulation reported.
package struct SimulationEvent: Equatable, Sendable {
    package var from: SimulationID
    package var type: String
    /// JSON; `null` when it had none.
    package var payload: JSONText
    /// The name that the simulation gave it, by which it counts once in a run.
    package var id: String?

    package init(from: SimulationID, type: String, payload: JSONText, id: String? = nil) {
        self.from = from
        self.type = type
        self.payload = payload
        self.id = id
    }
}

/// What the rules make of an event.
package enum RuleVerdict: Equatable, Sendable {
    /// They have looked at it; these matched.
    case evaluated([RuleMatch])
    /// They look at it when the exercise runs again; these looked at it all the same, by their `phase`.
    case queued([RuleMatch])
    /// They never will.
    case notRun(reason: String)
}

/// A rule that an event matches.
package struct RuleMatch: Equatable, Sendable {
    package var rule: RuleID
    /// Whether it makes a saga: it has its count, is not cooling down, and may fire once more.
    package var fires: Bool

    package init(_ rule: RuleID, fires: Bool) {
        self.rule = rule
        self.fires = fires
    }
}
