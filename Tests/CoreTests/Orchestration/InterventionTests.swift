import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct InterventionTests {
    /// With `a` at 10 s, `b` at 60 s and the manual `m`, for blue and red.
    private func stage(late: LatePolicy = .hold) -> ExerciseStage {
        let injects = [PlanBuilder.inject("a", at: 10), PlanBuilder.inject("b", at: 60), PlanBuilder.manual("m")]
        return ExerciseStage(PlanBuilder.plan(injects, teams: ["blue", "red"]) { $0.late = late })
    }

    private func started(late: LatePolicy = .hold) -> ExerciseStage {
        var stage = stage(late: late)
        stage.order("start")
        return stage
    }

    private let holdA = #"{"command":"hold","inject":"a","reason":"not yet"}"#
    private let holdAll = #"{"command":"hold","reason":"not yet"}"#

    @Test func `an inject that is held stays while its time passes, and the clock goes on`() {
        var stage = started()
        stage.say(holdA)
        stage.pass(30)
        #expect(stage.sent == [])
        #expect(stage.states("a", "b", "m") == ["held (not yet)", "scheduled", "manual"])
        #expect(stage.states("a", team: "red") == ["held (not yet)"])
        #expect(stage.time == 30)
    }

    @Test func `of one team alone it is held, and the other gets it`() {
        var stage = started()
        stage.say(#"{"command":"hold","inject":"a","team":"red","reason":"not yet"}"#)
        stage.pass(10)
        #expect(stage.sent == ["blue/a #1 try 1"])
        #expect(stage.states("a", team: "red") == ["held (not yet)"])
    }

    @Test func `everything that is not released is held, by one command`() {
        var stage = started()
        stage.pass(10)
        stage.say(holdAll)
        stage.pass(60)
        #expect(stage.sent == ["blue/a #1 try 1", "red/a #1 try 1"])
        #expect(stage.states("a", "b", "m") == ["released", "held (not yet)", "held (not yet)"])
    }

    @Test func `let go before its time it is back on its schedule, and what was manual is manual`() {
        var stage = started()
        stage.say(holdAll)
        for inject in ["a", "m"] { stage.say(#"{"command":"release","inject":"\#(inject)"}"#) }
        #expect(stage.states("a", "b", "m") == ["scheduled", "held (not yet)", "manual"])
        stage.pass(10)
        #expect(stage.sent == ["blue/a #1 try 1", "red/a #1 try 1"])
    }

    @Test(arguments: [LatePolicy.hold, .skip, .fire])
    func `one inject that is let go after its time goes out at once, however late`(late: LatePolicy) {
        var stage = started(late: late)
        stage.say(holdA)
        stage.pass(3_000)
        stage.settleAll()
        stage.say(#"{"command":"release","inject":"a","team":"red"}"#)
        #expect(stage.sent.last == "red/a #2 try 1")
        #expect(stage.states("a") == ["held (not yet)"])
    }

    @Test(
        arguments: [(.hold, "held (late)"), (.skip, "skipped (late)"), (.fire, "released")] as [(LatePolicy, String)])
    func `of everything that is let go, what is too late goes by its policy`(late: LatePolicy, state: String) {
        var stage = started(late: late)
        stage.say(holdAll)
        stage.pass(50)
        stage.pass(25)
        #expect(stage.say(#"{"command":"release"}"#) == "accepted")
        #expect(stage.states("a", "b", "m") == [state, "released", "manual"])
        #expect(stage.delivery("a")?.late == true)
        #expect(stage.delivery("b")?.late == true)
    }

    @Test func `what would be held again by its lateness stays held, and nothing is said of it`() {
        var stage = started()
        stage.stall(100)
        stage.take(.wake)
        stage.clear()
        #expect(stage.say(#"{"command":"release"}"#) == "accepted")
        #expect(stage.facts("inject") == [])
        #expect(stage.states("a") == ["held (late)"])
    }

    @Test func `what is left out never goes out, unless a hand delivers it`() {
        var stage = started()
        stage.say(#"{"command":"skip","inject":"a","reason":"they know"}"#)
        stage.pass(20)
        #expect(stage.states("a") == ["skipped (they know)"])
        #expect(stage.sent == [])
        stage.say(#"{"command":"deliver","inject":"a","teams":["blue"]}"#)
        #expect(stage.sent == ["blue/a #1 try 1"])
    }

    @Test func `everything is left out, what is held and what is queued included`() {
        var stage = started()
        stage.say(#"{"command":"hold","inject":"b","reason":"not yet"}"#)
        stage.loseLink()
        stage.pass(10)
        #expect(stage.states("a") == ["queued (broker away)"])
        stage.say(#"{"command":"skip","reason":"enough"}"#)
        stage.take(.attending)
        #expect(stage.states("a", "b", "m") == Array(repeating: "skipped (enough)", count: 3))
        #expect(stage.sent == [])
        #expect(stage.say(#"{"command":"skip","reason":"enough"}"#) == "conflict")
    }

    @Test func `of everything that is let go, what came due first goes first`() {
        let injects = [PlanBuilder.inject("z", at: 20), PlanBuilder.inject("a", at: 10)]
        var stage = ExerciseStage(PlanBuilder.plan(injects))
        stage.order("start")
        stage.say(holdAll)
        stage.pass(30)
        stage.say(#"{"command":"release"}"#)
        stage.settleAll()
        #expect(stage.sent == ["blue/a #1 try 1", "blue/z #2 try 1"])
    }

    @Test func `before the start it is held, and goes out when it is let go later`() {
        var stage = stage()
        stage.say(holdA)
        stage.order("start")
        stage.pass(20)
        #expect(stage.sent == [])
        stage.say(#"{"command":"release","inject":"a"}"#)
        #expect(stage.sent == ["blue/a #1 try 1", "red/a #1 try 1"])
    }

    @Test func `let go before the start, what a seek has jumped over waits for the start and is not lost`() {
        var stage = stage()
        stage.say(holdA)
        stage.say(#"{"command":"seek","to":30}"#)
        stage.say(#"{"command":"release","inject":"a"}"#)
        #expect(stage.states("a") == ["queued (the clock stands)"])
        stage.order("start")
        #expect(stage.sent == ["blue/a #1 try 1", "red/a #1 try 1"])
    }

    @Test func `in a pause a single release goes out, and one that lies ahead waits for its time`() {
        var stage = started()
        stage.say(holdAll)
        stage.pass(20)
        stage.order("pause")
        stage.say(#"{"command":"release","inject":"a","team":"blue"}"#)
        stage.say(#"{"command":"release","inject":"b"}"#)
        stage.pass(500)
        #expect(stage.sent == ["blue/a #1 try 1"])
        #expect(stage.states("b") == ["scheduled"])
        stage.settleAll()
        stage.order("resume")
        stage.pass(40)
        #expect(stage.sent == ["blue/a #1 try 1", "blue/b #2 try 1", "red/b #1 try 1"])
    }

    @Test func `while the broker is away what is let go waits for it`() {
        var stage = started()
        stage.say(holdA)
        stage.pass(20)
        stage.loseLink()
        stage.say(#"{"command":"release","inject":"a"}"#)
        #expect(stage.states("a") == ["queued (broker away)"])
        stage.take(.attending)
        #expect(stage.sent == ["blue/a #1 try 1", "red/a #1 try 1"])
    }

    @Test func `what is released already is a conflict that says how it stands`() {
        var stage = started()
        stage.pass(10)
        #expect(
            stage.command(holdA) == .refused(.conflict, message: "'a' for 'blue' is released: it cannot be held"))
        #expect(
            stage.command(#"{"command":"skip","inject":"a","reason":"no"}"#)
                == .refused(.conflict, message: "'a' for 'blue' is released: it cannot be left out"))
        #expect(
            stage.command(#"{"command":"release","inject":"b"}"#)
                == .refused(.conflict, message: "'b' for 'blue' is scheduled, not held"))
        #expect(
            stage.command(#"{"command":"release","inject":"m"}"#)
                == .refused(.conflict, message: "'m' for 'blue' is manual, not held: deliver it"))
    }

    @Test(
        arguments: [
            (#"{"command":"hold","inject":"a"}"#, "invalid_command"),
            (#"{"command":"hold","inject":"a","reason":"  "}"#, "invalid_command"),
            (#"{"command":"skip","inject":"a"}"#, "invalid_command"),
            (#"{"command":"hold","team":"blue","reason":"x"}"#, "invalid_command"),
            (#"{"command":"hold","inject":"z","reason":"x"}"#, "unknown_inject"),
            (#"{"command":"release","inject":"a","team":"green"}"#, "unknown_team"),
        ])
    func `what it does not say rightly is refused`(json: String, code: String) {
        var stage = started()
        #expect(stage.say(json) == code)
    }

    @Test(arguments: ["stop", "reset"]) func `after the end there is nothing to change`(end: String) {
        var stage = started()
        stage.order("stop")
        for json in [holdA, #"{"command":"release"}"#, #"{"command":"skip","reason":"x"}"#] {
            #expect(stage.say(json) == "invalid_transition")
        }
        if end == "reset" {
            stage.order("reset")
            #expect(stage.say(holdA) == "accepted")
        }
    }

    @Test func `a restart finds what is held, and why`() {
        var stage = started()
        stage.say(holdA)
        stage.pass(20)
        stage.restart(row: stage.rows.last)
        stage.take(.attending)
        stage.order("resume")
        stage.pass(1)
        #expect(stage.states("a") == ["held (not yet)"])
        #expect(stage.sent == [])
    }
}
