import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

/// What players should do about an inject, and by when.
@Suite struct ActionTests {
    /// Running, with `a` at 10 s for blue and red: to be called in within 20 s, written down within 60 s, and judged.
    private func started(_ change: (inout ExercisePlan) -> Void = { _ in }) -> ExerciseStage {
        var inject = PlanBuilder.inject("a", at: 10)
        inject.details = InjectDetails(expectedActions: [
            ExpectedAction(text: "call", deadline: 20_000_000), ExpectedAction(text: "write", deadline: 60_000_000),
            ExpectedAction(text: "judge"),
        ])
        var stage = ExerciseStage(PlanBuilder.plan([inject], teams: ["blue", "red"], change))
        stage.order("start")
        return stage
    }

    private func rows(_ stage: ExerciseStage) -> [String] {
        WaitingList(stage.state, now: stage.clock.now).rows.filter { $0.kind == "expected_action" }
            .map { "\($0.team?.text ?? "") \($0.id) \($0.state): \($0.reason)" }
    }

    @Test func `a deadline that passes unseen is told at its instant, for each team`() {
        var stage = started()
        stage.pass(100)
        #expect(
            stage.facts("action") == [
                "30.0 action.overdue blue/a", "30.0 action.overdue red/a", "70.0 action.overdue blue/a",
                "70.0 action.overdue red/a",
            ])
        #expect(rows(stage).prefix(2) == ["blue a/1 overdue: call", "red a/1 overdue: call"])
    }

    @Test func `what was seen is awaited no more, of one team or of all`() {
        var stage = started()
        stage.pass(15)
        #expect(
            stage.say(#"{"command":"tick","inject":"a","team":"red","rating":"P","text":"well done"}"#) == "accepted")
        #expect(stage.say(#"{"command":"tick","inject":"a","action":2}"#) == "accepted")
        stage.pass(100)
        #expect(stage.facts("action.overdue") == ["30.0 action.overdue blue/a"])
        stage.say(#"{"command":"tick","inject":"a","action":1}"#)
        #expect(rows(stage) == [])
    }

    @Test func `what was seen before the inject went out is not awaited`() {
        var stage = started()
        stage.say(#"{"command":"tick","inject":"a","team":"blue"}"#)
        stage.pass(40)
        #expect(stage.facts("action.overdue") == ["30.0 action.overdue red/a"])
    }

    @Test func `deadlines are exercise time: a pause stops them, a rate carries them`() {
        var stage = started()
        stage.pass(10)
        stage.order("pause")
        stage.pass(500)
        stage.say(#"{"command":"speed","rate":10}"#)
        stage.order("resume")
        stage.pass(1.9)
        #expect(stage.facts("action.overdue") == [])
        stage.pass(0.1)
        #expect(stage.facts("action.overdue").count == 2)
    }

    @Test func `a restart keeps what is awaited, what is overdue and what was seen`() {
        var stage = started()
        stage.say(#"{"command":"tick","inject":"a","action":2}"#)
        stage.pass(32)
        stage.restart(row: stage.rows.last)
        #expect(rows(stage).count == 2)
        stage.take(.attending)
        stage.order("resume")
        stage.pass(100)
        #expect(stage.facts("action.overdue").count == 2)
    }

    @Test func `the end of the schedule ends the deadlines, and a reset forgets them`() {
        var stage = started { $0.duration = ExerciseInstant(seconds: 40) }
        stage.pass(100)
        #expect(stage.facts("action.overdue").count == 2)
        #expect(rows(stage).count == 2)
        stage.order("reset")
        #expect(rows(stage) == [])
    }

    @Test(
        arguments: [
            (#"{"command":"tick","inject":"a","action":4}"#, "invalid_command"),
            (#"{"command":"tick","inject":"a","action":0}"#, "invalid_command"),
            (#"{"command":"tick","inject":"a","rating":"X"}"#, "invalid_command"),
            (#"{"command":"tick","inject":"z"}"#, "unknown_inject"),
            (#"{"command":"tick","inject":"a","team":"green"}"#, "unknown_team"),
        ])
    func `what cannot have been seen is refused`(json: String, code: String) {
        var stage = started()
        #expect(stage.say(json) == code)
    }
}
