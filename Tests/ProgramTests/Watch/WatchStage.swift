import ExerciseModel
import MQTTGateway

@testable import Commands

/// Messages of the harbour's daemon as a watcher hears them, a second after each other.
struct WatchStage {
    var picture = WatchPicture(HarbourEvents.id)
    var desk = WatchDesk(by: "ann")
    var now = Moment(wall: HarbourEvents.wall(100), utc: HarbourEvents.startex)
    private var ids = 0

    /// Connected to a daemon that is there, its clock at so many seconds.
    static func live(_ status: String = "running", at seconds: Int64 = 332) -> WatchStage {
        var stage = WatchStage()
        stage.take(.connected)
        stage.hear("/whitecell/south/status", #"{"status":"online","version":"1"}"#)
        stage.timer(status, at: seconds)
        return stage
    }

    mutating func take(_ report: MQTTClient.Report) { picture.take(report, at: now) }

    mutating func hear(_ topic: String, _ payload: String) {
        let topic = topic.hasPrefix("/whitecell") ? topic : "/exercise/harbour" + topic
        take(.heard(HeardMessage(topic: topic, payload: Array(payload.utf8), retained: true)))
    }

    mutating func timer(_ status: String, at seconds: Int64, rate: String = "1") {
        let stamp = CalendarText.text(now.utc)
        hear(
            "/timer",
            #"{"current":\#(seconds),"total":2700,"formatted":"T+05:32","percentage":12.3,"status":"\#(status)","#
                + #""rate":\#(rate),"timestamp":"\#(stamp)","instance":"south"}"#)
    }

    mutating func figures(next: String = "[]") {
        hear(
            "/monitoring",
            #"{"injects_scheduled":12,"injects_delivered":4,"injects_failed":0,"injects_held":1,"injects_late":0,"#
                + #""injects_unheard":0,"teams":[{"id":"blue","connected":true,"scheduled":6,"delivered":3,"seen":2,"#
                + #""underway":0,"held":1,"skipped":0,"unheard":0,"failed":0,"late":0,"last_seq":3},"#
                + #"{"id":"orange","connected":false,"scheduled":6,"delivered":1,"seen":0,"underway":1,"held":0,"#
                + #""skipped":0,"unheard":0,"failed":2,"late":0,"last_seq":3}],"next":\#(next)}"#)
    }

    static let next = #"[{"at":340.0,"inject":"it-02","teams":["blue","orange"]}]"#

    /// 12 s before `HarbourEvents.startex`.
    static let held =
        #"{"kind":"inject","id":"it-01","team":"blue","state":"held","reason":"late","#
        + #""since":"2026-01-15T09:59:48.000Z","until":null,"#
        + #""buttons":[{"command":"release","inject":"it-01","team":"blue"}],"revision":4}"#

    static let follower =
        #"{"kind":"inject","id":"it-03","team":"blue","state":"waiting","reason":"after it-01 is seen; it is held","#
        + #""since":"1970-01-01T00:00:00.000Z","until":null,"buttons":[]}"#

    mutating func waiting(_ rows: String..., total: Int? = nil) {
        let list = rows.joined(separator: ",")
        hear("/monitoring/waiting", #"{"timestamp":"x","total":\#(total ?? rows.count),"waiting":[\#(list)]}"#)
    }

    /// Presses keys one after the other; gives what is to be published, as text.
    @discardableResult
    mutating func press(_ keys: Key...) -> [String] {
        keys.flatMap { key in
            ids += 1
            return desk.press(key, picture, id: "w-\(ids)", at: now).compactMap { deed in
                if case .publish(let payload) = deed { String(decoding: payload, as: UTF8.self) } else { nil }
            }
        }
    }

    mutating func pass(seconds: Int64) {
        now.wall = now.wall.adding(microseconds: seconds * 1_000_000)
        now.utc.milliseconds += seconds * 1_000
        desk.look(at: now)
    }

    mutating func result(_ payload: String) { desk.hear(result: Array(payload.utf8)) }

    /// The lines of a screen, without the space behind them.
    func screen(_ columns: Int, _ rows: Int) -> [String] {
        WatchText.screen(picture, desk, on: Terminal.Size(columns: columns, rows: rows), at: now).map { line in
            String(line.plain.reversed().drop { $0 == " " }.reversed())
        }
    }
}
