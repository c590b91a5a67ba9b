import ExerciseModel
import ScenarioRules
import Testing

@Suite struct SagaCourseTests {
    @Test func `steps go one after the other, each when the one before is done`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a"), .send("b"), .send("c"))
        #expect(stage.look() == ["1 started", "1 0.do sent 1"])
        stage.answer(saga, 0, from: "a")
        #expect(stage.look() == ["1 0.do completed", "1 1.do sent 1"])
        stage.answer(saga, 1, from: "b")
        stage.answer(saga, 2, from: "c")
        #expect(stage.look() == ["1 1.do completed", "1 2.do sent 1", "1 2.do completed", "1 completed"])
    }

    @Test func `what is done is undone in reverse order, one at a time, and the step that failed is not`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a"), .send("b"), .send("c"))
        stage.answer(saga, 0, from: "a")
        stage.answer(saga, 1, from: "b")
        _ = stage.look()
        stage.answer(saga, 2, .failed, from: "c")
        #expect(stage.look() == ["1 2.do failed (answered)", "1 compensating", "1 1.undo sent 1"])
        stage.answer(saga, 1, from: "b")
        #expect(stage.look() == ["1 1.undo completed", "1 0.undo sent 1"])
        stage.answer(saga, 0, from: "a")
        #expect(stage.look() == ["1 0.undo completed", "1 compensated"])
        let states = stage.book.saga(saga).map { saga in (0..<3).map { saga.state(of: $0) } }
        #expect(states == [.compensated, .compensated, .failed])
    }

    @Test func `with nothing to undo it has failed`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a"), .send("b"))
        stage.answer(saga, 0, .failed, from: "a")
        #expect(stage.look() == ["1 started", "1 0.do sent 1", "1 0.do failed (answered)", "1 failed"])
        #expect(stage.book.saga(saga)?.reason == "step 0: no")
    }

    @Test func `what nothing undoes is named at the end`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a"), .send("b", undo: false), .send("c"))
        stage.answer(saga, 0, from: "a")
        stage.answer(saga, 1, from: "b")
        stage.answer(saga, 2, .failed, from: "c")
        stage.answer(saga, 0, from: "a")
        #expect(stage.look().last == "1 compensated but [1]")
        #expect(stage.book.saga(saga)?.state(of: 1) == .notUndone)
    }

    @Test func `with nothing that can be undone it has failed, and says what stays`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a", undo: false), .send("b"))
        stage.answer(saga, 0, from: "a")
        stage.answer(saga, 1, .failed, from: "b")
        #expect(stage.look().suffix(2) == ["1 1.do failed (answered)", "1 failed but [0]"])
    }

    @Test func `the children of a stage go together, and all are awaited`() {
        var stage = SagaStage()
        let saga = stage.start([Stage([.send("a"), .send("b")]), Stage([.send("c")])])
        #expect(stage.look() == ["1 started", "1 0.do sent 1", "1 1.do sent 1"])
        stage.answer(saga, 1, from: "b")
        #expect(stage.look() == ["1 1.do completed"])
        stage.answer(saga, 0, from: "a")
        #expect(stage.look() == ["1 0.do completed", "1 2.do sent 1"])
    }

    @Test func `a child that failed lets the others settle, then all are undone in reverse order of their start`() {
        var stage = SagaStage()
        stage.around.connected = ["b", "c"]
        let saga = stage.start([Stage([.send("a"), .send("b"), .send("c")])])
        stage.around.connected.insert("a")
        stage.settle()
        #expect(
            stage.look() == [
                "1 started", "1 0.do waits until 30", "1 1.do sent 1", "1 2.do sent 1", "1 0.do sent 1",
            ])
        stage.answer(saga, 2, .failed, from: "c")
        stage.answer(saga, 1, from: "b")
        #expect(stage.look() == ["1 2.do failed (answered)", "1 1.do completed"])
        stage.answer(saga, 0, from: "a")
        #expect(stage.look() == ["1 0.do completed", "1 compensating", "1 0.undo sent 1"])
        stage.answer(saga, 0, from: "a")
        #expect(stage.look() == ["1 0.undo completed", "1 1.undo sent 1"])
    }

    @Test func `once a child has failed the others are neither begun nor tried again`() {
        var stage = SagaStage()
        stage.around.connected = ["b", "c"]
        let saga = stage.start([Stage([.send("a"), .send("b", retries: 3), .send("c")])])
        stage.answer(saga, 1, .failedForNow, from: "b")
        _ = stage.look()
        stage.answer(saga, 2, .failed, from: "c")
        stage.around.connected.insert("a")
        stage.settle()
        #expect(stage.look() == ["1 2.do failed (answered)", "1 1.do failed (answered)", "1 failed"])
        #expect(stage.book.saga(saga)?.state(of: 0) == .pending)
    }

    @Test func `parameters hold what the event, earlier answers and variables say`() {
        var stage = SagaStage()
        stage.around.variables = ["v": json("true")]
        let second = Action(
            .send("b", command: "x", params: .of(#"["${event.payload.n}","${steps.0.output.k}","${vars.v}"]"#)))
        let saga = stage.start([Stage([.send("a")]), Stage([second])], payload: #"{"n":7}"#)
        stage.answer(saga, 0, .completed(output: json(#"{"k":[1]}"#)), from: "a")
        #expect(stage.look().last == "1 1.do sent 1[7,[1],true]")
    }

    @Test func `a further attempt says the same as the first, whatever the variables are by then`() {
        var stage = SagaStage()
        stage.around.variables = ["v": json("1")]
        stage.start(Action(.send("a", command: "x", params: .of(#""${vars.v}""#)), retries: 1))
        stage.around.variables = ["v": json("2")]
        for _ in 0..<2 { stage.passToDeadline() }
        #expect(stage.look().suffix(2) == ["1 0.do failed (timed_out), again", "1 0.do sent 21"])
    }

    @Test func `a reference that the event does not hold stops the saga before anything is sent`() {
        var stage = SagaStage()
        let second = Action(.send("b", command: "x", params: .of(#""${event.payload.n}""#)))
        let saga = stage.start([Stage([.send("a")]), Stage([second])], payload: #"{"m":1}"#)
        #expect(stage.look() == ["1 started", "1 1.do failed (unresolved)", "1 failed"])
        #expect(stage.book.saga(saga)?.reason == "step 1: ${event.payload.n} has no value")
    }

    @Test func `a reference to an answer that does not hold it fails its step and undoes the others`() {
        var stage = SagaStage()
        let second = Action(.send("b", command: "x", params: .of(#""${steps.0.output.k}""#)))
        let saga = stage.start(.send("a"), second)
        stage.answer(saga, 0, .completed(output: json("{}")), from: "a")
        #expect(stage.look().suffix(3) == ["1 1.do failed (unresolved)", "1 compensating", "1 0.undo sent 1"])
    }

    @Test func `a variable that was set is set back with what it was before`() {
        var stage = SagaStage()
        let saga = stage.start(Action(.set("v", .of("2"))), .send("a"))
        #expect(stage.look() == ["1 started", "1 0.do sent 12"])
        stage.record(.saga(saga, .stepCompleted(StepName(0, .do), output: json(#"{"before":1}"#))))
        stage.settle()
        stage.answer(saga, 0 + 1, .failed, from: "a")
        #expect(stage.look().last == #"1 0.undo sent 1{"before":1}"#)
    }

    @Test(arguments: [
        (Action(.deliver(InjectID(trusted: "i"), teams: [])), #"{"inject":"i"}"#),
        (
            Action(.deliver(InjectID(trusted: "i"), teams: [TeamID(trusted: "t")])),
            #"{"inject":"i","teams":["t"]}"#
        ),
        (Action(.control(.of(#"{"command":"pause"}"#))), #"{"command":"pause"}"#),
        (Action(.publish(topic: "news", .of("[1]"), retain: true)), "[1]"),
        (Action.approve, #""Shall we?""#),
    ])
    func `what nobody outside answers is sent with what it needs`(action: Action, params: String) {
        var stage = SagaStage()
        stage.start(action)
        #expect(stage.look() == ["1 started", "1 0.do sent 1\(params)"])
    }

    @Test func `a question waits for its answer, which later steps may name`() {
        var stage = SagaStage()
        let second = Action(.send("b", command: "x", params: .of(#""${steps.0.output.by}""#)))
        let saga = stage.start(.approve, second)
        _ = stage.look()
        guard case .success(let facts) = stage.book.decideApproval(saga, step: 0, agreed: true, by: "Jo", reason: nil)
        else { Issue.record("the question is open"); return }
        for fact in facts { stage.record(.saga(saga, fact)) }
        stage.settle()
        #expect(stage.look() == [#"1 0.do completed{"by":"Jo"}"#, #"1 1.do sent 1"Jo""#])
        let again = stage.book.decideApproval(saga, step: 0, agreed: false, by: nil, reason: nil)
        #expect(throws: Refusal.self) { try again.get() }
    }

    @Test func `a no, or silence, fails the step; an agreement is nothing to undo`() {
        for isAnswered in [true, false] {
            var stage = SagaStage()
            let saga = stage.start(.approve, .send("a"), .approve)
            for step in [0, 2] {
                if step == 2 { stage.answer(saga, 1, from: "a") }
                guard step == 0 || isAnswered else { continue }
                let facts = stage.book.decideApproval(saga, step: step, agreed: step == 0, by: nil, reason: "so")
                for fact in (try? facts.get()) ?? [] { stage.record(.saga(saga, fact)) }
                stage.settle()
            }
            _ = stage.look()
            stage.pass(isAnswered ? 0 : 60)
            stage.answer(saga, 1, from: "a")
            #expect(stage.look().last == "1 compensated")
        }
    }

    @Test func `a saga without simulations, or without actions, needs nobody`() {
        var stage = SagaStage()
        stage.start()
        #expect(stage.look() == ["1 started", "1 completed"])
    }

    @Test func `a new run knows the old sagas only as over`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a"))
        for (id, fact) in stage.book.decideAbandonAll(reason: "reset") { stage.record(.saga(id, fact)) }
        stage.record(.exerciseReset)
        let decision = stage.answer(saga, 0, from: "a")
        #expect(
            decision == .refused(Refusal(.conflict, "\(saga) is over: the answer comes late and changes nothing")))
        #expect(stage.book.saga(saga) == nil)
    }
}
