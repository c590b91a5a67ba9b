import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct ResetTests {
    @Test func `a reset begins a new run, and what was not delivered is never sent again`() throws {
        var stage = ExerciseStage(at: 1, 2, 30)
        stage.order("start")
        stage.pass(2)
        stage.settle()
        stage.clear()
        stage.order("reset")
        #expect(
            stage.facts == [
                "2.0 command.accepted reset", "2.0 inject.skipped blue/b reset", "2.0 inject.skipped blue/c reset",
                "0.0 exercise.reset ",
            ])
        #expect(stage.events.map(\.run) == [1, 1, 1, 2])
        #expect(stage.effects.contains(.order(.withdraw(ExerciseID(trusted: "harbour")))))
        #expect(stage.effects.last { $0 == .readFiles } != nil)
        #expect([stage.state.run, Int64(stage.time)] == [2, 0])
        #expect(stage.states("a", "b", "c") == ["scheduled", "scheduled", "scheduled"])
    }

    @Test func `numbers and positions go on, and messages carry the new run`() throws {
        var stage = ExerciseStage(at: 1)
        stage.order("start")
        stage.pass(1)
        stage.settle()
        stage.order("reset")
        let head = stage.state.position
        stage.clear()
        stage.order("start")
        stage.pass(1)
        #expect(stage.sent == ["blue/a #2 try 1"])
        #expect(try JSONObject(try #require(stage.deliveries.first).payload[...])["run"]?.integer == 2)
        #expect(stage.events.first?.position == head + 1)
    }

    @Test func `late answers of the old run are ignored`() {
        var stage = ExerciseStage(at: 1)
        stage.order("start")
        stage.pass(1)
        let old = stage.flights
        stage.order("reset")
        stage.clear()
        for token in old { stage.take(.settled(token, .unanswered, at: stage.clock.now)) }
        #expect(stage.facts == [])
        #expect(stage.say(#"{"command":"retry","failure":"blue.1"}"#) == "unknown_failure")
    }

    @Test func `files that changed are named at once and taken at the next reset`() {
        var stage = ExerciseStage(at: 1)
        let next = PlanBuilder.plan([PlanBuilder.inject("z", at: 5)], teams: ["red"], duration: 60)
        let read = Input.filesRead(PlanBuilder.loaded(next, text: "second"), changed: ["exercises/harbour.yaml"])
        stage.order("start")
        stage.take(read)
        stage.take(read)
        #expect(stage.facts("files") == ["0.0 files.changed "])
        #expect(stage.state.changedFiles == ["exercises/harbour.yaml"])
        stage.order("reset")
        stage.take(read)
        #expect(stage.state.changedFiles == [])
        stage.order("start")
        stage.pass(5)
        #expect(stage.sent == ["red/z #1 try 1"])
    }

    @Test func `files that are again as they were are no longer named`() {
        var stage = ExerciseStage(at: 1)
        let plan = stage.state.plan
        stage.order("start")
        stage.take(.filesRead(PlanBuilder.loaded(plan, text: "second"), changed: ["x.yaml"]))
        stage.take(.filesRead(PlanBuilder.loaded(plan), changed: []))
        #expect(stage.state.changedFiles == [])
    }

    @Test func `a run that never started takes new files at once, and stands at STARTEX`() {
        var stage = ExerciseStage(at: 10, 20)
        stage.say(#"{"command":"seek","to":15,"skipped":"skip"}"#)
        let next = PlanBuilder.plan([PlanBuilder.inject("z", at: 5)])
        stage.take(.filesRead(PlanBuilder.loaded(next, text: "second"), changed: ["x.yaml"]))
        #expect(stage.time == 0)
        stage.order("start")
        stage.pass(5)
        #expect(stage.sent == ["blue/z #1 try 1"])
    }

    /// The lanes are known by the team's place in the plan.
    @Test func `a smaller plan that is taken while the broker is away sends to its own teams only`() {
        var stage = ExerciseStage(at: 1, teams: ["blue", "red", "green"])
        stage.order("start")
        stage.loseLink()
        stage.order("reset")
        let next = PlanBuilder.plan([PlanBuilder.inject("a", at: 1)], teams: ["green"])
        stage.take(.filesRead(PlanBuilder.loaded(next, text: "second"), changed: ["x.yaml"]))
        stage.order("start")
        stage.pass(1)
        stage.take(.attending)
        #expect(stage.sent == ["green/a #1 try 1"])
    }

    @Test func `other settings are taken by a run that never started, though the files are the same`() {
        var stage = ExerciseStage(at: 1)
        var loaded = PlanBuilder.loaded(stage.state.plan)
        loaded.defaults.retries = 9
        stage.take(.filesRead(loaded, changed: []))
        #expect(stage.state.loaded?.defaults.retries == 9)
        stage.clear()
        stage.take(.filesRead(loaded, changed: []))
        #expect(stage.facts == [])
    }
}
