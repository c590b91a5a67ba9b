/// What a socket may do, and how long it may be silent (`quality.md` 4). Times are in microseconds.
package struct SocketLimits: Equatable, Sendable {
    /// Bytes of a message, and frames in which it may come.
    package var message = 1 << 20
    package var fragments = 1 << 14
    /// Bytes written that the other side has not taken.
    package var unsent = 1 << 20
    /// Bytes said that nobody has looked at above which no socket is read; and after how long it is looked again.
    package var tide = 1 << 16
    package var ebb: Int64 = 1_000
    /// For the first message, counted from the upgrade.
    package var first: Int64 = 5_000_000
    /// From one ping to the next, and for the answer to one.
    package var ping: Int64 = 10_000_000
    package var pong: Int64 = 20_000_000
    /// For the other side's goodbye, counted from ours.
    package var farewell: Int64 = 1_000_000
    /// Sockets at once; `nil` for what the limit of descriptors allows.
    package var sockets: Int?

    package init() {}
}

extension FrameReader {
    /// A reader within the limits.
    package init(_ limits: SocketLimits = SocketLimits()) {
        self.init(largest: limits.message, mostFrames: limits.fragments)
    }
}
