/// A publish whose outcome nobody waits for.
package struct Publication: Equatable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    package var qos: UInt8
    package var retain: Bool
    /// Seconds after which a broker drops it (MQTT 5 only); `nil` for never.
    package var expiry: UInt32?
    /// Whether a newer one on the same topic takes its place while it waits to be sent.
    package var replaceable: Bool
    /// Correlation data of the message that this answers (MQTT 5 only).
    package var correlation: [UInt8]?

    package init(
        topic: String, payload: [UInt8], qos: UInt8, retain: Bool = false, expiry: UInt32? = nil,
        replaceable: Bool = false, correlation: [UInt8]? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.expiry = expiry
        self.replaceable = replaceable
        self.correlation = correlation
    }
}
