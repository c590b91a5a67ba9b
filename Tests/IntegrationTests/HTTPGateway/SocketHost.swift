import ExerciseHost
import ExerciseModel
import Foundation
import HTTPGateway
import Logging
import Orchestration

/// A gateway with sockets, and in the place of the host something that answers each text with itself.
final class SocketHost {
    let sockets: SimulationSockets
    let gateway: HTTPGateway
    private let told = Guarded<[SimulationReport]>([])
    private let waiting = Guarded(0)

    init(
        _ place: HTTPPlace = HTTPPlace(port: 0), answers: Bool = true,
        _ change: (inout SocketLimits) -> Void = { _ in }
    ) throws {
        var limits = SocketLimits()
        limits.farewell = 200_000
        change(&limits)
        sockets = SimulationSockets(limits: limits)
        let (told, waiting) = (told, waiting)
        sockets.report(
            to: { [weak sockets] reports in
                told.withLock { $0 += reports }
                guard answers else { return }
                sockets?.perform(
                    reports.compactMap { if case .said(let id, let text) = $0 { .send(id, text) } else { nil } })
            },
            backlog: { waiting.withLock { $0 } })
        let identity = HostIdentity(instance: InstanceID(trusted: "t"), version: "1", bootID: "b")
        let view = DaemonView(
            identity: identity, started: SystemClock.now(), now: { SystemClock.now() }, exerciseCount: { 0 },
            brokerAbsence: { nil }, inspect: { $0(HostFigures()) })
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        gateway = try HTTPGateway(place, view, sockets: sockets, logger: logger)
    }

    deinit { gateway.stop(within: 2_000_000) }

    var port: UInt16 { gateway.port }

    /// Everything that was reported so far.
    var reports: [SimulationReport] { told.withLock { $0 } }

    /// The reasons with which sockets were closed.
    var closings: [String] {
        reports.compactMap { if case .closed(_, let reason) = $0 { reason } else { nil } }
    }

    /// How many texts were heard.
    var textCount: Int { reports.count { if case .said = $0 { true } else { false } } }

    /// Bytes that it says nobody has looked at.
    func pretend(backlog: Int) { waiting.withLock { $0 = backlog } }

    /// Waits until so many sockets were closed.
    func waits(forClosings count: Int) -> Bool { Patience.wait { closings.count >= count } }

    /// Whether of each socket something is told after `opened`, once `closed`, and then nothing.
    var isOrderly: Bool {
        var standing: [SocketID: Bool] = [:]
        for report in reports {
            switch report {
            case .opened(let id, _):
                guard standing.updateValue(true, forKey: id) == nil else { return false }
            case .said(let id, _), .unreadable(let id, _): guard standing[id] == true else { return false }
            case .closed(let id, _): guard standing.updateValue(false, forKey: id) == true else { return false }
            }
        }
        return true
    }
}
