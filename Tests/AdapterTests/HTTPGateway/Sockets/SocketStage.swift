import ExerciseHost
import ExerciseTestKit
@testable import HTTPGateway
import NIOCore
import NIOEmbedded

/// One socket on a loop whose time a test moves.
final class SocketStage {
    let channel: EmbeddedChannel
    let socket: Socket
    private let reads = ReadCounter()

    init(
        _ listener: any SocketListener, limits: SocketLimits = SocketLimits(), target: String = "/ws",
        on loop: EmbeddedEventLoop = EmbeddedEventLoop()
    ) throws {
        channel = EmbeddedChannel(loop: loop)
        socket = Socket(limits, Inquiry(RequestHead(target: target, host: nil)), listener)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        try channel.pipeline.syncOperations.addHandlers([reads, socket])
    }

    /// How often the socket was let read.
    var readCount: Int { reads.count }

    /// Brings bytes in one read.
    func receive(_ frames: ClientFrame...) throws {
        try channel.writeInbound(ByteBuffer(bytes: frames.flatMap(\.bytes)))
    }

    /// What the server wrote since the last look, each write by itself.
    func writes() throws -> [[UInt8]] {
        var writes: [[UInt8]] = []
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
            writes.append(Array(bytes.readableBytesView))
        }
        return writes
    }

    /// Lets time go by.
    func pass(seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    /// Has the loop do what was handed to it.
    func turn() { channel.embeddedEventLoop.run() }

    /// A whole frame as a server sends it.
    static func frame(_ opcode: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
        var frame = ClientFrame(opcode, payload)
        frame.mask = nil
        return frame.bytes
    }

    /// A goodbye as a server sends it.
    static func goodbye(_ code: UInt16, _ words: String) -> [UInt8] {
        frame(8, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(words.utf8))
    }

    private final class ReadCounter: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var count = 0

        func read(context: ChannelHandlerContext) {
            count += 1
            context.read()
        }
    }
}

/// Remembers in words what it is told of sockets.
final class SocketLog: SocketListener, @unchecked Sendable {
    // `@unchecked`: a test has one thread.
    var words: [String] = []
    var lets = true

    func refusal() -> Problem? { nil }
    func opened(_ socket: Socket, on loop: any EventLoop, by inquiry: Inquiry) { words.append("opened") }
    func heard(_ text: [UInt8], on socket: Socket) { words.append(String(decoding: text, as: UTF8.self)) }
    func heard(_ unreadable: UnreadableFrame, on socket: Socket) { words.append(unreadable.sentence) }
    func ponged(_ socket: Socket) {}
    func closed(_ socket: Socket, reason: String) { words.append("closed: \(reason)") }
    func mayRead(_ socket: Socket) -> Bool { lets }
}
