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
    private let server: Server<HTTP1Channel>
    private let running: Task<Void, Never>

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

    /// Listens; blocks until it does, so not to be called on an event loop or in a task.
    package init(
        _ place: HTTPPlace, _ daemon: DaemonView, limits: HTTPLimits = HTTPLimits(), logger: Logger
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
                let listening = try HTTPGateway.listen(place, daemon, limits, on: group, logger)
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
        openness = place.openness
        address = "http://\(place.reachableHost):\(port)"
    }

    /// Takes no further request and lets those that run end, at most for so many microseconds.
    package func stop(within microseconds: Int64) {
        if let bell = try? Poller() {
            let (server, running) = (server, running)
            let ending = Task(executorPreference: LoopExecutor(group.any())) {
                try? await server.shutdownGracefully()
                await running.value
                bell.ring()
            }
            if !bell.wait(atMost: microseconds) { ending.cancel() }
        }
        group.shutdownGracefully { _ in }
    }

    private struct Listening {
        var server: Server<HTTP1Channel>
        var running: Task<Void, Never>
        var port: UInt16
    }

    private static func listen(
        _ place: HTTPPlace, _ daemon: DaemonView, _ limits: HTTPLimits, on group: MultiThreadedEventLoopGroup,
        _ logger: Logger
    ) throws(Fault) -> Listening {
        let loop = group.any()
        let bound = loop.makePromise(of: UInt16.self)
        let table = RouteTable(routes(daemon, place.openness, FigureDesk(daemon, limits, on: loop)))
        let now = daemon.now
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: limits.header, maxHeaderListSize: limits.header)
        let channel = HTTP1Channel(
            responder: { request, writer, channel in
                // The names hold the port, which is known once the socket is bound.
                let port = UInt16(channel.localAddress?.port ?? 0)
                let door = RequestDoor(
                    hosts: AllowedHosts(place, port: port), openness: place.openness, limits: limits)
                try await Responder(door: door, table: table, now: now).respond(request, writer)
            },
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [RequestGuard(limits: limits) { Responder.head($0, at: now()) }],
                idleTimeout: .microseconds(limits.read), httpDecoderConfiguration: decoder))
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(
                address: .hostname(place.host, port: Int(place.port)),
                availableConnectionsDelegate: .maximum(maximumConnections, logger: logger)),
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
        ]
    }

    /// The descriptor limit less a reserve for the store, the broker and log files.
    private static var maximumConnections: Int {
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        return max(16, Int(clamping: files.rlim_cur) - 256)
    }
}
