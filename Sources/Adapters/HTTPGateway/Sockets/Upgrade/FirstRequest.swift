import NIOCore
import NIOHTTP1

/// Waits for the first request of a connection, which decides what the connection becomes; then it leaves. Whoever
/// says nothing for too long, or while the server stops, is cut off.
final class FirstRequest: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let patience: TimeAmount
    /// Puts behind this handler what the request is for; `nil` stands for what is no request.
    private let settle: (ChannelHandlerContext, HTTPRequestHead?) throws -> Void
    /// Nothing comes of the connection.
    private let giveUp: () -> Void
    private var isSettled = false
    private var deadline: Scheduled<Void>?

    init(
        within patience: TimeAmount, settle: @escaping (ChannelHandlerContext, HTTPRequestHead?) throws -> Void,
        giveUp: @escaping () -> Void
    ) {
        self.patience = patience
        self.settle = settle
        self.giveUp = giveUp
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: patience) { bound.value.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        if !isSettled { giveUp() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) { become(head, context) }
        context.fireChannelRead(data)
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        become(nil, context)
        context.fireErrorCaught(error)
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent, ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func become(_ head: HTTPRequestHead?, _ context: ChannelHandlerContext) {
        do {
            try settle(context, head)
            isSettled = true
        } catch {
            context.close(promise: nil)
        }
    }
}

@available(*, unavailable) extension FirstRequest: Sendable {}
