package import ExerciseHost
package import ExerciseModel
import NIOCore
package import Orchestration

/// The sockets of simulations at `/ws`: what is said is handed on once for each turn of the event loop, orders are
/// carried out with one write for each socket and batch.
package final class SimulationSockets: SimulationLink, @unchecked Sendable {
    // `@unchecked`: all but what is `Guarded` is touched on the event loop only.
    private let inbox = Guarded(Inbox())
    private let hearer = Guarded<Hearer?>(nil)
    private let count = Guarded(0)
    private let most: Int
    private var sockets: [SocketID: Socket] = [:]
    private var lastNumber: UInt64 = 0
    private var reports: [SimulationReport] = []
    /// Bytes in `reports`, about.
    private var gathered = 0
    /// Sockets that are not read, in the order in which they will be again.
    private var held: [Socket] = []

    let limits: SocketLimits
    private let hearPong: (@Sendable (SocketID) -> Void)?

    /// Sockets that are read again at once: each may bring as much as one read takes.
    private static let wave = 64

    private struct Inbox {
        var orders: [SimulationOrder] = []
        /// Where the sockets live; `nil` before the first one and after the end.
        var loop: (any EventLoop)?
        var hasEnded = false
    }

    private struct Hearer: Sendable {
        var handler: @Sendable ([SimulationReport]) -> Void
        var backlog: @Sendable () -> Int
    }

    /// Sockets for an `HTTPGateway` to serve; none opens before somebody hears what they say. `pong` is told on the
    /// event loop's thread which of them has answered a ping.
    package init(limits: SocketLimits = SocketLimits(), pong: (@Sendable (SocketID) -> Void)? = nil) {
        (self.limits, hearPong) = (limits, pong)
        most = limits.sockets ?? ConnectionLimit.sockets
    }

    /// Names who hears, on the event loop's thread.
    package func report(
        to handler: @escaping @Sendable ([SimulationReport]) -> Void, backlog: @escaping @Sendable () -> Int
    ) {
        hearer.withLock { $0 = Hearer(handler: handler, backlog: backlog) }
    }

    /// Hands the orders to the event loop, together with those that wait there.
    package func perform(_ orders: [SimulationOrder]) {
        guard !orders.isEmpty else { return }
        inbox.withLock { inbox in
            guard let loop = inbox.loop else { return }
            // Under the lock, so that nothing is handed to a loop that has ended.
            if inbox.orders.isEmpty { loop.execute { self.takeOrders() } }
            inbox.orders += orders
        }
    }

    /// Ends a connection without a goodbye, as a pulled cable does, once the orders before are carried out.
    package func cut(_ id: SocketID) {
        inbox.withLock { inbox in
            inbox.loop?.execute { self.sockets[id]?.cutOff("cut by us") }
        }
    }

    /// Takes no further order; the event loop may end.
    func end() {
        inbox.withLock { $0 = Inbox(hasEnded: true) }
    }

    private func takeOrders() {
        let orders = inbox.withLock { inbox in
            defer { inbox.orders = [] }
            return inbox.orders
        }
        var written: [Socket] = []
        for order in orders {
            switch order {
            case .send(let id, let text):
                if let socket = sockets[id], socket.write(text) { written.append(socket) }
            case .close(let id): sockets[id]?.close()
            }
        }
        for socket in written { socket.flush() }
    }

    private func note(_ report: SimulationReport, weight: Int = 0) {
        reports.append(report)
        gathered += 256 + weight
        guard reports.count == 1 else { return }
        let isLate = inbox.withLock { inbox in
            // After the last socket that this turn of the loop reads.
            inbox.loop?.execute { self.tell() }
            return inbox.hasEnded
        }
        if isLate { tell() }
    }

    private func tell() {
        guard !reports.isEmpty, let hearer = hearer.withLock({ $0 }) else { return }
        hearer.handler(reports)
        reports.removeAll(keepingCapacity: true)
        gathered = 0
    }

    private var isAboveTide: Bool {
        guard let hearer = hearer.withLock({ $0 }) else { return false }
        return hearer.backlog() + gathered > limits.tide
    }

    /// Has those who wait longest read again, once the tide is out.
    private func letRead() {
        if !isAboveTide {
            let wave = held.prefix(Self.wave)
            held.removeFirst(wave.count)
            for socket in wave { socket.resume() }
        }
        if !held.isEmpty { letReadLater() }
    }

    private func letReadLater() {
        let loop = inbox.withLock { $0.loop }
        loop?.scheduleTask(in: .microseconds(limits.ebb)) { self.letRead() }
    }
}

extension SimulationSockets: SocketListener {
    func refusal() -> Problem? {
        guard hearer.withLock({ $0 }) != nil else {
            return Problem(.overloaded, "the daemon is starting: connect again in a moment")
        }
        guard count.withLock({ $0 }) < most else {
            return Problem(.overloaded, "\(most) simulations are connected, as many as the limit of open files allows")
        }
        return nil
    }

    func opened(_ socket: Socket, on loop: any EventLoop, by inquiry: Inquiry) {
        inbox.withLock { inbox in
            if !inbox.hasEnded { inbox.loop = loop }
        }
        count.withLock { $0 += 1 }
        lastNumber += 1
        socket.number = lastNumber
        let id = SocketID(lastNumber)
        sockets[id] = socket
        note(.opened(id, exercise: inquiry.head.query("exercise")))
    }

    func heard(_ text: [UInt8], on socket: Socket) {
        note(.said(SocketID(socket.number), text), weight: text.count)
    }

    func heard(_ unreadable: UnreadableFrame, on socket: Socket) {
        // But after a binary message the goodbye follows at once, and whatever the host says comes too late.
        if unreadable != .binary { _ = socket.write(SimulationReply.error(unreadable.code, unreadable.sentence)) }
        note(.unreadable(SocketID(socket.number), unreadable))
    }

    func ponged(_ socket: Socket) { hearPong?(SocketID(socket.number)) }

    func closed(_ socket: Socket, reason: String) {
        let id = SocketID(socket.number)
        sockets[id] = nil
        count.withLock { $0 -= 1 }
        note(.closed(id, reason: reason))
    }

    func mayRead(_ socket: Socket) -> Bool {
        guard !held.isEmpty || isAboveTide else { return true }
        held.append(socket)
        if held.count == 1 { letReadLater() }
        return false
    }
}
