/// How a scripted broker behaves; the default is to keep to the rules.
package struct Script: Sendable {
    /// What is done where a rule-abiding broker would answer.
    package enum Reaction: Equatable, Sendable {
        /// The ordinary answer, with this reason code.
        case answer(UInt8)
        case bytes([UInt8])
        /// From now on nothing on this connection is answered.
        case fallSilent
        case hangUp
    }

    /// What is done at a CONNECT, by how many connections there have been.
    package var connect: @Sendable (_ number: Int) -> [Reaction] = { _ in [.answer(0)] }
    /// What is done at a publish of QoS 1 or 2 and, where it is no answer, of QoS 0.
    package var publish: @Sendable (Published) -> [Reaction] = { _ in [.answer(0)] }
    /// The code of a SUBACK for a topic filter.
    package var subscribe: @Sendable (_ filter: String) -> UInt8 = { _ in 1 }
    /// Properties of the CONNACK, as they stand in it: identifier, then value.
    package var properties: [UInt8] = []

    package init() {}

    package static let receiveMaximumOne: [UInt8] = [0x21, 0, 1]
    package static let maximumQoSZero: [UInt8] = [0x24, 0]
    package static let retainsNothing: [UInt8] = [0x25, 0]
    package static let noTopicAlias: [UInt8] = [0x22, 0, 0]
    /// Five seconds.
    package static let shortKeepAlive: [UInt8] = [0x13, 0, 5]
    /// 1,024 bytes.
    package static let smallPackets: [UInt8] = [0x27, 0, 0, 4, 0]
}

/// A publish that came to a scripted broker.
package struct Published: Equatable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    package var qos: UInt8
    package var isRetained: Bool

    package var text: String { String(decoding: payload, as: UTF8.self) }
}
