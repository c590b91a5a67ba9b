import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// A connection that speaks HTTP/1.1, or with its first request becomes a socket.
struct UpgradableChannel: HTTPChannelHandler {
    typealias Requests = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    struct Value: ServerChildChannelValue {
        /// The requests, or `nil` for a socket, which looks after itself.
        let requests: EventLoopFuture<Requests?>
        let channel: any Channel
    }

    let responder: HTTPChannelHandler.Responder
    let limits: HTTPLimits
    let makeGuard: @Sendable () -> RequestGuard
    /// What a request's connection becomes, with what its path says; `nil` when it stays what it is.
    let socket: @Sendable (RequestHead, any Channel) -> (SocketRoute, Inquiry)?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var bounds = NIOHTTPDecoderLimitConfiguration()
            (bounds.maxHeaderFieldSize, bounds.maxHeaderListSize) = (limits.header, limits.header)
            let encoder = HTTPResponseEncoder()
            // What comes behind the request for a socket is its first frames.
            let decoder = ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: bounds))
            let requests = channel.eventLoop.makePromise(of: Requests?.self)
            let first = FirstRequest(
                within: .microseconds(limits.read),
                settle: { context, head in
                    guard let head, head.version == .http1_1, let (route, inquiry) = socket(RequestHead(head), channel)
                    else { return requests.succeed(try speakHTTP(context, logger)) }
                    let configuration = NIOTypedHTTPServerUpgradeConfiguration<Void>(
                        upgraders: [SocketUpgrader { Socket(route.limits, inquiry, route.listener) }],
                        notUpgradingCompletionHandler: { $0.close() })
                    let handler = NIOTypedHTTPServerUpgradeHandler(
                        httpEncoder: encoder, extraHTTPHandlers: [decoder], upgradeConfiguration: configuration)
                    try context.pipeline.syncOperations.addHandler(handler)
                    handler.upgradeResultFuture.whenFailure { _ in channel.close(promise: nil) }
                    requests.succeed(nil)
                },
                giveUp: { requests.fail(ChannelError.eof) })
            try channel.pipeline.syncOperations.addHandlers([encoder, decoder, first])
            return Value(requests: requests.futureResult, channel: channel)
        }
    }

    func handle(value: Value, logger: Logger) async {
        guard let requests = try? await value.requests.get() else { return }
        await handleHTTP(asyncChannel: requests, logger: logger)
    }

    private func speakHTTP(_ context: ChannelHandlerContext, _ logger: Logger) throws -> Requests {
        try context.pipeline.syncOperations.addHandlers([
            HTTP1ToHTTPServerCodec(secure: false), makeGuard(),
            HTTPConnectionStateHandler(idleTimeout: .microseconds(limits.read), logger: logger),
        ])
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: context.channel,
            configuration: NIOAsyncChannel.Configuration(isOutboundHalfClosureEnabled: true))
    }
}

extension RequestHead {
    init(_ request: HTTPRequestHead) {
        self.init(method: request.method.rawValue, target: request.uri, host: request.headers["host"].first)
        for (name, value) in request.headers { fields[name.lowercased(), default: []].append(value) }
        fields["host"] = request.headers["host"].count > 1 ? Array(request.headers["host"].dropFirst()) : nil
    }
}
