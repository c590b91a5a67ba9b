package import ExerciseModel

/// What the host asks of the door that simulations use over WebSocket.
package enum SimulationOrder: Equatable, Sendable {
    /// One text message.
    case send(SocketID, [UInt8])
    /// After what was sent before it.
    case close(SocketID)
}
