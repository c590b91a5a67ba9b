/// A path at which connections become sockets, and who listens to them.
struct SocketRoute: Sendable {
    var path: String
    var limits: SocketLimits
    var listener: any SocketListener
    var door: SocketDoor

    /// Why a request that has found its way here becomes no socket; `nil` when it may.
    func refusal(_ head: RequestHead) -> Problem? { door.refusal(head) ?? listener.refusal() }

    /// What answers a request that did not become a socket.
    var route: Route {
        Route("GET", path) { inquiry in
            let late = Problem(.upgradeRequired, "a connection becomes a socket with its first request, over HTTP/1.1")
            let problem = refusal(inquiry.head) ?? late
            var answer = problem.answer()
            if problem.code == .upgradeRequired {
                answer.fields += [
                    Answer.Field("Upgrade", "websocket"), Answer.Field("Connection", "Upgrade"),
                    Answer.Field("Sec-WebSocket-Version", "13"),
                ]
            }
            return answer
        }
    }
}
