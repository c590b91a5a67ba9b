/// One connection of a simulation over WebSocket, counted from 1 since the daemon started.
package struct SocketID: Hashable, Sendable {
    package var number: UInt64

    package init(_ number: UInt64) { self.number = number }
}
