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
    /// Aliases in one YAML document.
    package static let yamlAliases = 100
    /// Bytes of an exercise file or a timeline.
    package static let file = 256 << 20
    /// Publishes in flight at the broker, of our own; the broker's receive maximum may lower it.
    package static let window = 200
    /// Rows of the waiting list over MQTT.
    package static let waitingRows = 200
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
