/// Every cap in one place (`quality.md` 4): what is over it is refused with a reason, never cut.
package enum Limits {
    /// Bytes of one control message.
    package static let controlMessage = 2 << 20
    /// Bytes of one receipt, its response included.
    package static let receipt = 64 << 10
    /// Nesting of JSON in messages.
    package static let jsonDepth = 32
    /// Bytes of one JSON string in messages, an inject's content aside.
    package static let string = 64 << 10
    /// Bytes of an inject's content.
    package static let content = 1 << 20
    /// Bytes of one message of a simulation.
    package static let simulationMessage = 1 << 20
    /// Bytes of the names that a simulation makes up: event types, event ids, its own name.
    package static let simulationName = 256
    /// Refusals of messages of one simulation that the log keeps of a minute; the others are answered and counted.
    package static let refusals = 100
    /// Bytes of a template with its references in place.
    package static let resolved = 1 << 20
    /// Events that wait for the rules of one exercise.
    package static let waitingEvents = 100_000
    /// Bytes of their payloads.
    package static let waitingEventBytes = 256 << 20
    /// Aliases in one YAML document.
    package static let yamlAliases = 100
    /// Bytes of an exercise file or a timeline.
    package static let file = 256 << 20
    /// Rules of one scenario.
    package static let rules = 1_000
    /// Actions of one rule.
    package static let actions = 100
    /// Comparisons of one rule.
    package static let comparisons = 1_000
    /// Simulations, or variables, that one exercise declares; simulations that register where it declares none.
    package static let simulations = 1_000
    /// Bytes of the parameters of one command, of a variable's value or of a message of the world, as a rule writes them.
    package static let params = 64 << 10
    /// Events that a rule may wait for before it fires.
    package static let eventCount = 100_000
    /// Publishes in flight at the broker, of our own; the broker's receive maximum may lower it.
    package static let window = 200
    /// Rows of the waiting list over MQTT.
    package static let waitingRows = 200
    /// Messages of the world that nobody could hear while the broker was away; beyond it the oldest is forgotten.
    package static let unheardWorldMessages = 1_000
    /// Sagas of one exercise that wait for their simulations; beyond it no event is taken.
    package static let waitingSagas = 100_000
    /// Microseconds after which all sagas are looked at again.
    package static let sagaLook: Int64 = 30_000_000
    /// Sagas that have ended and whose steps are still known, for answers that come late.
    package static let endedSagas = 10_000
    /// Characters of an identifier.
    package static let identifier = 64
}

/// What a planner may ask for, taken from the settings (`contract.md` 4).
package struct ExerciseCaps: Equatable, Sendable {
    /// Seconds an exercise may last, `MAX_EXERCISE_DURATION`.
    package var duration: Int64 = 604_800
    /// `MAX_TEAMS_PER_EXERCISE`.
    package var teams = 1_000
    /// `MAX_INJECTS_PER_TIMELINE`.
    package var injects = 100_000

    package init() {}
}
