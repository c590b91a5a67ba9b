import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Holds one connection to the limits while a request is read: what is no HTTP, too long, or too slow gets its problem
/// and the end of the connection.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: HTTPLimits
    /// Makes the header of an answer.
    private let head: @Sendable (Answer) -> HTTPResponse
    private var bodyBytes = 0
    private var deadline: Scheduled<Void>?
    /// Requests whose answer has not begun, the one being read included.
    private var owed = 0
    private var isClosing = false

    init(limits: HTTPLimits, head: @escaping @Sendable (Answer) -> HTTPResponse) {
        self.limits = limits
        self.head = head
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        switch unwrapInboundIn(data) {
        case .head:
            owed += 1
            bodyBytes = 0
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            deadline = context.eventLoop.scheduleTask(in: .microseconds(limits.read)) {
                let (handler, context) = bound.value
                let problem = Problem(.requestTimeout, "the body did not come in time")
                handler.refuse(problem, isDue: handler.owed == 1, context)
            }
        case .body(let buffer):
            bodyBytes += buffer.readableBytes
            if bodyBytes > limits.body {
                let problem = Problem(.tooLarge, "a body has at most \(limits.body) bytes")
                return refuse(problem, isDue: owed == 1, context)
            }
        case .end: deadline?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isClosing else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
        if case .head = unwrapOutboundIn(data) { owed -= 1 }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isClosing else { return }
        guard owed == 0, let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        if error == .headerOverflow {
            let sentence = "the header fields have at most \(limits.header) bytes together"
            refuse(Problem(.headerTooLarge, sentence), isDue: true, context)
        } else {
            refuse(Problem(.invalidRequest, "this is no HTTP/1.1 request"), isDue: true, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    /// Answers where an answer is due and none has begun, and hangs up. What still comes is read and dropped for a
    /// moment: closing at once would take the answer away from whoever is still sending.
    private func refuse(_ problem: Problem, isDue: Bool, _ context: ChannelHandlerContext) {
        isClosing = true
        deadline?.cancel()
        guard isDue, context.channel.isWritable else { return context.close(promise: nil) }
        let answer = problem.answer()
        var response = head(answer)
        response.headerFields[.connection] = "close"
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.body))), promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            bound.value.close(mode: .output, promise: nil)
            bound.value.eventLoop.scheduleTask(in: .seconds(1)) { bound.value.close(promise: nil) }
        }
    }
}

@available(*, unavailable) extension RequestGuard: Sendable {}
