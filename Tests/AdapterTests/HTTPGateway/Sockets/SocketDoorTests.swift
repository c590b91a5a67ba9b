import HTTPGateway
import Testing

@Suite struct SocketDoorTests {
    private static let handshake = [
        "upgrade": ["websocket"], "connection": ["keep-alive, Upgrade"], "sec-websocket-version": ["13"],
        "sec-websocket-key": ["dGhlIHNhbXBsZSBub25jZQ=="],
    ]

    private func refusal(_ further: [String: [String]] = [:], without field: String? = nil) -> Problem.Code? {
        var fields = Self.handshake.merging(further) { _, new in new }
        if let field { fields[field] = nil }
        let head = RequestHead(target: "/ws?exercise=harbour", host: "localhost:3000", fields: fields)
        return SocketDoor(origins: ["https://Desk.example"]).refusal(head)?.code
    }

    @Test func `a handshake is let in`() {
        #expect(refusal() == nil)
        #expect(refusal(["upgrade": ["h2c, WebSocket"], "content-length": ["0"]]) == nil)
    }

    @Test(arguments: ["upgrade", "connection", "sec-websocket-version"])
    func `what asks for no upgrade is told to`(_ field: String) {
        #expect(refusal(without: field) == .upgradeRequired)
    }

    @Test func `another version is told ours`() {
        #expect(refusal(["sec-websocket-version": ["8"]]) == .upgradeRequired)
    }

    @Test func `a handshake has one whole key and no body`() {
        #expect(refusal(without: "sec-websocket-key") == .invalidRequest)
        #expect(refusal(["sec-websocket-key": ["short"]]) == .invalidRequest)
        #expect(refusal(["content-length": ["3"]]) == .invalidRequest)
        #expect(refusal(["transfer-encoding": ["chunked"]]) == .invalidRequest)
    }

    @Test(arguments: ["http://localhost:3000", "HTTP://LocalHost:3000", "https://desk.example"])
    func `pages of our own origin and of those named open sockets`(_ origin: String) {
        #expect(refusal(["origin": [origin]]) == nil)
    }

    @Test(arguments: [
        "http://evil.example", "http://localhost:3001", "https://localhost:3000", "null", "", "http://desk.example",
        "http://localhost:3000.evil.example",
    ])
    func `pages of others do not`(_ origin: String) {
        #expect(refusal(["origin": [origin]]) == .notAuthorized)
        #expect(refusal(["origin": ["http://localhost:3000", origin]]) == .notAuthorized)
    }

    @Test func `a query says what stands at a name`() {
        func query(_ target: String) -> String? { RequestHead(target: target, host: nil).query("exercise") }

        #expect(query("/ws?exercise=harbour") == "harbour")
        #expect(query("/ws?a=1&exercise=the%20har+bour&exercise=other") == "the har bour")
        #expect(query("/ws?exercise") == "")
        #expect(query("/ws?exercise=50%&x") == "50%")
        #expect(query("/ws?exercise=%zz%4") == "%zz%4")
        #expect(query("/ws?exercises=a") == nil)
        #expect(query("/ws") == nil)
    }
}
