import ExerciseModel

/// How one connection introduces itself.
struct LinkProfile: Sendable {
    var clientID: String
    /// Whether the broker forgets what an earlier connection of this client id left.
    var cleanStart: Bool
    /// Seconds for which the broker keeps the session after the connection (MQTT 5 only).
    var sessionExpiry: UInt32 = 0
    /// What the broker publishes when the connection is lost.
    var will: Publication?
}
