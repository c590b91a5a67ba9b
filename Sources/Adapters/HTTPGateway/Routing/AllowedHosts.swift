/// The names by which the daemon may be asked for; any other `Host` may be a web page's attempt to read what is not its.
package struct AllowedHosts: Equatable, Sendable {
    private let exact: Set<String>
    private let onAnyPort: Set<String>
    /// A name to use instead of a wrong one.
    package let first: String

    /// Names of the loopback and of the address, with the port; a configured name without a port goes with any.
    package init(_ place: HTTPPlace, port: UInt16) {
        var names = ["localhost", "127.0.0.1", "[::1]"]
        names.append(place.reachableHost.lowercased())
        var exact = Set(names.map { "\($0):\(port)" })
        if port == 80 { exact.formUnion(names) }
        let configured = place.names.map { $0.lowercased() }
        onAnyPort = Set(configured.filter { AllowedHosts.withoutPort($0) == $0 })
        self.exact = exact.union(configured)
        first = "localhost:\(port)"
    }

    /// Whether a `Host` names this daemon.
    package func contains(_ host: String) -> Bool {
        let host = host.lowercased()
        return exact.contains(host) || onAnyPort.contains(AllowedHosts.withoutPort(host))
    }

    private static func withoutPort(_ host: String) -> String {
        guard let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") else { return host }
        return String(host[..<colon])
    }
}
