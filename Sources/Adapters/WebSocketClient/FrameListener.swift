import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Hands what comes on an open socket to its link.
final class FrameListener: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame

    private let link: SocketLink

    init(_ link: SocketLink) { self.link = link }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        link.take(unwrapInboundIn(data), on: context.channel)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        link.end(context.channel, "the other side broke the protocol: \(error)")
    }
}

/// Reads why a connection became no socket.
final class RefusalListener: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let link: SocketLink
    private var status = ""
    private var body: [UInt8] = []

    init(_ link: SocketLink) { self.link = link }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = "\(head.status.code) \(head.status.reasonPhrase)"
        case .body(let bytes): if body.count < 1 << 12 { body += bytes.readableBytesView }
        case .end: link.end(context.channel, words)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        link.end(context.channel, words)
    }

    private var words: String {
        let said = String(decoding: body.prefix(400), as: UTF8.self).filter { !$0.isNewline }
        return "the upgrade was refused: \(status)" + (said.isEmpty ? "" : ": \(said)")
    }
}

@available(*, unavailable) extension FrameListener: Sendable {}
@available(*, unavailable) extension RefusalListener: Sendable {}
