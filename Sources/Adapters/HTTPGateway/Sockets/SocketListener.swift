import ExerciseHost
import NIOCore

/// Who hears what is said on sockets. All but `refusal` is called on the event loop of the sockets.
protocol SocketListener: AnyObject, Sendable {
    /// Why no further socket may open; `nil` when one may. From any thread.
    func refusal() -> Problem?
    func opened(_ socket: Socket, on loop: any EventLoop, by inquiry: Inquiry)
    /// One whole text message, not yet known to be UTF-8.
    func heard(_ text: [UInt8], on socket: Socket)
    func heard(_ unreadable: UnreadableFrame, on socket: Socket)
    /// It has answered a ping.
    func ponged(_ socket: Socket)
    /// The last that is told of a socket; told once.
    func closed(_ socket: Socket, reason: String)
    /// Whether the socket may be read now. If not, the listener calls `resume` on it later.
    func mayRead(_ socket: Socket) -> Bool
}
