/// What a request must be to become a socket (RFC 6455, 4.2.1; `quality.md` 4), besides what every request must be.
package struct SocketDoor: Sendable {
    private let origins: Set<String>

    /// Takes the origins whose pages may open sockets besides the daemon's own: `https://desk.example`.
    package init(origins: [String] = []) {
        self.origins = Set(origins.map { $0.lowercased() })
    }

    /// Why the request becomes no socket; `nil` when it may.
    package func refusal(_ head: RequestHead) -> Problem? {
        guard head.method == "GET", names("websocket", in: "upgrade", head), names("upgrade", in: "connection", head)
        else { return Problem(.upgradeRequired, "\(head.path) speaks WebSocket: ask for the upgrade") }
        guard head.fields["sec-websocket-version"] == ["13"] else {
            return Problem(.upgradeRequired, "\(head.path) speaks version 13 of WebSocket")
        }
        let keys = head.fields["sec-websocket-key"] ?? []
        guard keys.count == 1, keys[0].utf8.count == 24 else {
            return Problem(.invalidRequest, "an upgrade has one Sec-WebSocket-Key, 16 bytes in base64")
        }
        guard head.fields["transfer-encoding"] == nil, (head.fields["content-length"] ?? []).allSatisfy({ $0 == "0" })
        else { return Problem(.invalidRequest, "an upgrade has no body") }
        if let origin = head.fields["origin"]?.first(where: { !isOurs($0, head) }) {
            return Problem(
                .notAuthorized,
                "pages of '\(origin)' open no sockets here: name the origin in CORS_ALLOWED_ORIGINS if it is yours")
        }
        return nil
    }

    /// Who names no origin is a program.
    private func isOurs(_ origin: String, _ head: RequestHead) -> Bool {
        let origin = origin.lowercased()
        return origin == "http://\((head.host ?? "").lowercased())" || origins.contains(origin)
    }

    private func names(_ word: String, in field: String, _ head: RequestHead) -> Bool {
        let words = (head.fields[field] ?? []).flatMap { $0.split(whereSeparator: { $0 == "," || $0 == " " }) }
        return words.contains { $0.lowercased() == word }
    }
}
