/// Where the daemon serves HTTP.
package struct HTTPPlace: Equatable, Sendable {
    package var host: String
    /// 0 lets the system choose.
    package var port: UInt16
    /// Whether one of the next hundred ports is as good when this one is taken.
    package var movesOn: Bool
    /// Whether an address that other machines reach may be served without TLS and tokens.
    package var isInsecure: Bool
    /// Further names by which the daemon may be asked for, with a port or for any.
    package var names: [String]
    /// Origins whose pages may open sockets here besides the daemon's own.
    package var origins: [String]

    package init(
        host: String = "127.0.0.1", port: UInt16 = 3_000, movesOn: Bool = false, isInsecure: Bool = false,
        names: [String] = [], origins: [String] = []
    ) {
        self.host = host
        self.port = port
        self.movesOn = movesOn
        self.isInsecure = isInsecure
        self.names = names
        self.origins = origins
    }

    /// Whether only this machine can reach the address.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || host == "[::1]"
            || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }

    /// The host as a URL names it; an address that stands for all others is reached on the loopback.
    package var reachableHost: String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::", "[::]": "[::1]"
        default: host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        }
    }

    var openness: Openness { isLoopback ? .loopback : .network }
}
