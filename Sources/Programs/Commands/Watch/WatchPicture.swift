import ExerciseModel
import MQTTGateway

/// What a watcher knows of an exercise: a fold of the messages that it has heard.
struct WatchPicture: Equatable, Sendable {
    /// Whether the broker can be heard.
    enum Link: Equatable, Sendable {
        case connecting
        case connected
        case lost(reason: String, since: WallInstant)
    }

    let exercise: ExerciseID
    private(set) var link = Link.connecting
    private(set) var timer: TimerNews?
    private(set) var status: StatusNews?
    private(set) var figures: Figures?
    private(set) var waiting: WaitingMessage?
    /// The same as it came.
    private(set) var waitingPayload: [UInt8] = []
    /// The words of a real emergency; `nil` when there is none.
    private(set) var noDuff: String?
    var log = WatchLog()
    /// Whether each daemon that has spoken on this broker is there.
    private var daemons: [String: Bool] = [:]
    /// What the broker does not let us hear.
    private var refusal: String?
    /// Timer messages since the connection came up: the first may be a dead daemon's, kept by the broker.
    private var timersHeard = 0

    init(_ exercise: ExerciseID) { self.exercise = exercise }

    /// How much is listened to.
    enum Extent { case waiting, everything }

    /// The topics to subscribe to; never a team's feed.
    static func topics(_ extent: Extent, of exercise: ExerciseID) -> [String] {
        let few = [Topic.everyInstanceStatus, Topic.timer(exercise), Topic.waiting(exercise)]
        guard extent == .everything else { return few }
        return few + [
            Topic.status(exercise), Topic.monitoring(exercise), Topic.failure(exercise), Topic.noDuff(exercise),
            Topic.control(exercise), Topic.result(exercise), Topic.event(exercise),
        ]
    }

    /// Takes what the client reports.
    mutating func take(_ report: MQTTClient.Report, at now: Moment) {
        switch report {
        case .connected:
            if case .lost = link { log.add(.good, "the broker is back", at: now, timer) }
            (link, daemons, timersHeard) = (.connected, [:], 0)
        case .lost(let reason):
            if case .lost(_, let since) = link {
                link = .lost(reason: reason, since: since)
            } else {
                if link == .connected { log.add(.alarm, "the broker is lost: \(reason)", at: now, timer) }
                link = .lost(reason: reason, since: now.wall)
            }
        case .refused(let topic, let reason):
            let text = "the broker refuses to let us hear \(topic): \(reason)"
            if refusal != text { log.add(.alarm, text, at: now, timer) }
            refusal = text
        case .heard(let message): hear(message, at: now)
        case .subscribed, .published, .unpublished: break
        }
    }

    private mutating func hear(_ message: HeardMessage, at now: Moment) {
        if case .instanceStatus(let instance)? = HeardTopic(message.topic) {
            let status = (try? JSONObject(message.payload[...], caps: .trusted))?["status"]?.string
            return hearDaemon(instance.text, isThere: status.map { $0 == "online" }, at: now)
        }
        let root = Topic.root(exercise)
        guard message.topic.hasPrefix(root + "/") else { return }
        if message.topic == Topic.noDuff(exercise) { return hearNoDuff(message.payload, at: now) }
        guard let object = try? JSONObject(message.payload[...], caps: .trusted) else { return }
        switch message.topic.dropFirst(root.utf8.count) {
        case "/timer": hearTimer(object, at: now)
        case "/status": hearStatus(object, at: now)
        case "/monitoring": hearFigures(object, at: now)
        case "/monitoring/waiting": hearWaiting(message.payload, at: now)
        default: log.hear(message.topic.dropFirst(root.utf8.count), object, at: now, timer)
        }
    }

    private mutating func hearDaemon(_ instance: String, isThere: Bool?, at now: Moment) {
        let was = daemons.updateValue(isThere ?? false, forKey: instance)
        guard instance == timer?.instance, let was, was != isThere else { return }
        let isBack = isThere ?? false
        log.add(isBack ? .good : .alarm, "the daemon '\(instance)' is \(isBack ? "back" : "gone")", at: now, timer)
    }

    private mutating func hearTimer(_ object: JSONObject, at now: Moment) {
        guard let news = TimerNews(object, at: now) else { return }
        timersHeard += 1
        timer = news
    }

    private mutating func hearStatus(_ object: JSONObject, at now: Moment) {
        guard let news = StatusNews(object), news != status else { return }
        status = news
        log.add(news.tone, news.sentence, at: now, time: news.time)
    }

    private mutating func hearFigures(_ object: JSONObject, at now: Moment) {
        let news = Figures(object)
        if let figures { log.compare(figures, news, at: now, timer) }
        figures = news
    }

    private mutating func hearWaiting(_ payload: [UInt8], at now: Moment) {
        guard let message = WaitingMessage(payload) else { return }
        log.compare(waiting?.rows ?? message.rows, message.rows, at: now, timer)
        (waiting, waitingPayload) = (message, payload)
    }

    private mutating func hearNoDuff(_ payload: [UInt8], at now: Moment) {
        let object = try? JSONObject(payload[...], caps: .trusted)
        let words = object?["active"]?.bool == true ? object?["message"]?.string ?? "" : nil
        guard words != noDuff else { return }
        noDuff = words
        log.add(.alarm, words.map { "NO DUFF: \($0)" } ?? "NO DUFF is lifted", at: now, timer)
    }
}

extension WatchPicture {
    /// Microseconds after which a daemon that says nothing is no longer taken for one that is there: it speaks each 5 s.
    private static let patience: Int64 = 7_000_000

    /// Whether a daemon is there and the picture is of now: what a broker keeps of a dead one is not.
    func isLive(at now: Moment) -> Bool {
        guard link == .connected, let timer, daemons[timer.instance] == true else { return false }
        let isFresh = abs(now.utc.milliseconds - timer.timestamp.milliseconds) <= Self.patience / 1_000
        return silence(at: now) <= Self.patience && (timersHeard > 1 || isFresh)
    }

    /// What comes next, as far as the clock is known to have come; `nil` when the daemon does not say.
    var ahead: [Figures.Next]? {
        guard let timer else { return figures?.next }
        return figures?.next?.filter { $0.at > timer.seconds * 1_000 }
    }

    /// Microseconds since the last word of the clock.
    func silence(at now: Moment) -> Int64 {
        timer.map { now.wall.microseconds - $0.heard.microseconds } ?? .max
    }

    /// Why it is not of now, and what to do.
    func whySilent(at now: Moment) -> String {
        switch link {
        case .connecting: return "the broker cannot be reached: no answer in 5 s"
        case .lost(let reason, _): return "the broker cannot be reached: \(reason)"
        case .connected: break
        }
        guard let timer else {
            return refusal
                ?? "no daemon runs the exercise '\(exercise)' on this broker: start one with 'whitecell serve'"
        }
        if daemons[timer.instance] != true {
            return "the daemon '\(timer.instance)' is gone: start it again with 'whitecell serve'"
        }
        let age = NumberText.age(seconds: silence(at: now) / 1_000_000)
        return "no word of the daemon '\(timer.instance)'" + (timersHeard > 1 ? " for \(age)" : "")
    }
}
