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

    /// The port that clients connect to.
    let port: UInt16

    // `@unchecked`: all but what is `Guarded` is touched on the thread only.
    private let inbox = Guarded(Orders())
    private let count = Guarded(0)
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

    /// Whether somebody is connected through it.
    var isUsed: Bool { count.withLock { $0 > 0 } }

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
        cables = cables.compactMap { Self.pump($0, poller) }
        count.withLock { $0 = cables.count }
        poller.watch(listener, writing: false)
        return .never
    }

    /// Moves what has come; `nil` once one end is gone.
    private static func pump(_ cable: Cable, _ poller: Poller) -> Cable? {
        var cable = cable
        guard move(cable.client, cable.broker, &cable.toBroker), move(cable.broker, cable.client, &cable.toClient)
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
