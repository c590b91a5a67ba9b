import ExerciseHost
import ExerciseModel
import Foundation
import HTTPGateway
import Logging
import Testing

@Suite struct HTTPGatewayTests {
    /// A server over a daemon that is made of values, with limits that a test can wait for.
    private final class Served {
        let gateway: HTTPGateway
        let inspections = Guarded(0)

        init(_ place: HTTPPlace = HTTPPlace(port: 0), read: Int64 = 400_000, answersFigures: Bool = true) throws {
            var limits = HTTPLimits()
            (limits.read, limits.figures) = (read, 300_000)
            let inspections = inspections
            let identity = HostIdentity(instance: InstanceID(trusted: "t"), version: "1", bootID: "b")
            let view = DaemonView(
                identity: identity, started: SystemClock.now(), now: { SystemClock.now() }, exerciseCount: { 0 },
                brokerAbsence: { nil },
                inspect: { done in
                    inspections.withLock { $0 += 1 }
                    if answersFigures { done(HostFigures()) }
                })
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            gateway = try HTTPGateway(place, view, limits: limits, logger: logger)
        }

        deinit { gateway.stop(within: 2_000_000) }

        var port: UInt16 { gateway.port }

        func head(_ path: String, _ further: String = "", method: String = "GET") -> String {
            "\(method) \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\n\(further)\r\n"
        }
    }

    @Test func `requests on one connection are answered one after another`() throws {
        let served = try Served()
        let client = try RawClient(served.port)

        client.send(served.head("/health") + served.head("/nothing") + served.head("/ready", method: "POST"))

        #expect(client.waits(for: 3))
        #expect(client.statuses == [200, 404, 405])
        #expect(client.text.contains("Allow: GET, HEAD\r\n"))
        #expect(client.text.contains("X-Content-Type-Options: nosniff\r\n"))
        #expect(!client.isOver)
    }

    @Test func `HEAD has the length of the body and no body`() throws {
        let served = try Served()

        let full = try RawClient.ask(served.port, "/ready")
        let head = try RawClient.ask(served.port, "/ready", method: "HEAD")

        let length = try #require(full.components(separatedBy: "\r\n\r\n").last?.utf8.count)
        #expect(length > 0)
        #expect(head.contains("Content-Length: \(length)\r\n"))
        #expect(head.hasSuffix("\r\n\r\n"))
    }

    @Test func `the test client is served, and not sent twice to whoever keeps it`() throws {
        let served = try Served()
        let page = try RawClient.ask(served.port, "/test-client")
        let tag = try #require(page.firstMatch(of: /ETag: ("[0-9a-f]+")\r\n/)?.output.1)
        let again = try RawClient(served.port)

        again.send(served.head("/test-client", "If-None-Match: \(tag)\r\n") + served.head("/health"))

        #expect(page.hasPrefix("HTTP/1.1 200"))
        #expect(page.contains("Content-Type: text/html; charset=utf-8\r\n"))
        #expect(page.contains("Content-Security-Policy: default-src 'none'; script-src 'self'; "))
        #expect(page.contains("X-Content-Type-Options: nosniff\r\n"))
        #expect(page.hasSuffix("</html>\n"))
        #expect(again.waits(for: 2))
        #expect(again.statuses == [304, 200])
        #expect(!again.text.contains("</html>"))
        let unchanged = try #require(again.text.components(separatedBy: "\r\n\r\n").first)
        #expect(!unchanged.contains("Content-Length"))
    }

