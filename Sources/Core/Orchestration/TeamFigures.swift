import ExerciseControl
import ExerciseModel

/// How each team stands, in the monitoring message: who is there, what it has; and what comes next.
enum TeamFigures {
    /// With more teams the list would outgrow what it tells.
    private static let most = 50
    /// Entries of what comes next.
    private static let ahead = 5
    /// With more deliveries ahead the search for the next ones would cost the clock more than it tells.
    private static let searched = 5_000

    static func write(_ state: ExerciseState, _ writer: inout JSONWriter) {
        if state.ledger.teams.count <= most {
            writer.key("teams")
            writer.openArray()
            for team in state.ledger.teams { write(team, &writer) }
            writer.closeArray()
        }
        if state.ledger.counts[.scheduled] <= searched { writeNext(state.ledger, &writer) }
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

    /// One inject at one time, and the teams that get it then.
    private struct Entry {
        var due: ExerciseInstant
        var place: Int
        var inject: InjectID
        var teams: [TeamID]
    }

    private static func writeNext(_ ledger: DeliveryLedger, _ writer: inout JSONWriter) {
        writer.key("next")
        writer.openArray()
        for entry in next(ledger) {
            writer.openObject()
            writer.decimal("at", entry.due.milliseconds, digits: 3)
            writer.field("inject", entry.inject.text)
            writer.list("teams", entry.teams.map(\.text))
            writer.closeObject()
        }
        writer.closeArray()
    }

    /// The first few on the schedule, in the order in which they come due.
    private static func next(_ ledger: DeliveryLedger) -> [Entry] {
        var entries: [Entry] = []
        for slot in ledger.slots(in: [.scheduled]) {
            guard let due = ledger.due(at: slot) else { continue }
            if entries.count == ahead, let last = entries.last, (last.due, last.place) < (due, slot.place) { continue }
            let (inject, team) = (ledger.inject(at: slot).id, ledger.teams[slot.team].id)
            if let index = entries.firstIndex(where: { $0.due == due && $0.inject == inject }) {
                entries[index].teams.append(team)
                continue
            }
            let index = entries.firstIndex { (due, slot.place) < ($0.due, $0.place) } ?? entries.count
            entries.insert(Entry(due: due, place: slot.place, inject: inject, teams: [team]), at: index)
            if entries.count > ahead { entries.removeLast() }
        }
        return entries
    }
}
