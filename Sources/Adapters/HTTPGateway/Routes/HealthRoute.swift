import ExerciseHost
import ExerciseModel

/// `GET /health`: the process lives. It asks nobody, so that it answers when everything else is stuck.
package enum HealthRoute {
    /// The route.
    package static func route(_ daemon: DaemonView, _ openness: Openness) -> Route {
        Route("GET", "/health") { _ in answer(daemon, openness) }
    }

    private static func answer(_ daemon: DaemonView, _ openness: Openness) -> Answer {
        let now = daemon.now()
        let uptime = now.wall.microseconds - daemon.started.wall.microseconds
        return Answer(
            body: JSONWriter.object { writer in
                writer.field("status", "ok")
                writer.field("time", now.utc)
                writer.field("version", daemon.identity.version)
                writer.field("instance", daemon.identity.instance.text)
                writer.decimal("uptime_seconds", uptime / 1_000, digits: 3)
                writer.field("exercises", daemon.exerciseCount())
                writer.field("open", true)
                writer.field("note", openness.sentence)
            })
    }
}
