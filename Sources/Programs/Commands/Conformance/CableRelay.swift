import CLinux
import ExerciseHost
import ExerciseModel
import Glibc

/// A cable between clients and a broker that can be pulled: bytes go through it as they come.
///
/// Cut this way, a client and its broker both see what they see when a network breaks, the last will included.
final class CableRelay: LoopWork, @unchecked Sendable {
    private struct Orders: Sendable {
        var pulls = false
        var stops = false
    }

    private struct Cable {
        var client: Int32
        var broker: Int32
        var toBroker: [UInt8] = []
        var toClient: [UInt8] = []
    }

    /// Who comes through it.
    struct Use: Equatable, Sendable {
        /// Those who are connected now.
        var count = 0
        /// Whether anybody ever was.
        var isPlugged = false
    }

    /// The port that clients connect to.
    let port: UInt16

    // `@unchecked`: all but what is `Guarded` is touched on the thread only.
    private let inbox = Guarded(Orders())
    private let traffic = Guarded(Use())
    private let listener: Int32
    private let target: (host: String, port: UInt16)
    private var cables: [Cable] = []
    private var thread: LoopThread?

    /// A socket that listens at the host, on this port, or on the first from 1883 on that is free.
    static func listen(at host: String, port: UInt16?) throws -> (descriptor: Int32, port: UInt16) {
        let candidates = port.map { [$0] } ?? Array(1_883..<1_983)
        for candidate in candidates {
            if let socket = SocketAddress.listen(host: host, port: candidate) { return socket }
        }
        let words = port.map { "port \($0) cannot be had" } ?? "no port from 1883 to 1982 is free"
        throw Failure(.unreachable, "\(words) at \(host): give another one with --port, 0 for any")
    }

    /// Leads whoever connects to the socket on to the broker.
    init(_ socket: (descriptor: Int32, port: UInt16), to target: (host: String, port: UInt16)) throws(LoopFault) {
        (listener, port, self.target) = (socket.descriptor, socket.port, target)
        thread = try LoopThread(name: "cable", work: self)
        thread?.wake()
    }

    /// Who comes through it.
    var use: Use { traffic.withLock { $0 } }

    /// Pulls every cable that hangs in it now.
    func pull() {
        inbox.withLock { $0.pulls = true }
        thread?.wake()
    }

    /// Pulls them and listens no more.
    func stop() {
        inbox.withLock { $0.stops = true }
        thread?.wake()
        _ = thread?.join(within: 1_000_000)
    }

    func turn(_ poller: Poller) -> WallInstant? {
        let orders = inbox.withLock { orders in
            defer { orders.pulls = false }
            return orders
        }
        if orders.pulls || orders.stops {
            for cable in cables { Self.drop(cable, poller) }
            cables = []
        }
        guard !orders.stops else {
            poller.forget(listener)
            close(listener)
            return nil
        }
        while let client = Self.accept(listener) {
            guard let broker = SocketAddress.connect(host: target.host, port: target.port) else {
                close(client)
                continue
            }
            cables.append(Cable(client: client, broker: broker))
        }
        // Without descriptors it would be called again and again for those who knock.
        let isExhausted = errno == EMFILE || errno == ENFILE
        // Before the first byte goes through.
        if !cables.isEmpty { traffic.withLock { $0.isPlugged = true } }
        cables = cables.compactMap { Self.pump($0, poller) }
        traffic.withLock { $0.count = cables.count }
        poller.watch(listener, reading: !isExhausted, writing: false)
        return .never
    }

    /// Moves what has come; `nil` once one end is gone.
    private static func pump(_ cable: Cable, _ poller: Poller) -> Cable? {
        var cable = cable
        guard move(cable.client, cable.broker, &cable.toBroker), move(cable.broker, cable.client, &cable.toClient),
            !hasHungUp(cable.client), !hasHungUp(cable.broker)
        else {
            drop(cable, poller)
            return nil
        }
        poller.watch(cable.client, reading: cable.toBroker.isEmpty, writing: !cable.toClient.isEmpty)
        poller.watch(cable.broker, reading: cable.toClient.isEmpty, writing: !cable.toBroker.isEmpty)
        return cable
    }

    private static func move(_ from: Int32, _ to: Int32, _ pending: inout [UInt8]) -> Bool {
        while true {
            if pending.isEmpty {
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                let count = recv(from, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
                pending = Array(buffer.prefix(count))
            }
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
            let count = send(to, pending, pending.count, flags)
            guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
            pending.removeFirst(count)
            if !pending.isEmpty { return true }
        }
    }

    /// Whether an end is gone that is perhaps not read, since what it said before waits for the other.
    private static func hasHungUp(_ descriptor: Int32) -> Bool {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&state, 1, 0) > 0
    }

    private static func drop(_ cable: Cable, _ poller: Poller) {
        for descriptor in [cable.client, cable.broker] {
            poller.forget(descriptor)
            close(descriptor)
        }
    }

    private static func accept(_ listener: Int32) -> Int32? {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }
}
