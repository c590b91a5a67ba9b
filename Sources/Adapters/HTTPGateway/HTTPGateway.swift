import ExerciseHost
import ExerciseModel
import Glibc
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix

/// The daemon's HTTP server: it listens when it is made, and serves the routes until it is stopped.
package final class HTTPGateway: Sendable {
    /// The port that is listened on.
    package let port: UInt16
    package let openness: Openness
    /// `http://host:port`, with a host that a client of this machine can ask.
    package let address: String

    private let group: MultiThreadedEventLoopGroup
    private let server: Server<UpgradableChannel>
    private let running: Task<Void, Never>
    private let sockets: SimulationSockets?
    private let isStopped = Guarded(false)

    /// Why nothing can be served.
    package enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
        /// Other machines reach the address, and nobody said that this is meant.
        case exposed(host: String)
        case portTaken(UInt16)
        case address(String, reason: String)

        package var description: String {
            switch self {
            case .exposed(let host):
                "HOST (--host) \(host) can be reached from other machines, and this version knows neither tokens nor "
                    + "TLS: stay on 127.0.0.1, or say that it is meant with INSECURE=true (--insecure)"
            case .portTaken(let port):
                "port \(port) is taken: stop what listens there (another daemon?), or give this one a port of its own "
                    + "with PORT (--port), 0 for any"
            case .address(let place, let reason): "HTTP cannot be served at \(place): \(reason)"
            }
        }
    }

    /// Listens; blocks until it does, so not to be called on an event loop or in a task. `sockets` are those of
    /// simulations, `nil` where there are none.
    package init(
        _ place: HTTPPlace, _ daemon: DaemonView, sockets: SimulationSockets? = nil, limits: HTTPLimits = HTTPLimits(),
        logger: Logger
    ) throws(Fault) {
        guard place.isLoopback || place.isInsecure else { throw .exposed(host: place.host) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        // Where it listens is told by the program; of every connection nobody needs a line.
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        var place = place
        let last = place.movesOn && place.port < .max - 100 ? place.port + 100 : place.port
        while true {
            do throws(Fault) {
                let listening = try HTTPGateway.listen(place, daemon, sockets, limits, on: group, logger)
                (server, running, port) = (listening.server, listening.running, listening.port)
                break
            } catch .portTaken(_) where place.port < last {
                place.port += 1
            } catch {
                group.shutdownGracefully { _ in }
                throw error
            }
        }
        self.group = group
        self.sockets = sockets
        openness = place.openness
        address = "http://\(place.reachableHost):\(port)"
    }

    /// Takes no further request and lets those that run end, at most for so many microseconds; once.
    package func stop(within microseconds: Int64) {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        if let bell = try? Poller() {
            let (server, running) = (server, running)
            let ending = Task(executorPreference: LoopExecutor(group.any())) {
                try? await server.shutdownGracefully()
                await running.value
                bell.ring()
            }
            if !bell.wait(atMost: microseconds) { ending.cancel() }
        }
        sockets?.end()
        group.shutdownGracefully { _ in }
    }

    private struct Listening {
        var server: Server<UpgradableChannel>
        var running: Task<Void, Never>
        var port: UInt16
    }

    private static func listen(
        _ place: HTTPPlace, _ daemon: DaemonView, _ simulations: SimulationSockets?, _ limits: HTTPLimits,
        on group: MultiThreadedEventLoopGroup, _ logger: Logger
    ) throws(Fault) -> Listening {
        let loop = group.any()
        let bound = loop.makePromise(of: UInt16.self)
        let sockets = HTTPGateway.sockets(simulations, place)
        let paths = sockets.map(\.route)
        let table = RouteTable(routes(daemon, place.openness, FigureDesk(daemon, limits, on: loop)) + paths)
        let now = daemon.now
        let door: @Sendable (any Channel) -> RequestDoor = { channel in
            // The names hold the port, which is known once the socket is bound.
            let hosts = AllowedHosts(place, port: UInt16(channel.localAddress?.port ?? 0))
            return RequestDoor(hosts: hosts, openness: place.openness, limits: limits)
        }
        let channel = UpgradableChannel(
            responder: { request, writer, channel in
                try await Responder(door: door(channel), table: table, now: now).respond(request, writer)
            },
            limits: limits,
            makeGuard: { RequestGuard(limits: limits) { Responder.head($0, at: now()) } },
            socket: { head, channel in
                let words = Route.split(head.path)
                for (socket, path) in zip(sockets, paths) {
                    guard let names = path.names(in: words) else { continue }
                    guard door(channel).refusal(head) == nil, socket.refusal(head) == nil else { return nil }
                    return (socket, Inquiry(head, names: names))
                }
                return nil
            })
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(
                address: .hostname(place.host, port: Int(place.port)),
                availableConnectionsDelegate: .maximum(ConnectionLimit.all, logger: logger)),
            onServerRunning: { channel in bound.succeed(UInt16(channel.localAddress?.port ?? 0)) },
            eventLoopGroup: group, logger: logger)
        let running = Task(executorPreference: LoopExecutor(loop)) {
            do { try await server.run() } catch { bound.fail(error) }
        }
        do {
            return Listening(server: server, running: running, port: try bound.futureResult.wait())
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .portTaken(place.port)
        } catch let error as IOError {
            throw .address("\(place.host):\(place.port)", reason: String(cString: strerror(error.errnoCode)))
        } catch {
            throw .address("\(place.host):\(place.port)", reason: "the host cannot be resolved")
        }
    }

    private static func routes(_ daemon: DaemonView, _ openness: Openness, _ desk: FigureDesk) -> [Route] {
        [
            HealthRoute.route(daemon, openness), ReadyRoute.route(daemon) { await desk.figures() },
            MetricsRoute.route { await desk.exposition() },
        ] + WebAsset.all.map(AssetRoute.route)
    }

    /// What stands beside the routes for those who stay.
    private static func sockets(_ simulations: SimulationSockets?, _ place: HTTPPlace) -> [SocketRoute] {
        guard let simulations else { return [] }
        let door = SocketDoor(origins: place.origins)
        return [SocketRoute(path: "/ws", limits: simulations.limits, listener: simulations, door: door)]
    }
}
