import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The connection of a client: made, used, lost and made again.
final class SocketLink: @unchecked Sendable {
    // `@unchecked`: all of it is touched on the event loop only.
    private let place: WebSocketPlace
    private let loop: any EventLoop
    private let handler: @Sendable (WebSocketClient.Report) -> Void
    /// The connection, once it is a socket.
    private var socket: (any Channel)?
    private var isStopped = false
    /// Why the present connection ends, as far as somebody has said so.
    private var reason: String?
    private var pause = SocketLink.shortest
    private var openedAt = NIODeadline.uptimeNanoseconds(0)

    /// Between two attempts; it doubles until a connection has lasted longer than the longest.
    private static let shortest = TimeAmount.milliseconds(250)
    private static let longest = TimeAmount.seconds(8)
    /// For the connection, and for the answer to the upgrade.
    private static let patience = TimeAmount.seconds(5)
    private static let largestMessage = 1 << 22

    init(
        _ place: WebSocketPlace, _ loop: any EventLoop, _ handler: @escaping @Sendable (WebSocketClient.Report) -> Void
    ) {
        (self.place, self.loop, self.handler) = (place, loop, handler)
    }

    func connect() {
        guard !isStopped else { return }
        reason = nil
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(Self.patience)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in channel.eventLoop.makeCompletedFuture { try self.upgrade(channel) } }
        bootstrap.connect(host: place.host, port: place.port).whenComplete { result in
            switch result {
            case .failure(let error): self.ended(Self.words(error))
            case .success(let channel): channel.closeFuture.whenComplete { _ in self.ended(nil) }
            }
        }
    }

    func send(_ text: [UInt8]) {
        guard let socket, !isStopped else { return }
        write(.text, ByteBuffer(bytes: text), to: socket)
    }

    func stop() {
        guard !isStopped else { return }
        isStopped = true
        guard let socket else { return }
        write(.connectionClose, ByteBuffer(bytes: [0x03, 0xE8]), to: socket)
        socket.close(promise: nil)
    }

    /// Takes a whole frame.
    func take(_ frame: WebSocketFrame, on channel: any Channel) {
        switch frame.opcode {
        case .text: handler(.heard(Array(frame.unmaskedData.readableBytesView)))
        case .ping: write(.pong, frame.unmaskedData, to: channel)
        case .connectionClose:
            var words = frame.unmaskedData
            let code = words.readInteger(as: UInt16.self).map { "code \($0)" } ?? "no code"
            let text = words.readString(length: words.readableBytes) ?? ""
            reason = "the other side said goodbye (\(code))" + (text.isEmpty ? "" : ": \(text)")
            write(.connectionClose, frame.unmaskedData, to: channel)
            channel.close(promise: nil)
        default: break
        }
    }

    /// Notes why the connection ends, and ends it.
    func end(_ channel: any Channel, _ words: String) {
        if reason == nil { reason = words }
        channel.close(promise: nil)
    }

    private func upgrade(_ channel: any Channel) throws {
        let upgrader = NIOTypedWebSocketClientUpgrader<Bool>(maxFrameSize: Self.largestMessage) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                let whole = NIOWebSocketFrameAggregator(
                    minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1 << 14,
                    maxAccumulatedFrameSize: Self.largestMessage)
                try channel.pipeline.syncOperations.addHandlers([whole, FrameListener(self)])
                return true
            }
        }
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: place.target)
        head.headers.add(name: "Host", value: place.hostField)
        let upgrade = NIOTypedHTTPClientUpgradeConfiguration<Bool>(
            upgradeRequestHead: head, upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RefusalListener(self))
                    return false
                }
            })
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgrade)
        configuration.leftOverBytesStrategy = .forwardBytes
        let late = loop.scheduleTask(in: Self.patience) { self.end(channel, "no answer to the upgrade") }
        try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(configuration: configuration)
            .whenComplete { result in
                switch result {
                case .success(true):
                    late.cancel()
                    self.opened(channel)
                case .success(false): break
                case .failure(let error): self.end(channel, Self.words(error))
                }
            }
        channel.closeFuture.whenComplete { _ in late.cancel() }
    }

    private func opened(_ channel: any Channel) {
        guard !isStopped else { return channel.close(promise: nil) }
        (socket, openedAt) = (channel, .now())
        handler(.connected)
    }

    private func ended(_ words: String?) {
        if socket != nil, .now() - openedAt > Self.longest { pause = Self.shortest }
        socket = nil
        guard !isStopped else { return }
        handler(.lost(reason: words ?? reason ?? "the connection was closed"))
        loop.scheduleTask(in: pause) { self.connect() }
        pause = min(Self.longest, pause * 2)
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer, to channel: any Channel) {
        // Whatever a client sends is masked (RFC 6455, 5.3).
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
        channel.writeAndFlush(frame, promise: nil)
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { words($0.error) } ?? "the host '\(error.host)' is not known"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case ChannelError.connectTimeout: "no answer within 5 s"
        default: String(describing: error)
        }
    }
}
