import ExerciseModel
import Orchestration

extension WatchText {
    /// One line with everything about the clock.
    var clock: StyledLine {
        guard let timer = picture.timer else { return StyledLine("\(picture.exercise): no clock yet", .quiet) }
        var line = StyledLine("\(mark(timer)) \(ClockText.formatted(ExerciseInstant(seconds: timer.seconds)))", .strong)
        if timer.total > 0 {
            if columns >= 56 { line.append(" / \(length(timer))", .quiet) }
            line.append("  \(percentage(timer))", .quiet)
        }
        line.append("  \(timer.status)", tone(timer))
        if timer.rate != 1_000 { line.append("  ×\(NumberText.decimal(thousandths: timer.rate))", .warn) }
        line.append("  \(picture.exercise)", .quiet)
        return line
    }

    /// The clock in large digits, what is known of it beside them, and a bar below.
    var bigClock: [StyledLine] {
        guard let timer = picture.timer else { return [clock, StyledLine(), StyledLine(), StyledLine()] }
        let face = ClockText.formatted(ExerciseInstant(seconds: timer.seconds)).dropFirst(2)
        var lines = BigDigits.lines(String(face)).map { StyledLine(" " + $0, isLive ? tone(timer) : .quiet) }
        let beside = lines[0].width + 3
        for (index, line) in [first(timer), second(timer), third].enumerated() {
            lines[index].pad(to: beside)
            lines[index].append(line)
        }
        return lines + [bar(timer)]
    }

    private var isLive: Bool { picture.isLive(at: now) }

    private func first(_ timer: TimerNews) -> StyledLine {
        var line = StyledLine("\(mark(timer)) \(timer.status)", tone(timer))
        if timer.rate != 1_000 { line.append("  ×\(NumberText.decimal(thousandths: timer.rate))", .warn) }
        if let status = picture.status, status.status == timer.status, let by = status.by {
            line.append("  by \(TerminalText.plain(by))", .quiet)
        }
        return line
    }

    private func second(_ timer: TimerNews) -> StyledLine {
        if let reason = picture.status?.reason, picture.status?.status == timer.status {
            return StyledLine(TerminalText.plain(reason))
        }
        guard let figures = picture.figures else { return StyledLine() }
        var line = StyledLine("delivered \(figures.delivered) of \(figures.scheduled)")
        if figures.held > 0 { line.append("  held \(figures.held)", .warn) }
        if figures.late > 0 { line.append("  late \(figures.late)", .warn) }
        if figures.unheard > 0 { line.append("  unheard \(figures.unheard)", .alarm) }
        if figures.failed > 0 { line.append("  failed \(figures.failed)", .alarm) }
        return line
    }

    private var third: StyledLine {
        var line = StyledLine(picture.exercise.text, .strong)
        if let run = picture.status?.run { line.append("  run \(run)", .quiet) }
        line.append("  \(ResultText.clock(now.utc)) UTC", .quiet)
        if let timer = picture.timer { line.append("  \(TerminalText.plain(timer.instance))", .quiet) }
        return line
    }

    private func bar(_ timer: TimerNews) -> StyledLine {
        guard timer.total > 0 else { return StyledLine(" no ENDEX", .quiet) }
        let words = "  \(percentage(timer)) of \(length(timer)) "
        let cells = max(4, columns - words.count - 1)
        let eighths = Int(timer.permille) * cells * 8 / 1_000
        let tips = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let done = String(repeating: "█", count: eighths / 8) + tips[eighths % 8]
        var line = StyledLine(" " + done, isLive ? tone(timer) : .quiet)
        line.append(String(repeating: "·", count: max(0, cells - TerminalText.width(done))), .quiet)
        line.append(words)
        return line
    }

    private func percentage(_ timer: TimerNews) -> String { "\(timer.permille / 10).\(timer.permille % 10) %" }

    private func length(_ timer: TimerNews) -> String {
        String(ClockText.formatted(ExerciseInstant(seconds: timer.total)).dropFirst(2))
    }

    private func mark(_ timer: TimerNews) -> String {
        switch timer.status {
        case "running": "▶"
        case "paused": "‖"
        case "initialized": "·"
        default: "■"
        }
    }

    private func tone(_ timer: TimerNews) -> Tone {
        switch timer.status {
        case "running": .good
        case "paused": .warn
        default: .strong
        }
    }

    /// What must not be overlooked, a line for each.
    var banners: [StyledLine] {
        var lines: [StyledLine] = []
        if let words = picture.noDuff { lines.append(banner("NO DUFF  \(words)  (nothing is sent)")) }
        switch picture.link {
        case .connecting: lines.append(StyledLine(" the broker is asked …", .quiet))
        case .lost(let reason, let since):
            let age = NumberText.age(seconds: (now.wall.microseconds - since.microseconds) / 1_000_000)
            lines.append(banner("NO BROKER for \(age): \(reason)"))
        case .connected where !isLive && (picture.silence(at: now) > 3_000_000 || picture.timer == nil):
            lines.append(banner(picture.whySilent(at: now)))
        case .connected: break
        }
        return lines
    }

    private func banner(_ text: String) -> StyledLine {
        StyledLine(TerminalText.fit(" " + TerminalText.plain(text), to: columns), .banner)
    }
}
