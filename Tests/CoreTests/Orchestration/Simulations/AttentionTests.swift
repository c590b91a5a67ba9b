import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import ScenarioRules
import Testing

@Suite struct AttentionTests {
    private func stage(_ actions: Action...) -> ExerciseStage {
        var stage = ExerciseStage(Rules.rule("fire") { $0.then = actions.map { Stage([$0]) } })
        stage.register("crane", on: 1)
        return stage
    }

    private var failures: String { "/exercise/harbour/monitoring/failure" }

    private func records(_ stage: ExerciseStage) -> [String] {
        stage.published(failures).map { text in
            let object = try? JSONObject(Array(text.utf8)[...])
            return "\(object?["id"]?.string ?? "") \(object?["status"]?.string ?? "")"
                + " \(object?["retry_count"]?.integer ?? -1)"
        }
    }

    @Test(arguments: ["approve", "reject"]) func `a controller's answer lets the saga go on, or undoes it`(word: String)
    {
        var stage = stage(Rules.set("n", "1"), Rules.approve("Evacuate?"), Rules.send("crane", "stop"))
        stage.report("fire", on: 1)
        let approval = "\(stage.newestSaga).1"
        #expect(stage.waiting("approval") == [#"waiting: Evacuate? ["approve", "reject"]"#])
        #expect(stage.say(#"{"command":"\#(word)","approval":"\#(approval)","reason":"x"}"#) == "accepted")
        #expect(stage.waiting("approval") == [])
        #expect(stage.sagas == [word == "approve" ? "on-fire in_progress" : "on-fire compensated"])
        #expect(stage.say(#"{"command":"approve","approval":"\#(approval)"}"#) == "unknown_approval")
    }

