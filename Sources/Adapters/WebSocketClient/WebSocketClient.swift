import NIOCore
import NIOPosix

/// One WebSocket for programs that are not the daemon: it connects again by itself, with growing pauses.
package final class WebSocketClient: Sendable {
    /// What a client is told, on its event loop.
    package enum Report: Equatable, Sendable {
        case connected
        /// A whole text message.
        case heard([UInt8])
        /// The connection is gone, or could not be made; the next attempt follows after a pause.
        case lost(reason: String)
    }

    private let loop: any EventLoop
    private let link: SocketLink

    /// Starts to connect.
    package init(_ place: WebSocketPlace, _ handler: @escaping @Sendable (Report) -> Void) {
        loop = MultiThreadedEventLoopGroup.singleton.next()
        link = SocketLink(place, loop, handler)
        let link = link
        loop.execute { link.connect() }
    }

    deinit {
        let link = link
        loop.execute { link.stop() }
    }

    /// Sends a text message; without a connection it is dropped.
    package func send(_ text: [UInt8]) {
        let link = link
        loop.execute { link.send(text) }
    }

    /// Says goodbye and hangs up for good.
    package func stop() {
        let link = link
        try? loop.submit { link.stop() }.wait()
    }
}
