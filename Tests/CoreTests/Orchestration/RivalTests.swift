import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct RivalTests {
    private let harbour = ExerciseID(trusted: "harbour")

    private func timer(_ instance: String, at: UTCInstant) -> String {
        #"{"current":1,"timestamp":"\#(CalendarText.text(at))","instance":"\#(instance)"}"#
    }

    /// Not heard by the broker yet, while another daemon's retained words are.
    private func stage(_ rival: String = "host-9", age: Int64 = 5_000, status: String = "online") -> ExerciseStage {
        var stage = ExerciseStage(PlanBuilder.plan([PlanBuilder.inject("a", at: 1)]), attending: false)
        let at = UTCInstant(milliseconds: stage.clock.now.utc.milliseconds - age)
        stage.hear("/whitecell/\(rival)/status", #"{"status":"\#(status)","version":"1"}"#)
        stage.hear(Topic.timer(harbour), timer(rival, at: at))
        stage.clear()
        stage.take(.attending)
        return stage
    }

    @Test func `where another daemon runs the exercise nothing is published`() {
        var stage = stage()
        #expect(stage.facts == ["0.0 rival.seen "])
        for command in ["start", "pause", "stop", "reset"] {
            stage.hear(Topic.control(harbour), #"{"command":"\#(command)"}"#, retained: command == "stop")
        }
        stage.say(#"{"command":"note","text":"x"}"#)
        stage.pass(9)
        #expect(stage.publications == [])
    }

    @Test func `every change of status is a conflict there, and the list names the rival`() {
        var stage = stage()
        #expect(
            stage.command(#"{"command":"start"}"#)
                == .refused(
                    .conflict, message: "another daemon, 'host-9', runs this exercise on the same broker: stop it first"
                ))
        #expect(stage.say(#"{"command":"reset"}"#) == "conflict")
        #expect(stage.say(#"{"command":"speed","rate":2}"#) == "accepted")
        #expect(WaitingList(stage.state, now: stage.clock.now).rows.map { "\($0.kind) \($0.id)" } == ["daemon host-9"])
    }

    @Test func `after 15 seconds without a word the exercise is taken back`() {
        var stage = stage()
        stage.pass(9.999)
        #expect(stage.publications == [])
        stage.pass(0.001)
        #expect(stage.facts.last == "0.0 rival.gone ")
        #expect(stage.published(Topic.status(harbour)).count == 1)
        #expect(stage.say(#"{"command":"start"}"#) == "accepted")
    }

    @Test func `a rival that says goodbye is gone at once`() {
        var stage = stage()
        stage.hear("/whitecell/host-9/status", #"{"status":"offline","version":"1"}"#)
        #expect(stage.facts.last == "0.0 rival.gone ")
    }

    @Test(
        arguments: [("host-9", 15_000, "online"), ("host-9", 0, "offline"), ("host-5", 0, "online")]
            as [(String, Int64, String)])
    func `an old word, a word of one who is gone, and our own are no rival`(name: String, age: Int64, status: String) {
        #expect(stage(name, age: age, status: status).facts == ["0.0 broker.connected "])
    }

    @Test(arguments: [
        "", "{", #"{"instance":7}"#, #"{"instance":"a/b","timestamp":"2026-01-15T10:00:00Z"}"#,
        #"{"instance":"host-9"}"#, #"{"instance":"host-9","timestamp":"now"}"#,
        #"{"instance":"host-9","timestamp":"2026-01-15T10:00:00.999999999999999999999999999999Z"}"#,
    ])
    func `a timer that is none is ignored`(json: String) {
        var stage = ExerciseStage(PlanBuilder.plan([]), attending: false)
        stage.hear("/whitecell/host-9/status", #"{"status":"online"}"#)
        stage.hear(Topic.timer(harbour), json)
        stage.take(.attending)
        #expect(stage.facts.last == "0.0 broker.connected ")
    }

    @Test(arguments: [("host-1", true), ("host-9", false)])
    func `of two that meet, the one that comes first by name goes on`(name: String, yields: Bool) {
        var stage = ExerciseStage(at: 1)
        stage.order("start")
        stage.pass(1)
        stage.clear()
        stage.hear("/whitecell/\(name)/status", #"{"status":"online"}"#)
        stage.hear(Topic.timer(harbour), timer(name, at: stage.clock.now.utc))
        #expect(stage.facts == (yields ? ["1.0 rival.seen "] : []))
        #expect(stage.effects.contains(.order(.withdraw(harbour))) == yields)
    }

    @Test func `what came due meanwhile waits, named`() {
        var stage = ExerciseStage(at: 1, 5)
        stage.order("start")
        stage.hear("/whitecell/host-1/status", #"{"status":"online"}"#)
        stage.hear(Topic.timer(harbour), timer("host-1", at: stage.clock.now.utc))
        stage.pass(1)
        #expect(stage.states("a") == ["queued (another daemon runs this exercise)"])
        stage.pass(14)
        #expect(stage.sent == ["blue/a #1 try 1"])
    }
}
