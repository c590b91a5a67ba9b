import ExerciseModel
import Rehearsal

/// How much each team gets, side by side: numbers, the longest silence and a row of bars on one scale.
struct LoadTable {
    let timetable: Timetable
    /// The terminal's; `nil` where nothing is cut.
    let columns: Int?
    let ink: Ink

    private struct Row {
        var team: Team?
        var sent: Int
        var busiest: String
        var silence: String
        var counts: [Int]
    }

    var lines: [String] {
        let name = min(20, timetable.teams.map(\.id.text.count).reduce(5, max))
        let span = timetable.naturalSpan
        let length = TimeSpelling.text(ofLength: span)
        let rows = rows(span: span, parts: max(8, min(48, (columns ?? 120) - name - 58)))
        let most = rows.flatMap { $0.team == nil ? [] : $0.counts }.max() ?? 0
        let head = line("team", name, "injects", "a minute", "busiest \(length)", "longest silence", "load")
        return [ink.faint(head)]
            + rows.map { row in
                let scale = row.team == nil ? row.counts.max() ?? 0 : most
                let text = line(
                    row.team?.id.text ?? "all", name, "\(row.sent)", rate(row.sent), row.busiest, row.silence,
                    Sparkline.draw(row.counts, most: scale))
                let lead = String(text.prefix(name + 2))
                return (row.team.map { ink.team(lead, $0.color) } ?? ink.bold(lead)) + text.dropFirst(name + 2)
            }
    }

    private func rows(span: Int64, parts: Int) -> [Row] {
        let narrow = Sparkline.span(of: timetable, parts: parts)
        let all: [Team?] = timetable.teams.count > 1 ? [nil] : []
        return (all + timetable.teams).map { team in
            let load = timetable.load(of: team?.id, span: span)
            let silence = team.flatMap { timetable.longestSilence(of: $0.id) }
            return Row(
                team: team, sent: load.total,
                busiest: load.busiest.map { "\($0.injects) from \(TimetableText.point($0.from))" } ?? "-",
                silence: silence.map {
                    "\(TimeSpelling.text(ofLength: $0.length)) from \(TimetableText.point($0.from))"
                } ?? "",
                counts: timetable.load(of: team?.id, span: narrow).counts)
        }
    }

    private func line(
        _ team: String, _ name: Int, _ sent: String, _ rate: String, _ busiest: String, _ silence: String,
        _ load: String
    ) -> String {
        let cells = [
            CellText.padded(team, to: name), CellText.padded(sent, to: 7, left: true),
            CellText.padded(rate, to: 8, left: true), CellText.padded(busiest, to: 15),
            CellText.padded(silence, to: 18), load,
        ]
        return cells.joined(separator: "  ")
    }

    /// Injects a minute with two decimals.
    private func rate(_ sent: Int) -> String {
        let whole = timetable.end.microseconds - timetable.start.microseconds
        guard whole > 0 else { return "-" }
        let hundredths = Int((Double(sent) * 6_000_000_000 / Double(whole)).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
