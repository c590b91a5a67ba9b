import ExerciseModel

/// What has happened while one watched, a line for each thing.
struct WatchLog: Equatable, Sendable {
    /// One line.
    struct Line: Equatable, Sendable {
        /// Exercise time, `nil` while none is known.
        var time: ExerciseInstant?
        var at: UTCInstant
        var tone: Tone
        var text: String
    }

    /// The oldest are forgotten.
    private static let most = 500
    /// Lines that one message may add; the rest of it is counted.
    private static let atOnce = 6

    private(set) var lines: [Line] = []

    /// Adds a line; of `timer` it takes the exercise time.
    mutating func add(_ tone: Tone, _ text: String, at now: Moment, _ timer: TimerNews?) {
        add(tone, text, at: now, time: timer.map { ExerciseInstant(seconds: $0.seconds) })
    }

    /// Adds a line.
    mutating func add(_ tone: Tone, _ text: String, at now: Moment, time: ExerciseInstant?) {
        lines.append(Line(time: time, at: now.utc, tone: tone, text: TerminalText.plain(text)))
        if lines.count > WatchLog.most { lines.removeFirst() }
    }

    private mutating func add(_ news: [(Tone, String)], at now: Moment, _ timer: TimerNews?) {
        for (tone, text) in news.prefix(WatchLog.atOnce) { add(tone, text, at: now, timer) }
        if news.count > WatchLog.atOnce { add(.quiet, "and \(news.count - WatchLog.atOnce) more", at: now, timer) }
    }

    /// Takes a message of the topics that tell of single things.
    mutating func hear(_ topic: Substring, _ object: JSONObject, at now: Moment, _ timer: TimerNews?) {
        switch topic {
        case "/control":
            guard object["mirrored"]?.bool == true, let command = object["command"]?.string else { return }
            let who = object["by"]?.string ?? object["origin"]?.string ?? "a controller"
            add(.strong, "\(who): \(([command] + Self.arguments(object)).joined(separator: " "))", at: now, timer)
        case "/control/result":
            guard object["accepted"]?.bool == false else { return }
            let text = ResultText.refused(object["command"]?.string ?? "a command", object)
            add(.warn, "refused: \(text)", at: now, timer)
        case "/monitoring/failure":
            guard let (tone, text) = Self.failure(object) else { return }
            add(tone, text, at: now, timer)
        case "/event":
            guard let (tone, text) = Self.event(object) else { return }
            add(tone, text, at: now, timer)
        default: break
        }
    }

    /// Who came, who left, and what came due between two messages.
    mutating func compare(_ old: Figures, _ new: Figures, at now: Moment, _ timer: TimerNews?) {
        var news: [(Tone, String)] = []
        let time = (timer?.seconds ?? 0) * 1_000 + 999
        for next in old.next ?? [] where next.at <= time && !(new.next ?? []).contains(next) {
            news.append((.plain, "\(next.inject) came due → \(next.teams.joined(separator: ", "))"))
        }
        let before = Dictionary(old.teams.map { ($0.id, $0) }) { first, _ in first }
        for team in new.teams {
            guard let was = before[team.id]?.isConnected, was != team.isConnected else { continue }
            news.append(team.isConnected ? (.good, "\(team.id) is there") : (.warn, "\(team.id) has left"))
        }
        add(news, at: now, timer)
    }

    /// What began to wait for somebody to decide.
    mutating func compare(_ old: [WaitingRow], _ new: [WaitingRow], at now: Moment, _ timer: TimerNews?) {
        let decided: Set<String> = ["held", "overdue", "changed", "contested"]
        func name(_ row: WaitingRow) -> [String?] { [row.kind, row.id, row.team, row.state] }
        let known = Set(old.map(name))
        let news = new.filter { decided.contains($0.state) && !known.contains(name($0)) }.map { row in
            (Tone.warn, "\(row.team.map { $0 + " " } ?? "")\(row.id) \(row.state): \(row.reason)")
        }
        add(news, at: now, timer)
    }

    private static func arguments(_ object: JSONObject) -> [String] {
        let idle: Set<String> = [
            "command", "timestamp", "id", "by", "mirrored", "origin", "position", "plan", "if_revision", "dry_run",
        ]
        return object.fields.compactMap { field in
            let name = object.name(of: field)
            guard !idle.contains(name) else { return nil }
            if name == "inject", let inject = field.value.object { return inject["id"]?.string ?? "an inject" }
            let value =
                field.value.array?.compactMap(\.string).joined(separator: ",") ?? field.value.string
                ?? String(decoding: field.value.bytes, as: UTF8.self)
            return name == "inject" || name == "text" || name == "message" ? value : "\(name)=\(value)"
        }
    }

    private static func failure(_ object: JSONObject) -> (Tone, String)? {
        guard let status = object["status"]?.string else { return nil }
        let name = [object["team_id"]?.string, object["inject_id"]?.string].compactMap { $0 }.joined(separator: " ")
        let error = object["error"]?.string ?? ""
        switch status {
        case "pending_retry": return (.warn, "\(name) is tried again: \(error)")
        case "delivered": return (.good, "\(name) arrived after all")
        default: return (.alarm, "\(name) failed: \(error)")
        }
    }

    private static func event(_ object: JSONObject) -> (Tone, String)? {
        guard let type = object["type"]?.string, let data = object["data"]?.object else { return nil }
        let name = [data["team"]?.string, data["inject"]?.string].compactMap { $0 }.joined(separator: " ")
        switch type {
        case "receipt.recorded": return (.plain, "\(name) is \(data["status"]?.string ?? "answered")")
        case "inject.delivered": return (.quiet, "\(name) was delivered")
        case "note.recorded": return (.plain, "note: \(data["text"]?.string ?? "")")
        case "action.ticked": return (.good, "\(name): an expected action was seen")
        default: return nil
        }
    }
}
