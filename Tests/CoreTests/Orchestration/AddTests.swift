import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct AddTests {
    private func started() -> ExerciseStage {
        var stage = ExerciseStage(at: 10, teams: ["blue", "red"])
        stage.order("start")
        return stage
    }

    private func add(_ schedule: String, id: String = "x", teams: String = #""blue""#, more: String = "") -> String {
        #"{"command":"add","inject":{"id":"\#(id)",\#(schedule),"type":"sms","content":{"n": 1.50}\#(more)},"#
            + #""teams":[\#(teams)]}"#
    }

    @Test func `an inject that is added goes out at its time, to the teams that are named, byte for byte`() {
        var stage = started()
        stage.say(add(#""time":5"#))
        stage.pass(5)
        #expect(stage.sent == ["blue/x #1 try 1"])
        let payload = String(decoding: stage.deliveries[0].payload, as: UTF8.self)
        #expect(payload.contains(#""exerciseTime":5,"type":"sms","content":{"n": 1.50},"team":"blue""#))
    }

    @Test func `added for the past it is due now`() {
        var stage = started()
        stage.pass(7)
        stage.say(add(#""time":5"#, teams: #""blue","red""#))
        #expect(stage.sent == ["blue/x #1 try 1", "red/x #1 try 1"])
        #expect(stage.delivery("x")?.late == false)
    }

    @Test func `added as a contingency it waits for a hand`() {
        var stage = started()
        stage.say(add(#""manual":true"#))
        stage.pass(100)
        stage.settleAll()
        #expect(stage.states("x") == ["manual"])
        stage.say(#"{"command":"deliver","inject":"x"}"#)
        #expect(stage.sent.last == "blue/x #2 try 1")
    }

    @Test func `added behind what has come already, it follows at once`() {
        var stage = started()
        stage.pass(10)
        stage.settleAll()
        stage.pass(2)
        stage.say(add(#""after":{"inject":"a","state":"delivered","delay":"3s"}"#))
        #expect(stage.states("x") == ["scheduled"])
        stage.pass(3)
        #expect(stage.sent.last == "blue/x #2 try 1")
    }

    @Test func `what cannot be added is refused with a reason`() {
        var stage = started()
        #expect(stage.say(add(#""time":5"#, id: "a")) == "conflict")
        #expect(stage.say(add(#""time":3601"#)) == "invalid_command")
        #expect(stage.say(add(#""time":5"#, teams: #""green""#)) == "unknown_team")
        #expect(stage.say(add(#""after":"z""#)) == "unknown_inject")
        #expect(stage.say(add(#""time":5,"manual":true"#)) == "invalid_command")
        #expect(stage.say(add(#""time":5"#, more: #","colour":1"#)) == "invalid_command")
        #expect(stage.say(add(#""time":5"#, id: "a b")) == "invalid_command")
        #expect(stage.say(#"{"command":"add","inject":{"id":"x"},"teams":[]}"#) == "invalid_command")
        stage.say(add(#""time":5"#))
        #expect(stage.say(add(#""time":5"#)) == "conflict")
        stage.order("stop")
        #expect(stage.say(add(#""time":9"#, id: "y")) == "invalid_transition")
    }

    @Test func `what was added is held, moved and left out like any other`() {
        var stage = started()
        stage.say(add(#""time":5"#))
        stage.say(#"{"command":"hold","inject":"x","reason":"not yet"}"#)
        stage.pass(6)
        stage.say(#"{"command":"move","inject":"x","to":8}"#)
        stage.say(#"{"command":"release","inject":"x"}"#)
        stage.pass(2)
        #expect(stage.sent == ["blue/x #1 try 1"])
    }

    @Test func `a restart keeps what was added, and a reset forgets it`() {
        var stage = started()
        stage.say(add(#""time":50"#))
        stage.pass(5)
        stage.restart(row: stage.rows.last)
        stage.take(.attending)
        stage.order("resume")
        stage.pass(5)
        stage.settleAll()
        stage.pass(40)
        #expect(stage.sent.last == "blue/x #2 try 1")
        stage.order("reset")
        #expect(stage.states("x") == ["none"])
        #expect(stage.say(add(#""time":5"#)) == "accepted")
    }
}
