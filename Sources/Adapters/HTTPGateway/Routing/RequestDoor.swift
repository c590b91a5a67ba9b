/// What every request must pass before it is looked at (`quality.md` 4).
package struct RequestDoor: Sendable {
    private let hosts: AllowedHosts
    private let openness: Openness
    private let maximumBody: Int

    package init(hosts: AllowedHosts, openness: Openness, limits: HTTPLimits = HTTPLimits()) {
        self.hosts = hosts
        self.openness = openness
        maximumBody = limits.body
    }

    /// Why the request is not let in; `nil` when it is.
    package func refusal(_ head: RequestHead) -> Problem? {
        guard let host = head.host, head.fields["host"] == nil, head.target.hasPrefix("/") else {
            return Problem(.invalidRequest, "a request names its path and exactly one Host")
        }
        guard hosts.contains(host) else {
            return Problem(
                .misdirectedRequest,
                "'\(host)' is no name of this daemon: use \(hosts.first), or give the name in ALLOWED_HOSTS")
        }
        if openness == .loopback, let name = head.fields.keys.sorted().first(where: Self.isOfProxy) {
            return Problem(
                .notAuthorized,
                "'\(name)' comes from a proxy, and this daemon asks nobody who they are: it serves this machine alone")
        }
        if let length = head.fields["content-length"]?.first.flatMap({ Int($0) }), length > maximumBody {
            return Problem(.tooLarge, "a body has at most \(maximumBody) bytes")
        }
        return nil
    }

    private static func isOfProxy(_ name: String) -> Bool { name == "forwarded" || name.hasPrefix("x-forwarded-") }
}

/// Who can reach a daemon that asks nobody who they are.
package enum Openness: Sendable {
    /// Programs and people of this machine.
    case loopback
    /// Whoever reaches the address: `--insecure`.
    case network

    /// What is said about it at the start and in `/health`.
    package var sentence: String {
        switch self {
        case .loopback: "open to everybody on this machine: no token is asked for"
        case .network: "INSECURE: open to everybody who reaches this address, without TLS or tokens"
        }
    }
}