    @Test func `as long as there are sagas, all are looked at every 30 s`() {
        var stage = stage(Rules.approve("Evacuate?", within: 3_600))
        let idle = stage.exercise.nextLook
        stage.report("fire", on: 1)
        let looks = (1...3).map { _ in
            stage.pass(30)
            return stage.exercise.nextLook.microseconds - stage.clock.now.wall.microseconds
        }
        stage.say(#"{"command":"reject","approval":"\#(stage.newestSaga).0","reason":"x"}"#)
        #expect([idle, stage.exercise.nextLook] == [.never, .never])
        #expect(looks == [30_000_000, 30_000_000, 30_000_000])
    }

    @Test func `a question that nobody answers expires`() {
        var stage = stage(Rules.approve("Evacuate?", within: 5))
        stage.report("fire", on: 1)
        stage.pass(4)
        #expect(stage.sagas == ["on-fire in_progress"])
        stage.pass(2)
        #expect(stage.sagas == ["on-fire failed"])
        #expect(stage.waiting("approval") == [])
    }

    @Test func `a question has its whole limit again after a restart, and the list says so`() {
        var stage = stage(Rules.approve("Evacuate?", within: 30))
        stage.report("fire", on: 1)
        stage.stall(100)
        stage.restart(row: nil)
        let bytes = WaitingList(stage.state, now: stage.clock.now).encode(limit: 50)
        let rows = (try? JSONObject(bytes[...]))?["waiting"]?.array?.compactMap(\.object) ?? []
        let until = rows.first { $0["kind"]?.string == "approval" }?["until"]?.string
        #expect(until == CalendarText.text(UTCInstant(milliseconds: stage.clock.now.utc.milliseconds + 30_000)))
    }

    @Test func `nobody is asked any more once the saga is abandoned`() {
        var stage = stage(Rules.approve("Evacuate?"))
        stage.report("fire", on: 1)
        stage.say(#"{"command":"saga_abandon","saga":"\#(stage.newestSaga)","reason":"x"}"#)
        #expect(stage.waiting("approval") == [])
        #expect(stage.state.approvals.isEmpty)
    }

    @Test func `a question stays open when the files are taken anew`() {
        let rule = Rules.rule("fire", Rules.approve("Evacuate?")) { $0.when.phases = [.initialized] }
        var stage = ExerciseStage(rule, running: false)
        stage.register("crane", on: 1)
        stage.report("fire", on: 1)
        stage.take(.filesRead(PlanBuilder.loaded(stage.state.plan, text: "second"), changed: []))
        #expect(stage.say(#"{"command":"approve","approval":"\#(stage.newestSaga).0"}"#) == "accepted")
        #expect(stage.sagas == ["on-fire completed"])
    }

    @Test func `NO DUFF takes no approval, but a refusal`() {
        var stage = stage(Rules.approve("Evacuate?"))
        stage.report("fire", on: 1)
        stage.say(#"{"command":"noduff","message":"a fire"}"#)
        let approval = "\(stage.newestSaga).0"
        #expect(stage.say(#"{"command":"approve","approval":"\#(approval)"}"#) == "conflict")
        #expect(stage.say(#"{"command":"reject","approval":"\#(approval)","reason":"x"}"#) == "accepted")
    }

    @Test func `an undo that fails leaves a blocked saga with three buttons`() {
        var stage = stage(Rules.send("crane", "stop", undo: "go"), Rules.send("port", "close"))
        stage.register("port", on: 2)
        stage.report("fire", on: 1)
        stage.answer("completed", 0, on: 1)
        stage.answer("failed", 1, on: 2)
        stage.answer("failed", 0, "undo", on: 1, rest: #","reason":"jammed""#)
        #expect(stage.sagas == ["on-fire blocked"])
        #expect(
            stage.waiting("saga") == [
                "blocked: on-fire: step 0 could not be undone: jammed "
                    + #"["saga_retry", "saga_skip", "saga_abandon"]"#
            ])
        #expect(stage.say(#"{"command":"saga_retry","saga":"\#(stage.newestSaga)"}"#) == "accepted")
        #expect(stage.told(1).last == "go \(stage.newestSaga).0.undo try 2")
        stage.answer("completed", 0, "undo", on: 1)
        #expect(stage.sagas == ["on-fire compensated"])
    }

    @Test func `a command that cannot reach its simulation is a failure until it is answered`() {
        var stage = stage(Rules.send("port", "close"))
        stage.report("fire", on: 1)
        let name = "\(stage.newestSaga).0.do"
        #expect(records(stage) == ["\(name) pending_retry 0"])
        stage.register("port", on: 2)
        #expect(stage.told(2) == ["registered", "close \(name) try 1"])
        stage.answer("completed", 0, on: 2)
        #expect(records(stage) == ["\(name) pending_retry 0", "\(name) delivered 0"])
    }

    @Test func `a command that nobody answers is tried again, and then unknown`() {
        var stage = stage(Rules.send("crane", "stop"))
        stage.report("fire", on: 1)
        let name = "\(stage.newestSaga).0.do"
        stage.pass(60)
        #expect(stage.told(1) == ["registered", "stop \(name) try 1", "stop \(name) try 2"])
        #expect(records(stage) == ["\(name) pending_retry 0", "\(name) failed 1"])
        #expect(stage.sagas == ["on-fire failed"])
    }

    @Test func `a controller retries a command by the name of its failure, and by no other`() {
        var stage = stage(Rules.send("crane", "stop"), Rules.send("port", "close"))
        stage.report("fire", on: 1)
        stage.answer("completed", 0, on: 1)
        let saga = stage.newestSaga
        #expect(stage.say(#"{"command":"retry","failure":"\#(saga).0.do"}"#) == "unknown_failure")
        #expect(stage.say(#"{"command":"retry","failure":"saga_9999.0.do"}"#) == "unknown_failure")
        #expect(stage.say(#"{"command":"retry","failure":"\#(saga).1.do"}"#) == "accepted")
        stage.register("port", on: 2)
        #expect(stage.say(#"{"command":"retry","failure":"\#(saga).1.do"}"#) == "invalid_transition")
    }

    @Test func `what failed while the broker was away is told when it is back`() {
        var stage = stage(Rules.send("port", "close"))
        stage.loseLink()
        stage.report("fire", on: 1)
        #expect(records(stage) == [])
        stage.take(.attending)
        #expect(records(stage) == ["\(stage.newestSaga).0.do pending_retry 0"])
    }

    @Test func `whose answer a saga waits for is told after a while, though nothing else happens`() {
        var stage = stage(Rules.send("crane", "stop"))
        stage.report("fire", on: 1)
        stage.pass(4)
        let list = stage.published("/exercise/harbour/monitoring/waiting").last ?? ""
        #expect(list.contains("on-fire: step 0: crane has not answered"))
    }

    @Test func `an undo whose simulation has left waits for it, and says so at once`() {
        var stage = stage(Rules.send("crane", "stop", undo: "go"), Rules.send("port", "close"))
        stage.register("port", on: 2)
        stage.report("fire", on: 1)
        stage.answer("completed", 0, on: 1)
        stage.close(1)
        stage.answer("failed", 1, on: 2)
        #expect(
            stage.waiting("saga") == [
                #"waiting: on-fire: the undo of step 0 waits for crane, which is not there ["saga_skip", "saga_abandon"]"#
            ])
    }

    @Test func `the figures tell of sagas, questions and simulations`() {
        var stage = stage(Rules.approve("Evacuate?"), Rules.send("crane", "stop"))
        for _ in 0..<2 { stage.report("fire", on: 1) }
        stage.pass(1)
        let text = stage.published("/exercise/harbour/monitoring").last ?? ""
        let object = try? JSONObject(Array(text.utf8)[...])
        let figures = [
            object?["sagas_active"], object?["sagas_waiting"], object?["sagas_blocked"],
            object?["approvals_waiting"], object?["simulations_connected"],
        ].map { $0?.integer }
        #expect(figures == [1, 1, 0, 1, 1])
    }

    @Test func `a restart in the middle of a saga comes to the same end`() {
        var stage = stage(Rules.send("crane", "stop", undo: "go"), Rules.send("crane", "lock"))
        stage.report("fire", on: 1)
        stage.answer("completed", 0, on: 1)
        stage.restart(row: nil)
        stage.clear()
        stage.register("crane", on: 1)
        #expect(stage.told(1) == ["registered", "lock \(stage.newestSaga).1.do try 1"])
        stage.answer("failed", 1, on: 1)
        stage.answer("completed", 0, "undo", on: 1)
        #expect(stage.sagas == ["on-fire compensated"])
        #expect(stage.replayed == stage.state)
    }
}
