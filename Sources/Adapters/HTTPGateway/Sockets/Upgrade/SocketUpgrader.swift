import NIOCore
import NIOHTTP1
import NIOWebSocket

/// NIO's handshake, and behind it our own socket in the place of NIO's frames, which let through what a client must not
/// send and cost a copy for each.
struct SocketUpgrader: NIOTypedHTTPServerProtocolUpgrader {
    private let handshake: NIOTypedWebSocketServerUpgrader<Void>
    private let makeSocket: @Sendable () -> Socket

    init(_ makeSocket: @escaping @Sendable () -> Socket) {
        self.makeSocket = makeSocket
        handshake = NIOTypedWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
    }

    var supportedProtocol: String { handshake.supportedProtocol }
    var requiredUpgradeHeaders: [String] { handshake.requiredUpgradeHeaders }

    func buildUpgradeResponse(
        channel: any Channel, upgradeRequest: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        handshake.buildUpgradeResponse(
            channel: channel, upgradeRequest: upgradeRequest, initialResponseHeaders: initialResponseHeaders)
    }

    func upgrade(channel: any Channel, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            if let options = channel.syncOptions {
                // The end of what the other side sends is the end of the socket.
                try options.setOption(.allowRemoteHalfClosure, value: false)
                try options.setOption(.tcpOption(.tcp_nodelay), value: 1)
                // One read a turn: whoever writes most has no more of the loop than others.
                try options.setOption(.maxMessagesPerRead, value: 1)
            }
            try channel.pipeline.syncOperations.addHandler(makeSocket())
        }
    }
}
