package import ExerciseModel
package import Orchestration

/// The door of simulations over WebSocket: takes orders in batches, never blocks, and reports what is said.
package protocol SimulationLink: AnyObject, Sendable {
    /// Names where reports go, in batches, from a thread of the link's own; called once, before anything else.
    /// `backlog` says how many bytes of what was reported nobody has looked at yet: no socket is read while that is
    /// much.
    func report(
        to handler: @escaping @Sendable ([SimulationReport]) -> Void, backlog: @escaping @Sendable () -> Int)

    /// Takes orders in the order in which they are to be carried out; those for a closed connection are forgotten.
    func perform(_ orders: [SimulationOrder])
}

/// What is heard of one connection; nothing of it comes after `closed`, which comes once for each `opened`.
package enum SimulationReport: Equatable, Sendable {
    /// The text of the query's `exercise`; `nil` when there is none.
    case opened(SocketID, exercise: String?)
    /// One whole text message, at most 1 MiB; nobody has looked yet whether it is UTF-8.
    case said(SocketID, [UInt8])
    /// Something that is no text message; the connection goes on after a binary one alone.
    case unreadable(SocketID, UnreadableFrame)
    case closed(SocketID, reason: String)
}

/// What was sent in place of a text message.
package enum UnreadableFrame: Equatable, Sendable {
    case binary
    /// More than 1 MiB, in one frame or several.
    case tooLarge
    /// No frame of WebSocket; the words say why.
    case broken(String)

    package var code: RefusalCode { self == .tooLarge ? .tooLarge : .invalidJSON }

    /// The words for whoever sent it.
    package var sentence: String {
        switch self {
        case .binary: "a message is text, not binary"
        case .tooLarge: "a message has at most 1 MiB"
        case .broken(let words): "this is no frame of WebSocket: \(words)"
        }
    }
}
