import ExerciseModel

/// What waits as a table, each row with the command that is its button.
enum WaitingTable {
    private static let titles = ["age", "kind", "id", "team", "state", "until", "reason"]

    /// The lines, the titles first; rows are cut to so many columns, commands never.
    static func lines(
        _ message: WaitingMessage, of exercise: ExerciseID, at now: UTCInstant, columns: Int = .max,
        flags: [String] = []
    ) -> [String] {
        guard !message.rows.isEmpty else { return ["\(exercise): nothing waits"] }
        let rows = message.rows.map { cells($0, at: now) }
        let widths = titles.indices.map { column in
            ([titles] + rows).map { TerminalText.width($0[column]) }.max() ?? 0
        }
        var lines = [TerminalText.cut(joined(titles, widths), to: columns)]
        for (row, cells) in zip(message.rows, rows) {
            lines.append(TerminalText.cut(joined(cells, widths), to: columns))
            for button in row.choices.compactMap(ButtonLine.init) {
                lines.append("  " + TerminalText.plain(button.line(for: exercise, flags: flags)))
            }
        }
        if message.total > message.rows.count { lines.append("and \(message.total - message.rows.count) more") }
        return lines
    }

    private static func cells(_ row: WaitingRow, at now: UTCInstant) -> [String] {
        let age = row.age(at: now).map { NumberText.age(seconds: $0) } ?? "-"
        let until = row.until.map { ResultText.clock($0) } ?? "-"
        return [age, row.kind, row.id, row.team ?? "-", row.state, until, row.reason].map(TerminalText.plain)
    }

    private static func joined(_ cells: [String], _ widths: [Int]) -> String {
        let line = zip(cells, widths).map { TerminalText.fit($0, to: $1) }.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
