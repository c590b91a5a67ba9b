import ExerciseModel

extension WatchText {
    private typealias Column = (title: String, width: Int, tone: Tone, value: (Figures.Team) -> Int64)

    private static var troubles: [Column] {
        [
            ("held", 7, .warn, { $0.held }), ("late", 7, .warn, { $0.late }), ("unheard", 9, .alarm, { $0.unheard }),
            ("failed", 8, .alarm, { $0.failed }),
        ]
    }

    /// A row for each team; where there are too many, those that somebody should look at come first.
    func teams(rows: Int) -> [StyledLine] {
        guard rows > 1, let all = picture.figures?.teams, !all.isEmpty else { return [] }
        let isCut = all.count > rows - 1
        let ordered = isCut ? all.filter(\.isTroubled) + all.filter { !$0.isTroubled } : all
        let name = min(columns < 56 ? 12 : 24, max(12, (all.map { TerminalText.width($0.id) }.max() ?? 0) + 3))
        let title = isCut ? "  \(rows - 1) of \(all.count)" : "  teams"
        return [titles(title, name)] + ordered.prefix(rows - 1).map { row($0, name) }
    }

    /// Columns that fit beside the name.
    private func columns(besides name: Int) -> [Column] {
        var left = columns - name - 12
        let between: [Column] = [("seen", 7, .plain, { $0.seen }), ("under way", 11, .plain, { $0.underway })]
        let need = Self.troubles.reduce(0) { $0 + $1.width }
        let wished = left >= need + 18 ? between + Self.troubles : Self.troubles
        return wished.filter { column in
            left -= column.width
            return left >= 0
        }
    }

    private func titles(_ title: String, _ name: Int) -> StyledLine {
        var text = TerminalText.fit(title, to: name) + TerminalText.fit("delivered", to: 12, right: true)
        for column in columns(besides: name) { text += TerminalText.fit(column.title, to: column.width, right: true) }
        return StyledLine(text, .quiet)
    }

    private func row(_ team: Figures.Team, _ name: Int) -> StyledLine {
        var line = StyledLine(team.isConnected ? "● " : "○ ", team.isConnected ? .good : .alarm)
        line.append(TerminalText.fit(TerminalText.plain(team.id), to: name - 2), team.isConnected ? .plain : .warn)
        line.append(TerminalText.fit("\(team.delivered)/\(team.scheduled)", to: 12, right: true))
        for column in columns(besides: name) {
            let value = column.value(team)
            let text = TerminalText.fit(value == 0 ? "·" : "\(value)", to: column.width, right: true)
            line.append(text, value == 0 ? .quiet : column.tone)
        }
        return line
    }

    /// What waits, oldest first, each with the key of its button.
    func waiting(rows: Int) -> [StyledLine] {
        guard rows > 0 else { return [] }
        guard let message = picture.waiting else { return [StyledLine("  waiting: not heard yet", .quiet)] }
        guard !message.rows.isEmpty else { return [StyledLine("  nothing waits", .quiet)] }
        let shown = message.urgentFirst.prefix(rows - 1)
        var title = "  \(message.total) wait\(message.total == 1 ? "s" : "")"
        if shown.count < message.total, !shown.isEmpty { title += ", \(shown.count) shown" }
        let widths = (
            id: min(24, shown.map { TerminalText.width($0.id) }.max() ?? 0),
            team: min(16, shown.map { TerminalText.width($0.team ?? "") }.max() ?? 0)
        )
        return [StyledLine(title, shown.contains { !$0.isPlanned } ? .warn : .quiet)]
            + shown.enumerated().map { row($1, number: $0 + 1, id: widths.id, team: widths.team) }
    }

    private func row(_ row: WaitingRow, number: Int, id: Int, team: Int) -> StyledLine {
        let button = row.buttons.first.flatMap(ButtonLine.init)?.words.first ?? ""
        var line = StyledLine(number <= 9 && !button.isEmpty ? "\(number) " : "  ", .strong)
        let age = row.age(at: now.utc).map { NumberText.age(seconds: $0) } ?? ""
        line.append(TerminalText.fit(age, to: columns < 56 ? 6 : 11, right: true) + "  ", tone(row))
        if team > 0 { line.append(TerminalText.fit(TerminalText.plain(row.team ?? ""), to: team) + "  ") }
        line.append(TerminalText.fit(TerminalText.plain(row.id), to: id) + "  ")
        line.append(TerminalText.plain(row.state), tone(row))
        let until = row.until.map { " until \(ResultText.clock($0))" } ?? ""
        let reason = row.reason.isEmpty || row.reason == row.state ? "" : "  \(TerminalText.plain(row.reason))"
        // On a wide screen the button stays where the eye still finds its row.
        let edge = min(columns, 120)
        let room = edge - line.width - button.count - 4
        if room > 4 { line.append(TerminalText.cut(reason + until, to: room), .quiet) }
        if !button.isEmpty {
            line.pad(to: edge - button.count - 2)
            line.append("[\(button)]", .quiet)
        }
        return line
    }

    private func tone(_ row: WaitingRow) -> Tone {
        switch row.state {
        case "failed", "unheard", "active", "away": .alarm
        case "waiting", "queued": .quiet
        default: .warn
        }
    }
}
