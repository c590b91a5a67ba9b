/// `GET /metrics`: all figures in the text format 0.0.4 of Prometheus.
package enum MetricsRoute {
    /// The route; `text` gives the exposition.
    package static func route(_ text: @escaping @Sendable () async -> [UInt8]) -> Route {
        Route("GET", "/metrics") { _ in
            Answer(contentType: "text/plain; version=0.0.4; charset=utf-8", body: await text())
        }
    }
}
