/// All routes of the daemon. A path answers the methods that are declared for it and no others.
package struct RouteTable: Sendable {
    private let routes: [Route]

    package init(_ routes: [Route]) { self.routes = routes }

    /// What becomes of a request.
    enum Match {
        case route(Route, names: [String: Substring])
        case otherMethods([String])
        case nothing
    }

    /// Finds the route of a request; `HEAD` takes that of `GET`.
    func match(_ head: RequestHead) -> Match {
        let words = Route.split(head.path)
        let method = head.method == "HEAD" ? "GET" : head.method
        var others: [String] = []
        for route in routes {
            guard let names = route.names(in: words) else { continue }
            if route.method == method { return .route(route, names: names) }
            others += route.method == "GET" ? ["GET", "HEAD"] : [route.method]
        }
        return others.isEmpty ? .nothing : .otherMethods(others)
    }

    /// Answers a request that the door has let in.
    package func answer(_ head: RequestHead) async -> Answer {
        switch match(head) {
        case .route(let route, let names): return await route.answer(Inquiry(head, names: names))
        case .otherMethods(let methods):
            let allow = methods.joined(separator: ", ")
            var answer = Problem(.methodNotAllowed, "\(head.path) takes \(allow), not \(head.method)").answer()
            answer.fields.append(Answer.Field("Allow", allow))
            return answer
        case .nothing: return Problem(.notFound, "there is nothing at \(head.path)").answer()
        }
    }
}
