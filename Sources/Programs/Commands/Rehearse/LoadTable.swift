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
        var cells: [String]
        var counts: [Int] = []
    }

    var lines: [String] {
        let span = timetable.naturalSpan
        let length = TimeSpelling.text(ofLength: span)
        var rows = rows(span: span)
        let head = Row(cells: ["team", "injects", "a minute", "busiest \(length)", "longest silence"])
        let widths = head.cells.indices.map { column in
            min(24, ([head] + rows).map { CellText.width($0.cells[column]) }.max() ?? 0)
        }
        let taken = widths.reduce(0) { $0 + $1 + 2 }
        let narrow = Sparkline.span(of: timetable, parts: max(8, min(60, (columns ?? 120) - taken)))
        for index in rows.indices { rows[index].counts = timetable.load(of: rows[index].team?.id, span: narrow).counts }
        // A single inject is a low bar, however little there is.
        let most = max(4, rows.flatMap { $0.team == nil ? [] : $0.counts }.max() ?? 0)
        return [ink.faint(line(head, widths, "load"))]
            + rows.map { row in
                let bars = Sparkline.draw(row.counts, most: row.team == nil ? max(4, row.counts.max() ?? 0) : most)
                let text = line(row, widths, bars)
                let name = row.cells[0]
                let rest = text.dropFirst(name.count)
                return (row.team.map { ink.team(name, $0.color) } ?? ink.bold(name)) + rest
            }
    }

    private func line(_ row: Row, _ widths: [Int], _ load: String) -> String {
        let cells = zip(row.cells, widths).enumerated().map { column, cell in
            CellText.padded(cell.0, to: cell.1, left: column == 1 || column == 2)
        }
        return CellText.shown((cells + [load]).joined(separator: "  "), cells: columns)
    }

    private func rows(span: Int64) -> [Row] {
        let all: [Team?] = timetable.teams.count > 1 ? [nil] : []
        return (all + timetable.teams).map { team in
            let load = timetable.load(of: team?.id, span: span)
            let silence = timetable.longestSilence(of: team?.id)
            return Row(
                team: team,
                cells: [
                    CellText.shown(team?.id.text ?? "all", cells: 24), "\(load.total)", rate(load.total),
                    load.busiest.map { "\($0.injects) from \(TimetableText.point($0.from))" } ?? "-",
                    silence.map {
                        "\(TimeSpelling.text(ofLength: $0.length)) from \(TimetableText.point($0.from))"
                    } ?? "-",
                ])
        }
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
