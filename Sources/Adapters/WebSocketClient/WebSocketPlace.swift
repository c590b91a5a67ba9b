/// Where a WebSocket is opened: `ws://host[:port][/path][?query]`.
package struct WebSocketPlace: Equatable, Sendable, CustomStringConvertible {
    /// Why a text is no place; its words are meant for whoever wrote it.
    package enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
        case secure, notWebSocket, noHost, badPort, badCharacter

        package var description: String {
            switch self {
            case .secure: "wss:// is not spoken: end TLS before the daemon, and name the inner address with ws://"
            case .notWebSocket: "it begins with ws://"
            case .noHost: "a host stands behind ws://"
            case .badPort: "a port is a number from 1 to 65535"
            case .badCharacter: "no space, no '#' and nothing beyond ASCII may stand in it"
            }
        }
    }

    /// Without the brackets of an IPv6 address.
    package let host: String
    package let port: Int
    /// Path and query.
    package private(set) var target: String
    private let authority: String

    /// Reads a URL; without a path it is `/`, without a port 80.
    package init(_ text: String) throws(Fault) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
            throw .badCharacter
        }
        guard !text.lowercased().hasPrefix("wss://") else { throw .secure }
        guard text.lowercased().hasPrefix("ws://") else { throw .notWebSocket }
        let rest = text.dropFirst(5)
        let end = rest.firstIndex { "/?".contains($0) } ?? rest.endIndex
        let (authority, target) = (rest[..<end], rest[end...])
        var (host, port) = (authority, 80)
        let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[afterBracket...].firstIndex(of: ":") {
            host = authority[..<colon]
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                throw .badPort
            }
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.contains("@") else { throw .noHost }
        (self.host, self.port, self.authority) = (String(host), port, String(authority))
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
    }

    /// The place with a further parameter in its query, unless it is there; the value needs no escapes.
    package func adding(_ name: String, _ value: String) -> WebSocketPlace {
        let parameters = target.split(separator: "?", maxSplits: 1).dropFirst().joined().split(separator: "&")
        guard !parameters.contains(where: { $0.hasPrefix(name + "=") }) else { return self }
        var copy = self
        copy.target += (target.contains("?") ? "&" : "?") + "\(name)=\(value)"
        return copy
    }

    /// What a request gives as its `Host`.
    var hostField: String { authority }

    package var description: String { "ws://\(authority)\(target)" }
}
