import HTTPGateway
import Testing

@Suite struct RequestDoorTests {
    private let door = RequestDoor(hosts: AllowedHosts(HTTPPlace(), port: 3_000), openness: .loopback)

    private func head(_ host: String? = "localhost:3000", _ fields: [String: [String]] = [:]) -> RequestHead {
        RequestHead(target: "/health", host: host, fields: fields)
    }

    @Test(arguments: ["localhost:3000", "LocalHost:3000", "127.0.0.1:3000", "[::1]:3000"])
    func `the names of the loopback with the port are let in`(_ host: String) {
        #expect(door.refusal(head(host)) == nil)
    }

    @Test(arguments: ["localhost", "localhost:80", "evil.example:3000", "127.0.0.1.evil.example:3000", "[::1]", ""])
    func `any other name is misdirected`(_ host: String) {
        #expect(door.refusal(head(host))?.code == .misdirectedRequest)
    }

    @Test func `no Host, two of them or no path is no request`() {
        #expect(door.refusal(head(nil))?.code == .invalidRequest)
        #expect(door.refusal(head("localhost:3000", ["host": ["localhost:3000"]]))?.code == .invalidRequest)
        #expect(door.refusal(RequestHead(target: "*", host: "localhost:3000"))?.code == .invalidRequest)
    }

    @Test(arguments: ["forwarded", "x-forwarded-for", "x-forwarded-host"])
    func `an open loopback takes nothing from a proxy`(_ name: String) {
        let network = RequestDoor(hosts: AllowedHosts(HTTPPlace(), port: 3_000), openness: .network)

        #expect(door.refusal(head("localhost:3000", [name: ["1.2.3.4"]]))?.code == .notAuthorized)
        #expect(network.refusal(head("localhost:3000", [name: ["1.2.3.4"]])) == nil)
    }

    @Test func `a body that says it is too long is refused before it comes`() {
        #expect(door.refusal(head("localhost:3000", ["content-length": ["1048576"]])) == nil)
        #expect(door.refusal(head("localhost:3000", ["content-length": ["1048577"]]))?.code == .tooLarge)
    }

    @Test func `configured names go with any port unless they have one`() {
        let place = HTTPPlace(host: "::", names: ["White.example", "desk.example:8080"])
        let hosts = AllowedHosts(place, port: 3_000)

        let let_in = [
            "white.example", "white.example:3000", "WHITE.example:9", "desk.example:8080", "localhost:3000",
            "desk.example", "desk.example:3000", "[::]:3000", "x.white.example",
        ].filter(hosts.contains)

        #expect(
            let_in == ["white.example", "white.example:3000", "WHITE.example:9", "desk.example:8080", "localhost:3000"])
    }

    @Test func `on port 80 a name needs no port, and the address is a name itself`() {
        let hosts = AllowedHosts(HTTPPlace(host: "127.0.0.2"), port: 80)

        #expect(["localhost", "127.0.0.2", "127.0.0.2:80"].allSatisfy(hosts.contains))
    }

    @Test func `only addresses of this machine are a loopback`() {
        let loopback = ["127.0.0.1", "127.3.2.1", "localhost", "::1", "[::1]"]
        let others = ["0.0.0.0", "::", "10.0.0.1", "127.evil.example", "whitecell.example"]

        #expect((loopback + others).filter { HTTPPlace(host: $0).isLoopback } == loopback)
    }
}
