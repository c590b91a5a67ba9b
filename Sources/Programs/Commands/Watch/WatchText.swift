import ExerciseModel
import Orchestration

/// The picture of an exercise as the lines of a screen.
struct WatchText {
    let picture: WatchPicture
    let now: Moment
    let columns: Int

    /// Rows below which the clock is one line.
    private static let roomy = Terminal.Size(columns: 56, rows: 16)

    /// Exactly as many lines as the screen has, the last of them for the keys.
    static func screen(
        _ picture: WatchPicture, _ desk: WatchDesk, on size: Terminal.Size, at now: Moment
    ) -> [StyledLine] {
        let text = WatchText(picture: picture, now: now, columns: size.columns)
        if desk.mode == .help { return text.filled(text.help, to: size.rows).map { $0.cut(to: size.columns) } }
        let isRoomy = size.columns >= roomy.columns && size.rows >= roomy.rows
        let top = (isRoomy ? text.bigClock : [text.clock]) + text.banners
        let bottom = [text.status(desk), text.keys(desk)].suffix(max(0, size.rows - top.count))
        let room = size.rows - top.count - bottom.count
        let body = text.body(rows: room, isRoomy: isRoomy)
        return Array((top + text.filled(body, to: max(0, room)) + bottom).prefix(size.rows)).map {
            $0.cut(to: size.columns)
        }
    }

    /// The same as plain lines, as many as it takes.
    static func snapshot(_ picture: WatchPicture, columns: Int, at now: Moment) -> [String] {
        let text = WatchText(picture: picture, now: now, columns: columns)
        let body = text.next(rows: 5) + text.teams(rows: .max) + text.waiting(rows: .max)
        return ([text.clock] + text.banners + body).map { line in
            String(line.cut(to: columns).plain.reversed().drop { $0 == " " }.reversed())
        }
    }

    private func filled(_ lines: [StyledLine], to rows: Int) -> [StyledLine] {
        lines.prefix(rows) + Array(repeating: StyledLine(), count: max(0, rows - lines.count))
    }

    /// The parts share the rows: each gets its least, then what waits, the teams and what is next as much as they
    /// have, and the log the rest.
    private func body(rows all: Int, isRoomy: Bool) -> [StyledLine] {
        // Where there is plenty, empty lines part the parts.
        let gap = all >= 28 ? [StyledLine()] : []
        let rows = all - 3 * gap.count
        let waits = picture.waiting?.rows.count ?? 0
        let full = [
            max(1, min(isRoomy ? 5 : 1, picture.ahead?.count ?? 1)), 1 + (picture.figures?.teams.count ?? 0),
            waits == 0 ? 1 : 1 + waits,
        ]
        var given = [min(1, rows), 0, 0]
        func left() -> Int { max(0, rows - given.reduce(0, +)) }
        let wished = [(1, 3), (2, 3), (1, 8), (2, isRoomy ? 7 : 3), (1, .max), (0, isRoomy ? 3 : 1), (2, 10), (0, 5)]
        let log = rows >= 8 ? max(3, rows / 4) : rows >= 5 ? 1 : 0
        for (part, most) in wished {
            given[part] += max(0, min(min(full[part], most) - given[part], left() - log))
        }
        let parts = [next(rows: given[0]), teams(rows: given[1]), waiting(rows: given[2])]
        let shown = parts.reduce(0) { $0 + $1.count }
        return parts.flatMap { $0 + gap } + logged(rows: max(0, rows - shown))
    }

    private func next(rows: Int) -> [StyledLine] {
        guard rows > 0 else { return [] }
        guard let entries = picture.ahead, !entries.isEmpty else {
            return [labelled("next", picture.ahead == nil ? "" : "nothing more on the schedule", .quiet)]
        }
        return entries.prefix(rows).enumerated().map { index, entry in
            var line = labelled(index == 0 ? "next" : "", "", .plain)
            line.append(TerminalText.fit("in " + countdown(to: entry.at), to: 11))
            line.append(TerminalText.fit(ClockText.formatted(ExerciseInstant(milliseconds: entry.at)), to: 11), .quiet)
            line.append(entry.inject, index == 0 ? .strong : .plain)
            line.append(" → " + entry.teams.joined(separator: ", "))
            return line
        }
    }

    private func countdown(to at: Int64) -> String {
        guard let timer = picture.timer else { return "?" }
        // In time of the wall, which is what one waits in.
        let seconds = (at / 1_000 - timer.seconds) * 1_000 / max(1, timer.rate)
        return NumberText.countdown(seconds: seconds)
    }

    private func labelled(_ label: String, _ text: String, _ tone: Tone) -> StyledLine {
        var line = StyledLine(TerminalText.fit(label, to: columns < 56 ? 5 : 9), .quiet)
        line.append(text, tone)
        return line
    }

    private func logged(rows: Int) -> [StyledLine] {
        picture.log.lines.suffix(rows).map { entry in
            let time = entry.time.map(ClockText.formatted) ?? ""
            var line = StyledLine(TerminalText.fit(time, to: columns < 56 ? 8 : 10), .quiet)
            if columns >= 100 { line.append(ResultText.clock(entry.at) + "  ", .quiet) }
            line.append(entry.text, entry.tone)
            return line
        }
    }

    private func status(_ desk: WatchDesk) -> StyledLine {
        switch desk.mode {
        case .writing(let text):
            var line = StyledLine("hold everything, because: ", .strong)
            // The end of a long line is where one writes.
            line.append(String(text.suffix(max(8, columns - line.width - 2))))
            line.append("▏")
            return line
        case .confirming(let question, _):
            let ask = "  y/N "
            var line = StyledLine(TerminalText.cut(question, to: max(10, columns - ask.count)), .strong)
            line.append(ask, .warn)
            return line
        case .watching, .help: return desk.notice.map { StyledLine($0.text, $0.tone) } ?? StyledLine()
        }
    }

    private func keys(_ desk: WatchDesk) -> StyledLine {
        switch desk.mode {
        case .writing: return StyledLine("enter gives the command, esc leaves it", .quiet)
        case .confirming: return StyledLine("y gives the command, any other key leaves it", .quiet)
        case .watching, .help: break
        }
        var keys = [("space", isRunning ? "pause" : isFresh ? "start" : "resume"), ("n", "next now")]
        if let rows = picture.waiting?.rows.count, rows > 0 {
            keys.append((rows == 1 ? "1" : "1–\(min(9, rows))", "press"))
        }
        keys += [("h", "hold all"), ("r", "release all"), ("?", "help"), ("q", "quit")]
        var line = StyledLine()
        for (key, does) in keys {
            // A narrow screen has room for what one needs; help has the rest.
            guard columns >= 70 || !["r", "n"].contains(key) else { continue }
            line.append(key, .strong)
            line.append(" \(does)  ", .quiet)
        }
        return line
    }

    private var isRunning: Bool { picture.timer?.status == "running" }

    private var isFresh: Bool { picture.timer?.status == "initialized" }
}