    @Test(arguments: [
        ("GET /test-client HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421, "misdirected_request"),
        ("GET /assets/nothing.js HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", 404, "not_found"),
        ("POST /test-client HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", 405, "method_not_allowed"),
        ("GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421, "misdirected_request"),
        ("GET /health HTTP/1.1\r\n\r\n", 400, "invalid_request"),
        ("GET /health HTTP/1.1\r\nHost: localhost:PORT\r\nHost: evil.example\r\n\r\n", 400, "invalid_request"),
        ("GET /health HTTP/1.1\r\nHost: localhost:PORT\r\nForwarded: for=1.2.3.4\r\n\r\n", 403, "not_authorized"),
        ("POST /health HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 9999999\r\n\r\n", 413, "too_large"),
        (
            "POST /health HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            400, "invalid_request"
        ),
        (
            "POST /health HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", 400,
            "invalid_request"
        ),
        ("hello\r\n\r\n", 400, "invalid_request"),
    ])
    func `what must not come in is answered with its problem`(_ request: String, _ status: Int, _ code: String) throws {
        let served = try Served()
        let client = try RawClient(served.port)

        client.send(request.replacingOccurrences(of: "PORT", with: "\(served.port)"))

        #expect(client.waits(for: 1))
        #expect(client.statuses == [status])
        #expect(Patience.wait { client.text.contains("\"code\":\"\(code)\"") })
        #expect(client.text.contains("Content-Type: application/problem+json\r\n"))
    }

    @Test func `a header of more than 16 KiB is refused, in one field or in many`() throws {
        let served = try Served()
        let one = "X-Long: \(String(repeating: "a", count: 17_000))\r\n"
        let many = (0..<400).map { "X-Field-\($0): \(String(repeating: "a", count: 40))\r\n" }.joined()

        for further in [one, many] {
            let client = try RawClient(served.port)
            client.send(served.head("/health", further))
            #expect(client.waitsForEnd())
            #expect(client.statuses == [431])
            #expect(client.text.contains("\"code\":\"header_too_large\""))
        }
        #expect(try RawClient.ask(served.port, "/health").hasPrefix("HTTP/1.1 200"))
    }

    @Test func `a body without a length is cut off at 1 MiB`() throws {
        let served = try Served(read: 5_000_000)
        let client = try RawClient(served.port)
        let chunk = "8000\r\n\(String(repeating: "a", count: 0x8000))\r\n"

        client.send(served.head("/health", "Transfer-Encoding: chunked\r\n", method: "POST"))
        for _ in 0..<64 where !client.isOver { client.send(chunk) }

        #expect(client.waitsForEnd())
        // The route needs no body and had answered before it came.
        #expect(client.statuses == [405] || client.statuses == [413])
    }

    @Test func `who sends a header byte by byte is cut off`() throws {
        let served = try Served()
        let client = try RawClient(served.port)
        let began = ContinuousClock.now

        client.send("GET /health HTTP/1.1\r\n")
        while !client.isOver, ContinuousClock.now - began < .seconds(10) {
            client.send("X: y\r\n")
            usleep(20_000)
        }

        #expect(client.isOver)
        #expect(client.statuses.isEmpty)
    }

    @Test func `who sends a body byte by byte is cut off`() throws {
        let served = try Served()
        let client = try RawClient(served.port)
        let began = ContinuousClock.now

        client.send(served.head("/health", "Content-Length: 100000\r\n", method: "POST"))
        while !client.isOver, ContinuousClock.now - began < .seconds(10) {
            client.send("a")
            usleep(20_000)
        }

        #expect(client.isOver)
    }

    @Test func `who says nothing is cut off, and others are served meanwhile`() throws {
        let served = try Served()
        let silent = try (0..<50).map { _ in try RawClient(served.port) }

        #expect(try RawClient.ask(served.port, "/health").hasPrefix("HTTP/1.1 200"))
        #expect(silent.allSatisfy { $0.waitsForEnd() })
    }

    @Test func `a host that is stuck leaves /health and /metrics alone and is not ready`() throws {
        let served = try Served(answersFigures: false)

        #expect(try RawClient.ask(served.port, "/health").hasPrefix("HTTP/1.1 200"))
        let ready = try RawClient.ask(served.port, "/ready")
        let metrics = try RawClient.ask(served.port, "/metrics")

        #expect(ready.hasPrefix("HTTP/1.1 503"))
        #expect(ready.contains("\"code\":\"overloaded\""))
        #expect(metrics.hasPrefix("HTTP/1.1 200"))
        #expect(metrics.contains("\nwhitecell_host_up 0\n"))
    }

    @Test func `many who ask at once are told the same figures`() throws {
        let served = try Served(read: 5_000_000)
        let clients = try (0..<20).map { _ in try RawClient(served.port) }
        let began = ContinuousClock.now

        for client in clients { client.send(served.head("/metrics") + served.head("/ready")) }

        #expect(clients.allSatisfy { $0.waits(for: 2) })
        let quarters = Int((ContinuousClock.now - began) / .milliseconds(250)) + 1
        #expect(served.inspections.withLock { $0 } <= quarters)
    }

    @Test func `a taken port is refused, or passed over where any is good`() throws {
        let first = try Served()

        let fault = #expect(throws: HTTPGateway.Fault.self) { try Served(HTTPPlace(port: first.port)) }
        let next = try Served(HTTPPlace(port: first.port, movesOn: true))

        #expect(fault == .portTaken(first.port))
        #expect(next.port > first.port)
    }

    @Test func `other machines are served only where that is meant`() throws {
        let fault = #expect(throws: HTTPGateway.Fault.self) { try Served(HTTPPlace(host: "0.0.0.0", port: 0)) }
        let open = try Served(HTTPPlace(host: "0.0.0.0", port: 0, isInsecure: true))

        #expect(fault == .exposed(host: "0.0.0.0"))
        #expect(try RawClient.ask(open.port, "/health").contains("INSECURE"))
    }

    @Test func `a host that is no address of this machine is named`() throws {
        let fault = #expect(throws: HTTPGateway.Fault.self) {
            try Served(HTTPPlace(host: "203.0.113.7", port: 0, isInsecure: true))
        }

        guard case .address("203.0.113.7:0", let reason) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test func `stopping hangs up on who is idle and who is slow`() throws {
        let served = try Served(read: 60_000_000)
        let idle = try RawClient(served.port)
        let asked = try RawClient(served.port)
        asked.send(served.head("/health"))
        #expect(asked.waits(for: 1))
        let slow = try RawClient(served.port)
        slow.send(served.head("/health", "Content-Length: 10\r\n", method: "POST"))

        served.gateway.stop(within: 500_000)

        #expect(idle.waitsForEnd() && asked.waitsForEnd() && slow.waitsForEnd())
        #expect(!Loopback.answers(served.port))
    }
}
