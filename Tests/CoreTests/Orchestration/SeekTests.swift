import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct SeekTests {
    /// Started, at 5 s, with injects at 10, 20 and 30 s.
    private func started(_ late: LatePolicy? = nil) -> ExerciseStage {
        var stage = ExerciseStage(
            PlanBuilder.plan([
                PlanBuilder.inject("a", at: 10, late: late), PlanBuilder.inject("b", at: 20),
                PlanBuilder.inject("c", at: 30),
            ]))
        stage.order("start")
        stage.pass(5)
        return stage
    }

    @Test(arguments: [
        ("fire", ["released", "queued", "released"]), ("skip", ["skipped (seek)", "skipped (seek)", "released"]),
        ("hold", ["held (seek)", "held (seek)", "released"]),
    ])
    func `a running exercise that seeks forward does as it is told with what it skips`(
        skipped: String, wanted: [String]
    ) {
        var stage = started()
        stage.say(#"{"command":"seek","to":30,"skipped":"\#(skipped)"}"#)
        #expect(stage.time == 30)
        #expect(stage.states("a", "b", "c") == wanted.map { $0 == "queued" ? "released" : $0 })
        if skipped == "fire" { #expect(stage.state.ledger.teams[0].lane.all.map(\.place) == [0, 1, 2]) }
    }

    @Test func `without a word each inject's late policy decides`() {
        var stage = started(.skip)
        stage.say(#"{"command":"seek","to":25}"#)
        #expect(stage.states("a", "b", "c") == ["skipped (seek)", "held (seek)", "scheduled"])
    }

    @Test func `in a pause what fires waits for the clock, and goes out first and in time when it runs`() {
        var stage = started()
        stage.order("pause")
        stage.say(#"{"command":"seek","to":30,"skipped":"fire"}"#)
        #expect(stage.states("a", "b", "c") == ["queued (the clock stands)", "queued (the clock stands)", "scheduled"])
        stage.pass(500)
        #expect(stage.sent == [])
        stage.clear()
        stage.order("resume")
        #expect(
            stage.facts("inject") == [
                "30.0 inject.released blue/a #1", "30.0 inject.released blue/b #2", "30.0 inject.released blue/c #3",
            ])
        #expect(stage.state.ledger.counts.late == 0)
    }

    @Test func `a seek to ENDEX sends what it fires before the exercise is completed`() {
        var stage = ExerciseStage(at: 10, 60, duration: 60)
        stage.order("start")
        stage.clear()
        #expect(
            stage.command(#"{"command":"seek","to":60,"skipped":"fire","id":"s"}"#)
                == stage.command(#"{"command":"seek","to":60,"skipped":"fire","id":"s"}"#).map(withEffects(stage)))
        #expect(
            stage.facts("inject") + stage.facts("clock.completed") == [
                "0.0 inject.queued blue/a the clock stands", "60.0 inject.released blue/a #1",
                "60.0 inject.released blue/b #2", "60.0 clock.completed ",
            ])
    }

    /// The outcome with the effects of the stage's second to last command, which a repetition does not list.
    private func withEffects(_ stage: ExerciseStage) -> (CommandResult.Outcome) -> CommandResult.Outcome {
        { outcome in
            guard case .accepted(var acceptance) = outcome, acceptance.effects == nil else { return outcome }
            acceptance.effects = stage.events.filter { $0.position > acceptance.position }.map {
                let encoded = FactCodec.encode($0.fact)
                return CommandEffect(type: encoded.type, data: JSONText(trusted: encoded.data[...]))
            }
            return .accepted(acceptance)
        }
    }

    @Test(arguments: ["skip", "hold", "fire"])
    func `what a seek skipped is scheduled again when it lies ahead`(skipped: String) {
        var stage = started()
        stage.order("pause")
        stage.say(#"{"command":"seek","to":25,"skipped":"\#(skipped)"}"#)
        stage.say(#"{"command":"seek","to":15}"#)
        #expect(stage.delivery("a")?.state != .scheduled)
        #expect(stage.states("b", "c") == ["scheduled", "scheduled"])
        stage.order("resume")
        stage.clear()
        stage.pass(5)
        #expect(stage.facts("inject") == ["20.0 inject.released blue/b \(skipped == "fire" ? "#2" : "#1")"])
    }

    @Test func `what was sent is never sent again, however often the clock passes it`() {
        var stage = started()
        stage.pass(6)
        stage.settleAll()
        stage.order("pause")
        stage.say(#"{"command":"seek","to":0}"#)
        stage.order("resume")
        stage.pass(15)
        #expect(stage.sent == ["blue/a #1 try 1"])
    }

    @Test func `held for being late is not undone by a seek`() {
        var stage = started()
        stage.stall(100)
        stage.take(.wake)
        stage.order("pause")
        stage.say(#"{"command":"seek","to":0}"#)
        #expect(stage.states("a") == ["held (late)"])
    }

    @Test func `a running exercise does not seek back, and none beyond ENDEX`() {
        var stage = started()
        #expect(stage.say(#"{"command":"seek","to":4.9}"#) == "invalid_transition")
        #expect(stage.say(#"{"command":"seek","to":3600.1}"#) == "invalid_command")
        stage.order("pause")
        #expect(stage.say(#"{"command":"seek","to":4.9}"#) == "accepted")
    }

    @Test func `a seek before the start moves STARTEX`() {
        var stage = ExerciseStage(at: 10, 20)
        stage.say(#"{"command":"seek","to":15,"skipped":"skip"}"#)
        stage.order("start")
        stage.pass(5)
        #expect(stage.states("a", "b") == ["skipped (seek)", "released"])
        #expect(stage.time == 20)
    }
}
