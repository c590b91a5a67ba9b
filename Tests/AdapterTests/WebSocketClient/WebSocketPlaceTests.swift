import Testing
import WebSocketClient

/// Where a WebSocket is opened.
struct WebSocketPlaceTests {
    @Test(arguments: [
        ("ws://desk", "desk", 80, "/"), ("ws://127.0.0.1:3000/ws", "127.0.0.1", 3_000, "/ws"),
        ("WS://[::1]:9/ws?exercise=a", "::1", 9, "/ws?exercise=a"), ("ws://[::1]", "::1", 80, "/"),
        ("ws://desk?x=1", "desk", 80, "/?x=1"),
    ])
    func `a URL names host, port and target`(text: String, host: String, port: Int, target: String) throws {
        let place = try WebSocketPlace(text)

        #expect(place.host == host)
        #expect(place.port == port)
        #expect(place.target == target)
    }

    @Test(arguments: [
        ("http://desk", WebSocketPlace.Fault.notWebSocket), ("wss://desk", .secure), ("ws://", .noHost),
        ("ws://:80", .noHost), ("ws://me@desk", .noHost), ("ws://desk:x/", .badPort), ("ws://desk:0", .badPort),
        ("ws://desk:65536", .badPort), ("ws://de sk", .badCharacter), ("ws://desk/\r\nx", .badCharacter),
        ("ws://desk/#a", .badCharacter), ("ws://dësk", .badCharacter), ("", .notWebSocket),
    ])
    func `anything else is refused with its reason`(text: String, fault: WebSocketPlace.Fault) {
        #expect(throws: fault) { try WebSocketPlace(text) }
    }

    @Test func `a parameter is added once`() throws {
        let place = try WebSocketPlace("ws://desk:1/ws")

        #expect(place.adding("exercise", "a").description == "ws://desk:1/ws?exercise=a")
        #expect(place.adding("token", "t").adding("exercise", "a").target == "/ws?token=t&exercise=a")
        #expect(place.adding("exercise", "a").adding("exercise", "b").target == "/ws?exercise=a")
    }
}
