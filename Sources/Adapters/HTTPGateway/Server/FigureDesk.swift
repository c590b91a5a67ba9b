import ExerciseHost
import ExerciseModel
import NIOCore

/// Asks the host's thread for figures: a few times a second at most, and for a limited time each.
struct FigureDesk: Sendable {
    private let recent: Recent<HostFigures?>
    private let text: Recent<[UInt8]>

    init(_ daemon: DaemonView, _ limits: HTTPLimits, on loop: any EventLoop) {
        let recent = Recent(freshness: limits.freshness) { () -> EventLoopFuture<HostFigures?> in
            let promise = loop.makePromise(of: HostFigures?.self)
            // Whichever comes first stands; a promise takes no second value.
            daemon.inspect { promise.succeed($0) }
            loop.scheduleTask(in: .microseconds(limits.figures)) { promise.succeed(nil) }
            return promise.futureResult
        }
        self.recent = recent
        let started = daemon.started.utc.milliseconds
        text = Recent(freshness: limits.freshness) {
            recent.value().map { figures in
                let scrape = Scrape(
                    identity: daemon.identity, figures: figures, isBrokerUp: daemon.brokerAbsence() == nil,
                    process: ProcessFigures.now(startMilliseconds: started))
                return MetricFamily.text(scrape)
            }
        }
    }

    /// The figures, or `nil` when the host's thread did not give them in time.
    func figures() async -> HostFigures? { (try? await recent.value().get()) ?? nil }

    /// The figures as Prometheus reads them.
    func exposition() async -> [UInt8] { (try? await text.value().get()) ?? [] }
}
