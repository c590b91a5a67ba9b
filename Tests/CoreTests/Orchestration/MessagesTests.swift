import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct MessagesTests {
    private let harbour = ExerciseID(trusted: "harbour")

    @Test func `the timer is told as in the contract`() {
        var stage = ExerciseStage(duration: 2_700)
        stage.order("start")
        stage.pass(331)
        stage.clear()
        stage.pass(1)
        #expect(
            stage.published(Topic.timer(harbour)) == [
                #"{"current":332,"total":2700,"formatted":"T+05:32","percentage":12.3,"status":"running","rate":1,"#
                    + #""timestamp":"2026-01-15T10:05:32.000Z","instance":"host-5"}"#
            ])
    }

    @Test func `without ENDEX total and percentage are 0`() {
        var stage = ExerciseStage(duration: nil)
        stage.say(#"{"command":"speed","rate":2.5}"#)
        stage.order("start")
        stage.clear()
        stage.pass(4_000)
        #expect(
            stage.published(Topic.timer(harbour)).last
                == #"{"current":10000,"total":0,"formatted":"T+2:46:40","percentage":0.0,"status":"running","#
                + #""rate":2.5,"timestamp":"2026-01-15T11:06:40.000Z","instance":"host-5"}"#)
    }

    @Test(
        arguments: [
            (0, "T+00:00"), (59, "T+00:59"), (332, "T+05:32"), (3_599, "T+59:59"), (3_600, "T+1:00:00"),
            (36_061, "T+10:01:01"),
        ] as [(Int64, String)])
    func `exercise time is read as people say it`(seconds: Int64, wanted: String) {
        #expect(ClockText.formatted(ExerciseInstant(seconds: seconds)) == wanted)
    }

    @Test func `the first status is told as in the contract`() {
        let stage = ExerciseStage(at: 1)
        #expect(
            stage.published(Topic.status(harbour)) == [
                #"{"exercise_id":"harbour","status":"initialized","previous":null,"#
                    + #""timestamp":"2026-01-15T10:00:00.000Z","exercise_time":0.0,"reason":null,"by":null,"#
                    + #""run":1,"instance":"host-5"}"#
            ])
    }

    @Test func `the figures are told as in the contract`() {
        var stage = ExerciseStage(
            PlanBuilder.plan([
                PlanBuilder.inject("a", at: 1), PlanBuilder.inject("b", at: 2), PlanBuilder.inject("c", at: 100),
                PlanBuilder.manual("m"),
            ]))
        stage.hear(Topic.presence(harbour, TeamID(trusted: "blue")), #"{"status":"online"}"#)
        stage.order("start")
        stage.pass(1)
        stage.stall(0.04)
        stage.settle()
        stage.pass(1.5)
        stage.settle(.refused(code: 0x87, reason: "no"))
        stage.clear()
        stage.pass(5)
        let wanted = [
            #"{"injects_scheduled":4,"injects_delivered":1,"injects_failed":1,"teams_connected":1,"#,
            #""average_delivery_latency":40.0,"exercise_duration":3,"injects_pending":2,"injects_held":0,"#,
            #""injects_late":0,"injects_unheard":0,"injects_waiting":0,"delivery_latency_p50_ms":40,"#,
            #""delivery_latency_p99_ms":40,"delivery_latency_max_ms":40,"timer_lateness_p99_ms":0,"#,
            #""events_logged":10,"events_per_second":1.0,"events_waiting":0,"sagas_active":0,"#,
            #""sagas_waiting":0,"sagas_blocked":0,"approvals_waiting":0,"simulations_connected":0,"#,
            #""broker_connected":true,"teams":[{"id":"blue","connected":true,"scheduled":4,"delivered":1,"seen":0,"#,
            #""underway":0,"held":0,"skipped":0,"unheard":0,"failed":1,"late":0,"last_seq":2}],"#,
            #""next":[{"at":100.0,"inject":"c","teams":["blue"]}]}"#,
        ]
        #expect(stage.published(Topic.monitoring(harbour)).first == wanted.joined())
    }

    @Test func `what waits is told as in the contract, oldest first, each with its button`() {
        var stage = ExerciseStage(
            PlanBuilder.plan([
                PlanBuilder.inject("a", at: 1), PlanBuilder.inject("b", at: 2), PlanBuilder.inject("c", at: 3),
                PlanBuilder.inject("d", at: 4), PlanBuilder.inject("e", at: 5, grace: 0),
            ]))
        stage.order("start")
        stage.pass(1)
        stage.settle(.refused(code: 0x87, reason: "not authorized"))
        stage.pass(1)
        stage.settle(.unanswered)
        stage.pass(1)
        stage.stall(3)
        stage.take(.wake)
        let list = String(decoding: WaitingList(stage.state, now: stage.clock.now).encode(limit: 200), as: UTF8.self)
        func row(
            _ id: String, _ state: String, _ reason: String, since: Int, until: String, revision: Int, _ buttons: String
        ) -> String {
            #"{"kind":"inject","id":"\#(id)","team":"blue","state":"\#(state)","reason":"\#(reason)","#
                + #""since":"2026-01-15T10:00:0\#(since).000Z","until":\#(until),"buttons":[\#(buttons)],"revision":\#(revision)}"#
        }
        let rows = [
            row(
                "a", "failed", "not authorized", since: 1, until: "null", revision: 7,
                #"{"command":"retry","inject":"a","team":"blue"}"#),
            row(
                "b", "retrying", "the broker did not answer in time", since: 2,
                until: #""2026-01-15T10:00:07.000Z""#, revision: 9, #"{"command":"retry","inject":"b","team":"blue"}"#),
            row(
                "c", "queued", "behind b", since: 3, until: "null", revision: 10,
                #"{"command":"retry","inject":"b","team":"blue"}"#),
            row(
                "d", "queued", "behind b", since: 6, until: "null", revision: 11,
                #"{"command":"retry","inject":"b","team":"blue"}"#),
            row(
                "e", "held", "late", since: 6, until: "null", revision: 12,
                #"{"command":"release","inject":"e","team":"blue"},{"command":"deliver","inject":"e","teams":["blue"]},"#
                    + #"{"command":"skip","inject":"e","team":"blue","reason":"not needed any more"}"#),
        ]
        let wanted = #"{"timestamp":"2026-01-15T10:00:06.000Z","total":5,"waiting":["# + rows.joined(separator: ",")
        #expect(list == wanted + "]}")
    }

    @Test func `the list is cut to its limit and counts all`() {
        var stage = ExerciseStage(at: 1, 1, 1, teams: ["blue", "red"])
        stage.order("start")
        stage.pass(1)
        let list = WaitingList(stage.state, now: stage.clock.now)
        #expect(list.rows.map { "\($0.team?.text ?? "") \($0.id)" } == ["blue b", "red b", "blue c", "red c"])
        let text = String(decoding: list.encode(limit: 1), as: UTF8.self)
        #expect(text.contains(#""total":4"#))
        #expect(text.contains(#""id":"c""#) == false)
    }

    @Test func `the broker, changed files and what waits for them are named`() {
        var stage = ExerciseStage(at: 1, 50)
        stage.order("start")
        stage.take(.filesRead(PlanBuilder.loaded(stage.state.plan, text: "second"), changed: ["x.yaml", "y.json"]))
        stage.loseLink("connection refused")
        stage.pass(1)
        let rows = WaitingList(stage.state, now: stage.clock.now).rows
        #expect(
            rows.map { "\($0.kind) \($0.id) \($0.state): \($0.reason)" } == [
                "broker broker away: connection refused",
                "files harbour changed: x.yaml, y.json changed on disk; the next reset takes it",
                "inject a queued: broker away",
            ])
    }

    /// Back on the link, they wait for the clock: the reason says so, and there is a button.
    @Test func `what came due while the broker was away waits on in a pause`() {
        var stage = ExerciseStage(at: 1)
        stage.order("start")
        stage.loseLink()
        stage.pass(1)
        stage.order("pause")
        stage.take(.attending)
        let rows = WaitingList(stage.state, now: stage.clock.now).rows
        #expect(rows.map { "\($0.id) \($0.state): \($0.reason)" } == ["a queued: the clock stands"])
        #expect(
            rows.flatMap(\.buttons).map { String(decoding: $0.bytes, as: UTF8.self) }
                == [
                    #"{"command":"deliver","inject":"a","teams":["blue"]}"#,
                    #"{"command":"skip","inject":"a","team":"blue","reason":"not needed any more"}"#,
                ])
    }
}
