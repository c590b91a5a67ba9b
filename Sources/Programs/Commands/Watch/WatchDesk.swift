import ExerciseModel

/// What the keys of `watch` do: commands that are asked for, sent, and answered.
struct WatchDesk: Equatable, Sendable {
    /// What a key is taken for.
    enum Mode: Equatable, Sendable {
        case watching
        case help
        /// A line that somebody writes.
        case writing(String)
        /// A dry run has told what a command would do; `y` gives it.
        case confirming(question: String, WatchOrder)
    }

    /// What is to be done outside.
    enum Deed: Equatable, Sendable {
        case publish([UInt8])
        case quit
        case redraw
    }

    /// The last thing that there was to say.
    struct Notice: Equatable, Sendable {
        var text: String
        var tone: Tone
    }

    private struct Shown: Equatable, Sendable {
        var notice: Notice
        var since: WallInstant
    }

    private struct Sent: Equatable, Sendable {
        var order: WatchOrder
        var isRehearsal: Bool
        var deadline: WallInstant
    }

    /// Microseconds for an answer, and after which what was said is no longer news.
    private static let patience: Int64 = 5_000_000
    private static let memory: Int64 = 60_000_000

    let by: String?
    private(set) var mode = Mode.watching
    private(set) var notice: Notice?
    private var shown: Shown?
    private var sent: [String: Sent] = [:]

    init(by: String?) { self.by = by }

    /// Takes a key; `id` is for the command that it may bring about.
    mutating func press(_ key: Key, _ picture: WatchPicture, id: String, at now: Moment) -> [Deed] {
        if key == .redraw { return [.redraw] }
        switch mode {
        case .watching: return watch(key, picture, id, now)
        case .help:
            mode = .watching
            return key == .character("q") ? [.quit] : []
        case .writing(let text): return write(key, text, picture, id, now)
        case .confirming(_, let order):
            mode = .watching
            guard key == .character("y") || key == .character("Y") else {
                tell("\(order.name): not done")
                return []
            }
            return send(order, picture, id, now)
        }
    }

    private mutating func watch(_ key: Key, _ picture: WatchPicture, _ id: String, _ now: Moment) -> [Deed] {
        guard case .character(let character) = key else { return [] }
        switch character {
        case "q", "Q": return [.quit]
        case "?": mode = .help
        case " ", "p", "P": return pauseOrResume(picture, id, now)
        case "n", "N":
            guard let next = picture.ahead?.first else {
                tell("nothing is on the schedule ahead")
                return []
            }
            return rehearse(.deliver(next), picture, id, now)
        case "h", "H": mode = .writing("")
        case "r", "R": return rehearse(WatchOrder("release"), picture, id, now)
        case "1"..."9":
            let rows = picture.waiting?.urgentFirst ?? []
            guard let number = character.wholeNumberValue, number <= rows.count,
                let order = rows[number - 1].buttons.first.flatMap(WatchOrder.init(button:))
            else {
                tell("there is no button \(character)")
                return []
            }
            return rehearse(order, picture, id, now)
        default: break
        }
        return []
    }

    private mutating func pauseOrResume(_ picture: WatchPicture, _ id: String, _ now: Moment) -> [Deed] {
        switch picture.timer?.status {
        case "running": return send(WatchOrder("pause"), picture, id, now)
        case "paused": return send(WatchOrder("resume"), picture, id, now)
        case "initialized": return rehearse(WatchOrder("start"), picture, id, now)
        case let status:
            tell("the exercise is \(status ?? "not known yet"): it neither runs nor stands")
            return []
        }
    }

    private mutating func write(
        _ key: Key, _ text: String, _ picture: WatchPicture, _ id: String, _ now: Moment
    ) -> [Deed] {
        switch key {
        case .character(let character): mode = .writing(text + String(character))
        case .pasted(let more): mode = .writing(text + TerminalText.plain(more))
        case .backspace: mode = .writing(String(text.dropLast()))
        case .enter:
            mode = .watching
            let reason = text.drop { $0.isWhitespace }
            if !reason.isEmpty { return send(WatchOrder("hold", reason: String(reason)), picture, id, now) }
            tell("hold: not done, it needs a reason")
        default:
            mode = .watching
            tell("hold: not done")
        }
        return []
    }

    /// Asks what a command would do, before anybody is asked whether to do it.
    private mutating func rehearse(_ order: WatchOrder, _ picture: WatchPicture, _ id: String, _ now: Moment) -> [Deed]
    {
        send(order, picture, id, now, isRehearsal: true)
    }

    private mutating func send(
        _ order: WatchOrder, _ picture: WatchPicture, _ id: String, _ now: Moment, isRehearsal: Bool = false
    ) -> [Deed] {
        // Kept for a broker that comes back, it would be carried out when nobody expects it any more.
        guard picture.isLive(at: now) else {
            tell("\(order.name): not sent, \(picture.whySilent(at: now))", .alarm)
            return []
        }
        let deadline = now.wall.adding(microseconds: WatchDesk.patience)
        sent[id] = Sent(order: order, isRehearsal: isRehearsal, deadline: deadline)
        tell("\(order.name) …")
        return [.publish(order.payload(id: id, by: by, isRehearsal: isRehearsal))]
    }

    /// Takes the result of a command, if it is one of ours.
    mutating func hear(result payload: [UInt8]) {
        guard let result = try? JSONObject(payload[...], caps: .trusted), let id = result["id"]?.string,
            let sent = sent.removeValue(forKey: id), let isAccepted = result["accepted"]?.bool
        else { return }
        guard isAccepted, sent.isRehearsal else {
            return tell(ResultText.line(sent.order.name, result), isAccepted ? .good : .alarm)
        }
        // Somebody who has gone on to something else meanwhile is not asked into it.
        guard mode == .watching else { return tell("\(sent.order.name): not done") }
        var order = sent.order
        order.plan = result["plan"]?.string
        mode = .confirming(question: "\(order.name): \(ResultText.plan(result))", order)
        notice = nil
    }

    /// Says of a command that nobody answered that nothing is known of it, and forgets what was said long ago.
    mutating func look(at now: Moment) {
        if let shown, shown.notice == notice, now.wall >= shown.since.adding(microseconds: WatchDesk.memory) {
            notice = nil
        }
        if notice != shown?.notice { shown = notice.map { Shown(notice: $0, since: now.wall) } }
        for (id, waiting) in sent where waiting.deadline <= now.wall {
            sent[id] = nil
            tell("\(waiting.order.name): no answer in 5 s, whether it was carried out is unknown", .alarm)
        }
    }

    private mutating func tell(_ text: String, _ tone: Tone = .plain) { notice = Notice(text: text, tone: tone) }
}
