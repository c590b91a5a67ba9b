import ExerciseModel
import LogChecker

/// A small exercise as the outside would see it, whole and right, for a test to break in one place.
struct HandMadeLog {
    var seen = Observations()

    private static let start: Int64 = 1_700_000_000_000

    /// Two injects for blue at 1 s and 2 s and one that waits for a hand, one for red at ENDEX (5 s).
    init() {
        seen.plans["plan"] = Observations.PlannedExercise(
            duration: 5_000, precision: 100_000,
            injects: [
                HandMadeLog.planned("blue", "first", due: 1_000, place: 0),
                HandMadeLog.planned("blue", "second", due: 2_000, place: 1),
                HandMadeLog.planned("blue", "spare", due: nil, place: 2),
                HandMadeLog.planned("red", "last", due: 5_000, place: 0),
            ])
        add("exercise.loaded", #"{"exercise":{"path":"plan.yaml","text":"plan"},"timelines":[]}"#)
        add("exercise.opened", #"{"wall_us":0}"#)
        add("broker.connected", "{}")
        add("command.accepted", #"{"id":"c1","command":"start","content":"{\"command\":\"start\"}"}"#)
        add("clock.started", #"{"wall_us":1000000}"#)
        release("blue", "first", seq: 1, at: 1)
        add("inject.delivered", at: 1, #"{"team":"blue","inject":"first","seq":1,"attempt":1}"#)
        release("blue", "second", seq: 2, at: 2)
        add("inject.delivered", at: 2, #"{"team":"blue","inject":"second","seq":2,"attempt":1}"#)
        release("red", "last", seq: 1, at: 5)
        add("clock.completed", at: 5, #"{"wall_us":6000000}"#)
        add("inject.skipped", at: 5, #"{"team":"blue","inject":"spare","reason":"endex"}"#)
        add("inject.delivered", at: 5, #"{"team":"red","inject":"last","seq":1,"attempt":1}"#)
        send("blue", "first", seq: 1, position: 6)
        send("blue", "second", seq: 2, position: 8)
        send("red", "last", seq: 1, position: 10)
        seen.steadyTeams = ["blue", "red"]
        exchange(#"{"command":"start","id":"c1"}"#, #"{"id":"c1","accepted":true,"status":"running","position":4}"#)
        rest(waiting: "")
    }

    /// The invariants that the checker sees broken.
    var broken: Set<String> { Set(LogChecker.violations(in: seen).map(\.invariant)) }

    static func planned(
        _ team: String, _ inject: String, due: Int64?, place: Int
    ) -> Observations.PlannedInject {
        Observations.PlannedInject(
            team: team, inject: inject, due: due, place: place, late: "hold", grace: 500_000,
            content: Array("{\"n\":1.50}".utf8))
    }

    /// Adds an event, or puts it in at a position.
    mutating func add(
        _ type: String, at seconds: Double = 0, position: Int64? = nil, causation: Int64? = nil, _ data: String
    ) {
        let place = position ?? Int64(seen.records.count) + 1
        let record = EventRecord(
            exercise: ExerciseID(trusted: "island"), position: place, run: 1, type: type, schema: 1,
            id: "island-\(place)", exerciseTime: ExerciseInstant(microseconds: Int64(seconds * 1_000_000)),
            at: UTCInstant(milliseconds: HandMadeLog.start + place * 1_000), actor: "test", causation: causation,
            correlation: "island-\(place)", data: Array(data.utf8))
        if position == nil { seen.records.append(record) } else { seen.records[Int(place) - 1] = record }
    }

    /// The data of a release that is on time.
    static func released(
        _ team: String, _ inject: String, seq: Int64, due: Int64, late: Int64 = 0, byHand: Bool = false
    ) -> String {
        #"{"team":"\#(team)","inject":"\#(inject)","seq":\#(seq),"time":\#(due).0,"late_ms":\#(late),"late":false,"#
            + #""by_hand":\#(byHand)}"#
    }

    private mutating func release(_ team: String, _ inject: String, seq: Int64, at seconds: Int64) {
        add("inject.released", at: Double(seconds), HandMadeLog.released(team, inject, seq: seq, due: seconds))
    }

    /// The message that a release leads to.
    func message(_ team: String, _ inject: String, seq: Int64, position: Int64) -> String {
        let record = seen.records[Int(position) - 1]
        return #"{"id":"\#(inject)","timestamp":"\#(CalendarText.text(record.at))","exerciseTime":"#
            + #"\#(record.exerciseTime.seconds),"type":"mail","content":{"n":1.50},"team":"\#(team)","seq":\#(seq),"#
            + #""run":1,"attempt":1,"correlation_id":"island-\#(position)"}"#
    }

    private mutating func send(_ team: String, _ inject: String, seq: Int64, position: Int64) {
        let payload = Array(message(team, inject, seq: seq, position: position).utf8)
        let number = Observations.FeedNumber(team: team, seq: seq)
        publish("/exercise/island/team/\(team)/feed", payload, committed: position)
        seen.received.append(
            Observations.Received(team: team, payload: payload, at: WallInstant(microseconds: position)))
        seen.traffic += [.handed(number, committed: position), .settled(number)]
        seen.acknowledged.insert(number)
    }

    mutating func publish(_ topic: String, _ payload: [UInt8], committed: Int64) {
        seen.published.append(Observations.Published(topic: topic, payload: payload, committed: committed))
    }

    mutating func exchange(_ command: String, _ answer: String?) {
        seen.exchanges.append(
            Observations.Exchange(
                command: Array(command.utf8), answer: answer.map { Array($0.utf8) }, mustBeAnswered: true))
    }

    /// How it stands in the end, an hour later.
    mutating func rest(waiting rows: String) {
        seen.rest = Observations.Rest(
            waiting: Array("{\"total\":0,\"waiting\":[\(rows)]}".utf8),
            utc: UTCInstant(milliseconds: HandMadeLog.start + 3_600_000), exerciseTime: 5_000_000, bound: 60_000,
            online: ["blue", "red"])
    }
}
