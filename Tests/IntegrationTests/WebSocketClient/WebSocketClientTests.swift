import ExerciseHost
import HTTPGateway
import Testing
import WebSocketClient

/// The client against the daemon's own door.
@Suite struct WebSocketClientTests {
    /// A client and what it was told.
    private final class Caller: Sendable {
        let reports = Guarded<[WebSocketClient.Report]>([])
        let client: WebSocketClient

        init(_ place: WebSocketPlace) {
            let reports = reports
            client = WebSocketClient(place) { report in reports.withLock { $0.append(report) } }
        }

        func waits(for count: Int) -> Bool { Patience.wait { reports.withLock { $0.count } >= count } }
    }

    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536, 1 << 20])
    func `what it says comes back as it was`(size: Int) throws {
        let host = try SocketHost()
        let caller = Caller(try WebSocketPlace("ws://127.0.0.1:\(host.port)/ws"))
        defer { caller.client.stop() }
        let text = (0..<size).map { UInt8(ascii: "a") + UInt8($0 % 26) }

        #expect(caller.waits(for: 1))
        caller.client.send(text)

        #expect(caller.waits(for: 2))
        #expect(caller.reports.withLock { $0 } == [.connected, .heard(text)])
    }

    @Test func `it takes leave with a goodbye`() throws {
        let host = try SocketHost()
        let caller = Caller(try WebSocketPlace("ws://127.0.0.1:\(host.port)/ws?exercise=harbour"))
        #expect(caller.waits(for: 1))

        caller.client.stop()

        #expect(host.waits(forClosings: 1))
        #expect(host.closings == ["the other side said goodbye with 1000"])
        #expect(caller.reports.withLock { $0 } == [.connected])
    }

    @Test func `it connects again to a daemon that was gone`() throws {
        var host: SocketHost? = try SocketHost()
        let port = try #require(host?.port)
        let caller = Caller(try WebSocketPlace("ws://127.0.0.1:\(port)/ws"))
        defer { caller.client.stop() }
        #expect(caller.waits(for: 1))

        host = nil
        #expect(caller.waits(for: 2))
        let next = try SocketHost(HTTPPlace(port: port))
        #expect(Patience.wait { caller.reports.withLock { $0.last } == .connected })

        caller.client.send(Array("back".utf8))
        #expect(Patience.wait { next.textCount == 1 })
    }

    @Test func `a refused upgrade is told with the server's words`() throws {
        let host = try SocketHost()
        let caller = Caller(try WebSocketPlace("ws://127.0.0.1:\(host.port)/nowhere"))
        defer { caller.client.stop() }

        #expect(caller.waits(for: 1))
        guard case .lost(let reason)? = caller.reports.withLock({ $0.first }) else {
            Issue.record("no report of a loss")
            return
        }
        #expect(reason.hasPrefix("the upgrade was refused: 404 Not Found: {"))
    }

    @Test func `a server that pings it gets its answer`() throws {
        let host = try SocketHost { limits in (limits.ping, limits.pong) = (50_000, 200_000) }
        let caller = Caller(try WebSocketPlace("ws://127.0.0.1:\(host.port)/ws"))
        defer { caller.client.stop() }
        #expect(caller.waits(for: 1))
        caller.client.send(Array("first".utf8))

        #expect(!Patience.wait(atMost: 0.6) { !host.closings.isEmpty })
    }
}
