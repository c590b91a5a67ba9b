import ExerciseControl
import ExerciseModel
import Rehearsal

/// A timetable for a person: the load of all teams, then what each one gets.
struct TimetableText {
    let timetable: Timetable
    /// The terminal's; `nil` where nothing is cut.
    let columns: Int?
    let ink: Ink
    /// Microseconds from which a silence is named.
    let silence: Int64

    /// The whole text, its last line ended.
    func render() -> String {
        var lines = [heading, ""]
        lines += LoadTable(timetable: timetable, columns: columns, ink: ink).lines
        for team in timetable.teams { lines += ["", title(of: team)] + rows(of: team) }
        if timetable.entries.contains(where: waitsForReceipt) {
            lines += ["", ink.faint("(every team here answers at once: in play, what follows an answer comes later)")]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        let sent = timetable.entries.count { $0.released != nil }
        let byHand = timetable.entries.count { $0.outcome == .manual }
        let span = "\(TimetableText.point(timetable.start)) to \(TimetableText.point(timetable.end))"
        var words = ["\(sent) injects sent from \(span)"]
        if byHand > 0 { words.append("\(byHand) by hand") }
        let waiting = timetable.entries.count - sent - byHand
        if waiting > 0 { words.append("\(waiting) never sent") }
        let name = CellText.shown(timetable.title.isEmpty ? timetable.exercise.text : timetable.title)
        return ink.bold(fitted(name + " (\(timetable.exercise))")) + "\n" + fitted(words.joined(separator: ", "))
    }

    private func title(of team: Team) -> String {
        ink.team(team.id.text, team.color)
            + fitted("  \(CellText.shown(team.name)), timeline \(team.timeline)", less: team.id.text.count)
    }

    private func rows(of team: Team) -> [String] {
        let entries = timetable.entries(of: team.id)
        let widths = Widths(entries, time: TimetableText.point(timetable.end).count)
        var silences = timetable.silences(of: team.id, atLeast: silence)[...]
        var lines: [String] = []
        for entry in entries {
            guard let released = entry.released else { continue }
            if let next = silences.first, next.to <= released {
                lines.append(line(next, widths))
                silences.removeFirst()
            }
            lines += self.lines(entry, widths)
        }
        lines += silences.map { line($0, widths) }
        return lines + entries.filter { $0.released == nil }.flatMap { self.lines($0, widths) }
    }

    private func line(_ silence: Timetable.Silence, _ widths: Widths) -> String {
        let space = String(repeating: " ", count: widths.time + 4)
        return ink.faint(fitted("\(space)··· nothing for \(TimeSpelling.text(ofLength: silence.length)) ···"))
    }

    /// One line for an inject, one for the rule that had it sent, and one for each thing that its team should do about it.
    private func lines(_ entry: Timetable.Entry, _ widths: Widths) -> [String] {
        let time = CellText.padded(when(entry), to: widths.time)
        let inject = CellText.padded(entry.inject.text, to: widths.inject)
        let type = CellText.padded(entry.type, to: widths.type)
        let bytes = CellText.padded("\(entry.bytes) B", to: widths.bytes, left: true)
        let lead = "  \(time)  \(inject)  \(type)  \(bytes)  "
        var what = [CellText.shown(entry.title ?? "")]
        if let remark = remark(entry) { what.append("(\(remark))") }
        let text = what.filter { !$0.isEmpty }.joined(separator: " ")
        let isSent = entry.released != nil
        return [isSent ? fitted(lead + text) : ink.faint(fitted(lead + text))] + lines(entry.cause, widths)
            + entry.expectedActions.flatMap { lines($0, of: entry, widths) }
    }

    private func lines(_ cause: Timetable.Cause?, _ widths: Widths) -> [String] {
        guard let cause else { return [] }
        let space = String(repeating: " ", count: widths.time + 4)
        return [ink.faint(fitted("\(space)└ by rule \(cause.rule) on \(cause.event.type)"))]
    }

    /// What the team should do, wrapped below its inject.
    private func lines(_ action: ExpectedAction, of entry: Timetable.Entry, _ widths: Widths) -> [String] {
        let space = String(repeating: " ", count: widths.time + 4)
        let width = columns.map { max(20, $0 - space.count - 2) }
        return CellText.wrapped(deadline(action, entry) + action.text, cells: width).enumerated().map { number, line in
            ink.faint(fitted(space + (number == 0 ? "└ " : "  ") + line))
        }
    }

    private func when(_ entry: Timetable.Entry) -> String {
        switch entry.outcome {
        case .sent(let at, _, _): TimetableText.point(at)
        case .manual: "by hand"
        case .waiting: "waits"
        case .left: "not sent"
        }
    }

    private func remark(_ entry: Timetable.Entry) -> String? {
        switch (entry.schedule, entry.outcome) {
        case (.after(let trigger), _):
            let delay = trigger.delay == 0 ? "" : "\(TimeSpelling.text(ofLength: trigger.delay)) "
            return "\(delay)after \(trigger.inject) is \(trigger.milestone.rawValue)"
        case (_, .left(let state, let reason)): return reason.isEmpty ? state.rawValue : "\(state.rawValue): \(reason)"
        case (_, .sent(_, _, let state)) where state != .delivered: return state.rawValue
        default: return nil
        }
    }

    private func deadline(_ action: ExpectedAction, _ entry: Timetable.Entry) -> String {
        guard let length = action.deadline else { return "expected: " }
        guard let released = entry.released else { return "within \(TimeSpelling.text(ofLength: length)): " }
        return "by \(TimeSpelling.text(ofPoint: released.microseconds + length)): "
    }

    private func waitsForReceipt(_ entry: Timetable.Entry) -> Bool {
        guard case .after(let trigger) = entry.schedule else { return false }
        return Milestone.receipts.contains(trigger.milestone)
    }

    /// The line cut to the terminal.
    private func fitted(_ line: String, less taken: Int = 0) -> String {
        CellText.shown(line, cells: columns.map { max(20, $0 - taken) })
    }

    static func point(_ instant: ExerciseInstant) -> String { TimeSpelling.text(ofPoint: instant.microseconds) }
}

/// The columns of one team's table.
private struct Widths {
    var time: Int
    var inject: Int
    var type: Int
    var bytes: Int

    init(_ entries: [Timetable.Entry], time: Int) {
        self.time = max(8, time)
        inject = min(24, entries.map(\.inject.text.count).max() ?? 0)
        type = min(10, entries.map { CellText.width($0.type) }.max() ?? 0)
        bytes = entries.map { "\($0.bytes) B".count }.max() ?? 0
    }
}
