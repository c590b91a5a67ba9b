/// A message that came from the broker.
package struct HeardMessage: Equatable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    /// The retain flag as the publisher set it (MQTT 5, retain as published), else as the broker sent it.
    package var retained: Bool
    /// As it came: at most what was subscribed with.
    package var qos: UInt8
    package var responseTopic: String?
    package var correlation: [UInt8]?

    package init(
        topic: String, payload: [UInt8], retained: Bool = false, qos: UInt8 = 1, responseTopic: String? = nil,
        correlation: [UInt8]? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.retained = retained
        self.qos = qos
        self.responseTopic = responseTopic
        self.correlation = correlation
    }
}
