import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import ScenarioRules
import Testing

@Suite struct PauseTests {
    private let rule = Rules.rule("fire", Rules.send("crane", "stop", undo: "go"), Rules.send("port", "close"))

    private func stage(_ rules: Rule...) -> ExerciseStage {
        var stage = ExerciseStage(rules.first ?? rule, rules.count > 1 ? rules[1] : Rules.rule("other"))
        stage.register("crane", on: 1)
        stage.register("port", on: 2)
        return stage
    }

    @Test func `events of a pause are taken in their order at resume`() {
        var stage = stage()
        stage.order("pause")
        let positions = [stage.report("fire", on: 1, id: "a"), stage.report("fire", on: 2)]
        #expect(stage.told(1) == ["registered", "accepted a queued: the exercise is paused"])
        #expect(stage.waiting("events") == [#"queued: 2 events wait for resume ["resume"]"#])
        #expect(stage.sagas == [])
        stage.order("resume")
        #expect(stage.state.sagas.all.map(\.event) == positions)
        #expect(stage.sagas == ["on-fire in_progress", "on-fire waiting"])
        #expect(stage.waiting("events") == [])
    }

    @Test func `events under NO DUFF wait for resume, and what is sent then comes after it`() {
        var stage = stage()
        stage.say(#"{"command":"noduff","message":"a fire"}"#)
        stage.report("fire", on: 1, id: "a")
        #expect(stage.told(1).last == "accepted a queued: NO DUFF: the exercise stands")
        stage.order("clear_noduff")
        #expect(stage.sagas == [])
        stage.order("resume")
        #expect(stage.sagas == ["on-fire in_progress"])
    }

    @Test(arguments: ["stop", "reset"]) func `events that wait when all ends are said to be passed over`(end: String) {
        var stage = stage()
        stage.order("pause")
        let position = stage.report("fire", on: 1, id: "a")
        stage.order(end)
        let reason = end == "stop" ? "the exercise was stopped" : "the run was reset"
        #expect(stage.log.contains { $0.fact == .simulation(.passedOver(event: position, reason: reason)) })
        #expect(stage.waiting("events") == [])
        #expect(stage.sagas == [])
        guard end == "stop" else { return }
        stage.report("fire", on: 1, id: "a")
        #expect(stage.told(1).last == "accepted a not_run: the exercise was stopped")
    }

    @Test func `events that wait when a resume meets ENDEX are passed over`() {
        var stage = stage()
        stage.order("pause")
        let position = stage.report("fire", on: 1)
        stage.say(#"{"command":"seek","to":3600}"#)
        stage.order("resume")
        #expect(stage.state.clock.status == .completed)
        let fact = SimulationFact.passedOver(event: position, reason: "the exercise is over")
        #expect(stage.log.contains { $0.fact == .simulation(fact) })
    }

    @Test func `a rule whose phase says so looks at once, and not again at resume`() {
        var stage = stage(
            rule,
            Rules.rule("fire", Rules.send("media", "tell")) { rule in
                rule.id = RuleID(trusted: "always")
                rule.when.phases = [.initialized, .running, .paused]
            })
        stage.order("pause")
        stage.report("fire", on: 1)
        #expect(stage.sagas == ["always pending"])
        stage.order("resume")
        #expect(stage.sagas == ["always pending", "on-fire in_progress"])
    }

    @Test func `before the start only a rule whose phase says so looks at an event, and its saga goes on`() {
        var stage = ExerciseStage(
            rule,
            Rules.rule("fire", Rules.send("port", "tell")) { rule in
                rule.id = RuleID(trusted: "always")
                rule.when.phases = [.initialized]
            }, running: false)
        stage.register("port", on: 2)
        stage.report("fire", on: 2, id: "a")
        stage.report("quiet", on: 2, id: "b")
        stage.order("start")
        #expect(
            stage.told(2) == [
                "registered", "accepted a", "tell \(stage.newestSaga).0.do try 1",
                "accepted b not_run: the exercise has not started",
            ])
        #expect(stage.sagas == ["always in_progress"])
    }

    @Test func `a pause begins no step, and what is under way is undone in it`() {
        var stage = stage()
        stage.report("fire", on: 1)
        stage.order("pause")
        stage.answer("completed", 0, on: 1)
        #expect(stage.told(2) == ["registered"])
        stage.say(#"{"command":"saga_cancel","saga":"\#(stage.newestSaga)","reason":"x"}"#)
        #expect(stage.told(1).last == "go \(stage.newestSaga).0.undo try 1")
        stage.answer("completed", 0, "undo", on: 1)
        #expect(stage.sagas == ["on-fire cancelled"])
    }

    @Test func `a saga that stands because of a pause says so, with the way on`() {
        var stage = stage()
        stage.report("fire", on: 1)
        stage.order("pause")
        stage.answer("completed", 0, on: 1)
        #expect(stage.waiting("saga") == [#"pending: on-fire: step 1 waits for resume ["resume", "saga_cancel"]"#])
        stage.say(#"{"command":"noduff","message":"a fire"}"#)
        #expect(stage.waiting("saga") == [#"pending: on-fire: step 1 waits for resume ["saga_cancel"]"#])
        stage.order("clear_noduff")
        stage.order("resume")
        #expect(stage.waiting("saga") == [])
    }

    @Test func `NO DUFF stops undoing too, and lifting it lets that go on`() {
        var stage = stage()
        stage.report("fire", on: 1)
        stage.answer("completed", 0, on: 1)
        stage.say(#"{"command":"noduff","message":"a fire"}"#)
        stage.answer("failed", 1, on: 2)
        stage.pass(100)
        #expect(stage.told(1).last?.hasPrefix("stop") == true)
        stage.order("clear_noduff")
        #expect(stage.told(1).last == "go \(stage.newestSaga).0.undo try 1")
    }

    @Test func `stop undoes what was done`() {
        var stage = stage()
        stage.report("fire", on: 1)
        stage.answer("completed", 0, on: 1)
        stage.order("stop")
        stage.answer("completed", 1, on: 2)
        #expect(stage.told(1).last == "go \(stage.newestSaga).0.undo try 1")
        stage.answer("completed", 0, "undo", on: 1)
        #expect(stage.sagas == ["on-fire cancelled"])
    }

    @Test func `reset asks what is to become of sagas, and abandons them if told so`() {
        var stage = stage()
        stage.report("fire", on: 1)
        let saga = stage.newestSaga
        #expect(stage.say(#"{"command":"reset"}"#) == "conflict")
        #expect(stage.say(#"{"command":"reset","sagas":"abandon"}"#) == "accepted")
        #expect(stage.sagas == [])
        stage.answer("completed", 0, on: 1, saga: saga)
        #expect(stage.told(1).last == "error conflict")
        #expect(stage.log.last.map { FactCodec.type(of: $0.fact).rawValue } == "simulation.refused")
    }

    @Test func `ENDEX lets sagas go on to their end`() {
        var stage = stage()
        stage.report("fire", on: 1)
        stage.say(#"{"command":"seek","to":3600}"#)
        stage.answer("completed", 0, on: 1)
        stage.answer("completed", 1, on: 2)
        #expect(stage.state.clock.status == .completed)
        #expect(stage.sagas == ["on-fire completed"])
    }
}
