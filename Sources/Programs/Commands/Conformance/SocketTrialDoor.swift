import Assembly
import ExerciseHost
import ExerciseModel
import HTTPGateway
import Logging
import Orchestration

/// The door `/ws`, as a daemon has it.
final class SocketTrialDoor: TrialDoor {
    private enum Item: Sendable {
        case report(SimulationReport)
        case pong(SocketID)

        /// Bytes that it takes in memory, about.
        var weight: Int { if case .report(let report) = self { HostInput.socket(report).weight } else { 0 } }
    }

    private let gateway: HTTPGateway
    private let sockets: SimulationSockets
    private let inbox: Guarded<[Item]>
    private var front: SocketFront

    /// Listens; `ring` is called from another thread when something has happened.
    init(_ simulation: SimulationID, at place: HTTPPlace, ring: @escaping @Sendable () -> Void) throws {
        let inbox = Guarded<[Item]>([])
        (self.inbox, front) = (inbox, SocketFront(simulation))
        var limits = SocketLimits()
        limits.ping = 500_000
        sockets = SimulationSockets(limits: limits) { id in
            inbox.withLock { $0.append(.pong(id)) }
            ring()
        }
        sockets.report(
            to: { reports in
                inbox.withLock { $0 += reports.map(Item.report) }
                ring()
            }, backlog: { inbox.withLock { $0.reduce(0) { $0 + $1.weight } } })
        let identity = HostIdentity(
            instance: InstanceID(trusted: "conformance"), version: Daemon.version, bootID: "")
        let view = DaemonView(
            identity: identity, started: SystemClock.now(), now: { SystemClock.now() }, exerciseCount: { 0 },
            brokerAbsence: { nil }, inspect: { $0(HostFigures()) })
        do throws(HTTPGateway.Fault) {
            gateway = try HTTPGateway(place, view, sockets: sockets, logger: Logger(label: "conformance"))
        } catch {
            throw Failure(.http(error))
        }
    }

    var place: String { "ws://\(gateway.address.dropFirst("http://".count))/ws" }

    func take() -> [ConformanceTrial.News] {
        let items = inbox.withLock { items in
            defer { items = [] }
            return items
        }
        return items.flatMap { item -> [ConformanceTrial.News] in
            switch item {
            case .pong(let id): return id == front.socket ? [.ponged] : []
            case .report(let report):
                let turn = front.hear(report)
                sockets.perform(turn.orders)
                return turn.news
            }
        }
    }

    func say(_ saying: TrialSaying, _ message: [UInt8]) {
        if let socket = front.socket { sockets.perform([.send(socket, message)]) }
    }

    func cut() -> String? {
        if let socket = front.cut() { sockets.cut(socket) }
        return nil
    }

    func stop() { gateway.stop(within: 500_000) }
}
