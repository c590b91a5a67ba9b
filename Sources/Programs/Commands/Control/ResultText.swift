import ExerciseModel

/// The outcome of a command as a person reads it.
enum ResultText {
    /// Lines of what was done; a dry run tells all of them.
    private static let listed = 12

    /// What was done, or would be: a line, then a line for each effect.
    static func accepted(_ command: String, _ result: JSONObject) -> [String] {
        let status = result["status"]?.string ?? ""
        let effects = result["effects"].map { $0.array ?? [] }
        var effectLines = EffectText.lines(effects ?? [])
        if result["plan"] == nil, effectLines.count > listed {
            let rest = effectLines.count - listed
            effectLines = effectLines.prefix(listed) + ["and \(rest) more, which 'whitecell log' shows"]
        }
        var lines: [String]
        if let plan = result["plan"]?.string {
            lines = ["\(command): would be done, nothing has been (plan \(plan)\(revision(result)))"]
            if effectLines.isEmpty { lines.append("  it would change nothing") }
        } else {
            let position = result["position"]?.integer ?? 0
            lines = ["\(command): done, the exercise is \(status) (position \(position))"]
        }
        if let before = changedBefore(result) { lines.append("  " + before) }
        lines += effectLines.map { "  " + $0 }
        if let total = result["effects_total"]?.integer, let listed = effects?.count {
            lines.append("  and \(total - Int64(listed)) more")
        }
        if let plan = result["plan"]?.string {
            lines.append("  the same with plan=\(plan) does just this, or is refused if anything has changed")
        }
        return lines.map(TerminalText.plain)
    }

    /// What was refused, and why.
    static func refused(_ command: String, _ result: JSONObject) -> String {
        let error = result["error"]?.object
        return TerminalText.plain(
            "\(command): \(error?["code"]?.string ?? "refused"): \(error?["message"]?.string ?? "")")
    }

    /// Everything in one line, for a place that has no more.
    static func line(_ command: String, _ result: JSONObject) -> String {
        guard result["accepted"]?.bool == true else { return refused(command, result) }
        let effects = EffectText.lines(result["effects"]?.array ?? [])
        let told = [changedBefore(result), effects.isEmpty ? "done" : joined(effects)].compactMap { $0 }
        return TerminalText.plain("\(command): \(told.joined(separator: "; "))")
    }

    /// What a dry run found, in one line.
    static func plan(_ result: JSONObject) -> String {
        let effects = EffectText.lines(result["effects"]?.array ?? [])
        return TerminalText.plain(effects.isEmpty ? "nothing would change" : joined(effects))
    }

    /// Counted first, where a line will not hold them all.
    private static func joined(_ effects: [String]) -> String {
        (effects.count > 2 ? "\(effects.count) changes: " : "") + effects.joined(separator: "; ")
    }

    /// `ann had moved it at 10:05:32`, when another hand was there first.
    private static func changedBefore(_ result: JSONObject) -> String? {
        guard let before = result["changed_before"]?.object, let command = before["command"]?.string else { return nil }
        let time = before["at"]?.string.flatMap(CalendarText.instant).map { " at " + clock($0) } ?? ""
        return "\(before["by"]?.string ?? "a controller") had \(done[command] ?? "given '\(command)' to") it\(time)"
    }

    private static func revision(_ result: JSONObject) -> String {
        result["revision"]?.integer.map { ", revision \($0)" } ?? ""
    }

    private static let done = [
        "move": "moved", "hold": "held", "release": "released", "skip": "skipped", "deliver": "delivered",
        "retry": "retried", "add": "added", "receipt": "recorded a receipt for", "tick": "ticked an action of",
    ]

    /// `10:05:32` of an instant, in UTC.
    static func clock(_ instant: UTCInstant) -> String { String(CalendarText.text(instant).dropFirst(11).prefix(8)) }
}
