import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Foundation
import HTTPGateway
import Orchestration
import Testing

@Suite struct SimulationSocketsTests {
    @Test func `an upgrade is answered with the key's digest, and texts with themselves`() throws {
        let host = try SocketHost()
        let client = try SocketClient(host.port, "/ws?exercise=harbour")

        #expect(client.status() == 101)
        #expect(client.answer.lowercased().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n"))
        client.send(.text("hello"), .text("in ", isLast: false), ClientFrame(9, [7]), .more("parts"))

        #expect(client.waits(for: 3))
        #expect(client.texts == ["hello", "in parts"])
        #expect(client.frames.contains(SocketClient.Frame(opcode: 10, payload: [7])))
        #expect(host.reports.first == .opened(SocketID(1), exercise: "harbour"))
    }

    @Test func `frames right behind the request are read`() throws {
        let host = try SocketHost()
        let client = try SocketClient(host.port, frames: [.text("one"), .text("two")])

        #expect(client.waits(for: 2))
        #expect(client.texts == ["one", "two"])
    }

    @Test func `a message of 1 MiB passes, in one frame or in many`() throws {
        let host = try SocketHost()
        let client = try SocketClient(host.port)
        let quarter = String(repeating: "a", count: 1 << 18)

        client.send(.text(String(repeating: "b", count: 1 << 20)))
        client.send(
            .text(quarter, isLast: false), .more(quarter, isLast: false), .more(quarter, isLast: false), .more(quarter))

        #expect(client.waits(for: 2))
        #expect(client.texts.map(\.utf8.count) == [1 << 20, 1 << 20])
    }

    @Test(arguments: [
        (ClientFrame.text("hi").unmasked, 1_002), (ClientFrame.text("hi").with(reserved: 4), 1_002),
        (ClientFrame.more("hi"), 1_002),
        (ClientFrame(9, [], isLast: false), 1_002), (ClientFrame.text("").claiming(1 << 20 + 1), 1_009),
        (ClientFrame.text("").claiming(1 << 62), 1_009),
    ])
    func `what cannot be read ends that socket alone`(_ frame: ClientFrame, _ code: Int) throws {
        let host = try SocketHost()
        let (bad, good) = (try SocketClient(host.port), try SocketClient(host.port))

        bad.send(.text("before"), frame, .text("after"))
        #expect(bad.goodbye() == code)
        #expect(bad.waitsForEnd())
        good.send(.text("still here"))

        #expect(good.waits(for: 1))
        #expect(host.closings.count == 1)
        #expect(host.textCount == 2)
        #expect(host.isOrderly)
        #expect(!good.isOver)
    }

    @Test func `a binary message is told, and the socket goes on`() throws {
        let host = try SocketHost()
        let client = try SocketClient(host.port)

        client.send(ClientFrame(2, [1, 2]), .text("then"))

        #expect(client.waits(for: 1))
        #expect(host.reports.contains { if case .unreadable(_, .binary) = $0 { true } else { false } })
        #expect(host.closings.isEmpty)
        #expect(!client.isOver)
    }

