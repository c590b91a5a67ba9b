import ExerciseControl
import ExerciseModel

/// How each team stands, in the monitoring message: who is there, what it has, what it gets next.
enum TeamFigures {
    /// With more teams the list would outgrow what it tells.
    private static let most = 50

    static func write(_ state: ExerciseState, _ writer: inout JSONWriter) {
        guard state.ledger.teams.count <= most else { return }
        writer.key("teams")
        writer.openArray()
        for team in state.ledger.teams { write(team, &writer) }
        writer.closeArray()
    }

    private static func write(_ team: TeamLedger, _ writer: inout JSONWriter) {
        let counts = team.counts
        writer.openObject()
        writer.field("id", team.id.text)
        writer.field("connected", team.isConnected)
        writer.field("scheduled", counts.scheduled)
        writer.field("delivered", counts[.delivered])
        writer.field("seen", team.seen)
        writer.field("underway", counts.underway + counts[.queued])
        writer.field("held", counts[.held])
        writer.field("skipped", counts[.skipped])
        writer.field("unheard", counts[.unheard])
        writer.field("failed", counts[.failed])
        writer.field("late", team.counts.late)
        writer.field("last_seq", team.lane.nextSeq - 1)
        writer.closeObject()
    }
}
