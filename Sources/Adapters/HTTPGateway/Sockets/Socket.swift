import ExerciseHost
import ExerciseModel
import NIOCore

/// One WebSocket: frames in, frames out, pings, and a goodbye in both directions. It lives on its event loop, and
/// whoever listens to it is called there.
final class Socket: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private enum Standing {
        case open
        /// Both or one of us have said goodbye: nothing is heard or written any more.
        case leaving
    }

    /// The codes of RFC 6455, 7.4.1 that we close with.
    private enum Code {
        static let normal: UInt16 = 1_000
        static let goingAway: UInt16 = 1_001
        static let broken: UInt16 = 1_002
        static let refused: UInt16 = 1_008
        static let tooLarge: UInt16 = 1_009
    }

    /// What the listener knows it by.
    var number: UInt64 = 0

    private let limits: SocketLimits
    private let inquiry: Inquiry
    private let listener: any SocketListener
    private var reader: FrameReader
    private var outgoing = ByteBuffer()
    private var context: ChannelHandlerContext?
    private var standing = Standing.leaving
    private var timer: Scheduled<Void>?
    private var nextPing = NIODeadline.distantFuture
    /// When the first message, or the answer to the first ping without one, must have come.
    private var firstBy: NIODeadline?
    private var pongBy: NIODeadline?
    /// Since when it is not read.
    private var heldSince: NIODeadline?

    init(_ limits: SocketLimits, _ inquiry: Inquiry, _ listener: any SocketListener) {
        self.limits = limits
        self.inquiry = inquiry
        self.listener = listener
        reader = FrameReader(limits)
    }

    /// Puts a text message behind what is to be written; answers whether it is the first, so that `flush` is owed.
    func write(_ text: [UInt8]) -> Bool {
        guard standing == .open else { return false }
        defer { outgoing.writeFrame(.text, text) }
        return outgoing.readableBytes == 0
    }

    /// Writes all that waits, at once. Who takes nothing until too much waits is cut off.
    func flush() {
        guard let context, outgoing.readableBytes > 0 else { return }
        let bytes = outgoing
        outgoing = ByteBuffer()
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        guard standing == .open, unsent(context) > limits.unsent else { return }
        cutOff("more than \(limits.unsent) bytes wait, and nobody reads them")
    }

    /// Says goodbye after what was written before.
    func close() { leave(Code.normal, "closed by the server") }

    /// Goes on reading where the listener had it wait; the time it waited counts for nothing.
    func resume() {
        guard let context, let since = heldSince.take() else { return }
        let pause = context.eventLoop.now - since
        firstBy = firstBy.map { $0 + pause }
        pongBy = pongBy.map { $0 + pause }
        context.read()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        self.context = context
        standing = .open
        let now = context.eventLoop.now
        firstBy = now + .microseconds(limits.first)
        nextPing = now + .microseconds(limits.ping)
        listener.opened(self, on: context.eventLoop, by: inquiry)
        lookLater(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { vanish() }

    func channelInactive(context: ChannelHandlerContext) {
        vanish()
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        guard heldSince == nil else { return }
        guard standing == .open, !listener.mayRead(self) else { return context.read() }
        heldSince = context.eventLoop.now
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            bytes.withMemoryRebound(to: UInt8.self) { bytes in
                var offset = 0
                while let item = reader.next(bytes, from: &offset) { take(item, context) }
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush()
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        cutOff("the connection broke off")
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: leave(Code.goingAway, "the server stops")
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func take(_ item: FrameReader.Item, _ context: ChannelHandlerContext) {
        switch (item, standing) {
        case (.text(let text), .open):
            // Whoever speaks is there: a client that only reports may read, and so answer pings, hardly ever.
            (firstBy, pongBy) = (nil, nil)
            listener.heard(text, on: self)
        case (.ping(let payload), .open): outgoing.writeFrame(.pong, payload)
        case (.pong, .open):
            pongBy = nil
            listener.ponged(self)
        case (.unreadable(let fault), .open):
            listener.heard(fault, on: self)
            guard fault != .binary else { return }
            leave(fault == .tooLarge ? Code.tooLarge : Code.broken, fault.sentence)
        case (.close(let code), .open):
            leave(code, "the other side said goodbye" + (code.map { " with \($0)" } ?? ""), words: "")
            context.close(promise: nil)
        case (.close, .leaving): context.close(promise: nil)
        case (_, .leaving): break
        }
    }

    /// Says goodbye in these words, or else with the reason; the other side has a moment to answer, in which what it
    /// still sends is read and dropped: closing at once would take our last words away from it.
    private func leave(_ code: UInt16?, _ reason: String, words: String? = nil) {
        guard let context, standing == .open else { return }
        end(reason)
        outgoing.writeClose(code, words ?? reason)
        flush()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: .microseconds(limits.farewell)) {
            bound.value.close(promise: nil)
        }
        if heldSince.take() != nil { context.read() }
    }

    /// Closes without a word.
    func cutOff(_ reason: String) {
        guard let context, standing == .open else { return }
        end(reason)
        context.close(promise: nil)
    }

    private func vanish() {
        if standing == .open { end("the connection ended without a goodbye") }
        timer?.cancel()
        context = nil
    }

    private func end(_ reason: String) {
        standing = .leaving
        timer?.cancel()
        listener.closed(self, reason: reason)
    }

    /// Pings when it is time to, and ends what was silent for too long.
    private func look(_ context: ChannelHandlerContext) {
        guard standing == .open else { return }
        let now = context.eventLoop.now
        if heldSince == nil {
            if let firstBy, now >= firstBy {
                return leave(Code.refused, "no message within \(TimeSpelling.text(inSeconds: limits.first))")
            }
            if let pongBy, now >= pongBy {
                return leave(Code.refused, "no pong for \(TimeSpelling.text(inSeconds: limits.pong))")
            }
        }
        if now >= nextPing {
            nextPing = now + .microseconds(limits.ping)
            pongBy = pongBy ?? now + .microseconds(limits.pong)
            outgoing.writeFrame(.ping, [])
            flush()
        }
        if standing == .open { lookLater(context) }
    }

    private func lookLater(_ context: ChannelHandlerContext) {
        let times = heldSince == nil ? [firstBy, pongBy].compactMap { $0 } : []
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: times.reduce(nextPing, min)) {
            let (socket, context) = bound.value
            socket.look(context)
        }
    }

    private func unsent(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}

@available(*, unavailable) extension Socket: Sendable {}