    @Test func `a goodbye is answered, and an end without one is told`() throws {
        let host = try SocketHost()
        let polite = try SocketClient(host.port)
        polite.send(.text("hello"), .close(1_000))
        #expect(polite.goodbye() == 1_000)
        #expect(polite.waitsForEnd())

        var abrupt: SocketClient? = try SocketClient(host.port)
        #expect(abrupt?.status() == 101)
        abrupt = nil

        #expect(host.waits(forClosings: 2))
        #expect(
            host.closings == ["the other side said goodbye with 1000", "the connection ended without a goodbye"])
        #expect(host.isOrderly)
    }

    @Test func `who says nothing, and who answers no ping, is hung up on`() throws {
        let host = try SocketHost {
            ($0.first, $0.ping, $0.pong, $0.farewell) = (300_000, 200_000, 400_000, 50_000)
        }
        let (silent, deaf) = (try SocketClient(host.port), try SocketClient(host.port))
        deaf.send(.text("hello"))

        #expect(silent.goodbye() == 1_008 && deaf.goodbye() == 1_008)
        #expect(silent.waitsForEnd() && deaf.waitsForEnd())
        #expect(host.closings == ["no message within 0.3 s", "no pong for 0.4 s"])
        #expect(deaf.frames.contains { $0.opcode == 9 })
    }

    @Test func `who reads nothing is cut off at 1 MiB, and harms nobody`() throws {
        let host = try SocketHost(answers: false)
        let (slow, good) = (try SocketClient(host.port), try SocketClient(host.port))
        #expect(slow.status() == 101)
        #expect(good.status() == 101)
        let text = [UInt8](repeating: 0x41, count: 1 << 16)

        // The kernel takes some MiB for a client that does not read.
        let isCut = Patience.wait {
            host.sockets.perform([.send(SocketID(1), text)])
            return !host.closings.isEmpty
        }
        host.sockets.perform([.send(SocketID(2), [0x62])])

        #expect(isCut)
        #expect(host.closings == ["more than 1048576 bytes wait, and nobody reads them"])
        #expect(good.waits(for: 1))
        #expect(good.texts == ["b"])
        #expect(slow.status() == 101)
    }

    @Test func `nobody is read while much waits, and nothing is lost by it`() throws {
        let host = try SocketHost(answers: false)
        let client = try SocketClient(host.port)
        let message = ClientFrame.text(String(repeating: "a", count: 60_000))
        client.send(.text("hello"))
        #expect(Patience.wait { host.textCount == 1 })

        host.pretend(backlog: 1 << 20)
        var sent = 0
        while sent < 1_000, client.send(message, atMost: 0.3) { sent += 1 }
        let heard = host.textCount
        #expect(sent < 1_000)
        #expect(heard < 10)
        host.pretend(backlog: 0)

        // The message that did not go out whole is missing its end.
        #expect(Patience.wait { host.textCount == sent + 1 })
        #expect(host.closings.isEmpty)
        #expect(!client.isOver)
    }

    @Test func `one that says much does not keep another waiting`() throws {
        let host = try SocketHost(answers: false)
        let (loud, quiet) = (try SocketClient(host.port), try SocketClient(host.port))
        #expect(loud.status() == 101)
        #expect(quiet.status() == 101)
        let flood = [ClientFrame](repeating: .text(String(repeating: "a", count: 1_000)), count: 2_000)

        loud.send(flood)
        quiet.send(.text("quiet"))

        #expect(Patience.wait { host.reports.contains(.said(SocketID(2), Array("quiet".utf8))) })
        #expect(Patience.wait { host.textCount == 2_001 })
        #expect(!loud.isOver)
    }

    @Test(arguments: [
        ("/ws", "Origin: http://evil.example\r\n", "localhost:PORT", 403, "not_authorized"),
        ("/ws", "Origin: null\r\n", "localhost:PORT", 403, "not_authorized"),
        ("/ws", "X-Forwarded-For: 1.2.3.4\r\n", "localhost:PORT", 403, "not_authorized"),
        ("/ws", "", "evil.example", 421, "misdirected_request"),
        ("/ws", "Content-Length: 3\r\n", "localhost:PORT", 400, "invalid_request"),
        ("/wss", "", "localhost:PORT", 404, "not_found"),
    ])
    func `what must not become a socket is answered with its problem`(
        _ target: String, _ field: String, _ name: String, _ status: Int, _ code: String
    ) throws {
        let host = try SocketHost()
        let client = try SocketClient(
            host.port, target, field, host: name.replacingOccurrences(of: "PORT", with: "\(host.port)"))

        #expect(client.status() == status)
        #expect(Patience.wait { client.answer.contains("\"code\":\"\(code)\"") })
        #expect(host.reports.isEmpty)
    }

    @Test func `pages of our own origin and of named ones open sockets`() throws {
        let host = try SocketHost(HTTPPlace(port: 0, origins: ["https://desk.example"]))

        for origin in ["http://localhost:\(host.port)", "https://desk.example"] {
            #expect(try SocketClient(host.port, "/ws", "Origin: \(origin)\r\n").status() == 101)
        }
    }

    @Test func `without an upgrade the path says what it speaks, and the connection goes on`() throws {
        let host = try SocketHost()
        let client = try RawClient(host.port)
        let head = "/ws HTTP/1.1\r\nHost: localhost:\(host.port)\r\n\r\n"

        client.send("GET \(head)POST \(head)GET \(head)")

        #expect(client.waits(for: 3))
        #expect(client.statuses == [426, 405, 426])
        #expect(client.text.contains("Upgrade: websocket\r\n"))
        #expect(client.text.contains("\"code\":\"upgrade_required\""))
    }

    @Test func `an upgrade after another request is refused in words`() throws {
        let host = try SocketHost()
        let client = try RawClient(host.port)
        client.send("GET /health HTTP/1.1\r\nHost: localhost:\(host.port)\r\n\r\n")
        #expect(client.waits(for: 1))

        client.send(
            """
            GET /ws HTTP/1.1\r
            Host: localhost:\(host.port)\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r

            """)

        #expect(client.waits(for: 2))
        #expect(client.statuses == [200, 426])
        #expect(Patience.wait { client.text.contains("with its first request") })
    }

    @Test func `above the limit of sockets a further one is refused, and others are answered`() throws {
        let host = try SocketHost { $0.sockets = 0 }
        let client = try SocketClient(host.port)

        #expect(client.status() == 503)
        #expect(try RawClient.ask(host.port, "/health").hasPrefix("HTTP/1.1 200"))
    }

    @Test func `many sockets are served at once, and all are told when the server stops`() throws {
        let host = try SocketHost()
        let clients = try (0..<300).map { _ in try SocketClient(host.port) }

        for (number, client) in clients.enumerated() { client.send(.text("\(number)")) }
        #expect(clients.allSatisfy { $0.waits(for: 1) })
        #expect(clients.enumerated().allSatisfy { $1.texts == ["\($0)"] })
        host.gateway.stop(within: 2_000_000)

        #expect(clients.allSatisfy { $0.goodbye() == 1_001 })
        #expect(host.waits(forClosings: 300))
        #expect(host.closings.allSatisfy { $0 == "the server stops" })
        #expect(host.isOrderly)
    }
}
