import ExerciseControl
package import ExerciseHost
import ExerciseModel
import Orchestration

/// `GET /ready`: broker and store are there, and the host's thread takes turns.
package enum ReadyRoute {
    /// The route; `figures` answers `nil` when the host's thread did not in time.
    package static func route(
        _ daemon: DaemonView, figures: @escaping @Sendable () async -> HostFigures?
    ) -> Route {
        Route("GET", "/ready") { _ in answer(await figures(), brokerAbsence: daemon.brokerAbsence()) }
    }

    private static func answer(_ figures: HostFigures?, brokerAbsence: String?) -> Answer {
        guard let problem = problem(figures, brokerAbsence) else {
            return Answer(body: JSONWriter.object { write(figures, nil, &$0) })
        }
        return problem.answer { write(figures, brokerAbsence, &$0) }
    }

    private static func problem(_ figures: HostFigures?, _ brokerAbsence: String?) -> Problem? {
        guard let figures else {
            return Problem(.overloaded, "the daemon is starting, or its host's thread takes no turns")
        }
        if let fault = figures.storeFault { return Problem(.storeUnavailable, fault.sentence) }
        return brokerAbsence.map { Problem(.brokerUnavailable, "the broker cannot be used: \($0)") }
    }

    private static func write(_ figures: HostFigures?, _ brokerAbsence: String?, _ writer: inout JSONWriter) {
        writer.field("ready", figures != nil && figures?.storeFault == nil && brokerAbsence == nil)
        part("broker", "connected", brokerAbsence, &writer)
        if let figures { part("store", "ok", figures.storeFault?.sentence, &writer) } else { writer.null("store") }
        writer.key("exercises")
        writer.openArray()
        for exercise in figures?.exercises ?? [] {
            writer.openObject()
            writer.field("id", exercise.id.text)
            writer.field("status", exercise.status.rawValue)
            switch exercise.link {
            case .attending: writer.field("broker", "attending")
            case .away(let reason):
                writer.field("broker", "away")
                writer.field("reason", reason)
            case .contested(let rival):
                writer.field("broker", "contested")
                writer.field("reason", "the daemon '\(rival)' runs it on the same broker")
            }
            writer.closeObject()
        }
        writer.closeArray()
    }

    private static func part(
        _ name: StaticString, _ flag: StaticString, _ reason: String?, _ writer: inout JSONWriter
    ) {
        writer.key(name)
        writer.openObject()
        writer.field(flag, reason == nil)
        writer.field("reason", ifPresent: reason)
        writer.closeObject()
    }
}
