import ExerciseModel
import ScenarioRules
import Testing

@Suite struct SagaAnswerTests {
    /// A saga of two steps with the first done.
    private func begun(_ actions: [Action] = [.send("a"), .send("b")]) -> (SagaStage, SagaID) {
        var stage = SagaStage()
        let saga = stage.start(actions.map { Stage([$0]) })
        stage.answer(saga, 0, from: "a")
        _ = stage.look()
        return (stage, saga)
    }

    @Test func `the same answer again changes nothing and is not recorded`() {
        var (stage, saga) = begun()
        #expect(stage.answer(saga, 0, from: "a") == .repeated(saga))
        #expect(stage.look() == [])
    }

    @Test func `another answer than the first is recorded once, and the first stands`() {
        var (stage, saga) = begun()
        stage.answer(saga, 0, .failed, from: "a")
        #expect(stage.answer(saga, 0, .failed, from: "a") == .repeated(saga))
        #expect(stage.look() == ["1 0.do ignored (contradiction)"])
        #expect(stage.book.saga(saga)?.state(of: 0) == .completed)
    }

    @Test func `an answer to what was never sent is recorded and told`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a"), .send("b"))
        let ignored = IgnoredAnswer(.neverAsked, from: "b", completed: true)
        #expect(
            stage.answer(saga, 1, from: "b")
                == .ignored(
                    saga, .answerIgnored(StepName(1, .do), ignored),
                    Refusal(.conflict, "step 1 of saga_1 was never sent for do")))
        stage.answer(saga, 0, from: "a")
        #expect(stage.look().last == "1 1.do sent 1")
    }

    @Test func `an answer to a saga that still waits was never asked for`() {
        var stage = SagaStage()
        stage.start(.send("a"))
        let saga = stage.start(.send("a"))
        stage.answer(saga, 0, from: "a")
        #expect(stage.look().suffix(2) == ["3 started, waits", "3 0.do ignored (never_asked)"])
    }

    @Test func `another simulation cannot answer`() {
        var (stage, saga) = begun()
        stage.answer(saga, 1, from: "a")
        stage.answer(saga, 1, from: "c")
        #expect(stage.look() == Array(repeating: "1 1.do ignored (other_simulation)", count: 2))
    }

    @Test(arguments: [
        ("saga_9", 0, nil, RefusalCode.unknownSaga), ("saga_1234567890123456789012", 0, nil, .unknownSaga),
        ("gibberish", 0, nil, .unknownSaga), ("saga_1", 2, nil, .invalidCommand), ("saga_1", -1, nil, .invalidCommand),
        ("saga_1", 1, "saga_1.0.do", .invalidCommand), ("saga_1", 1, "x", .invalidCommand),
    ])
    func `what names no step is refused`(saga: String, step: Int, command: String?, code: RefusalCode) {
        let (stage, _) = begun()
        let answer = StepAnswer(saga: saga, step: step, commandID: command, .completed(output: nil))
        guard case .refused(let refusal) = stage.book.decideAnswer(answer, from: "b", stage.around) else {
            Issue.record("the answer was not refused")
            return
        }
        #expect(refusal.code == code)
    }

    @Test func `an answer while the next attempt is awaited still counts`() {
        var (stage, saga) = begun([.send("a"), .send("b", retries: 1)])
        stage.pass(30)
        stage.answer(saga, 1, from: "b")
        #expect(stage.look() == ["1 1.do failed (timed_out), again", "1 1.do completed", "1 completed"])
    }

    @Test func `a late answer changes nothing, and the step is undone all the same`() {
        var (stage, saga) = begun()
        stage.pass(30)
        stage.answer(saga, 1, from: "b", command: "saga_1.1.do")
        stage.answer(saga, 1, from: "b", command: "saga_1.1.undo")
        stage.answer(saga, 0, from: "a", command: "saga_1.0.undo")
        stage.answer(saga, 1, from: "b", command: "saga_1.1.do")
        #expect(
            stage.look() == [
                "1 1.do unknown", "1 compensating", "1 1.undo sent 1", "1 1.do ignored (late)", "1 1.undo completed",
                "1 0.undo sent 1", "1 0.undo completed", "1 compensated",
            ])
    }

    @Test func `without a command id the first answer after an undo is the late one to the unanswered do`() {
        var (stage, saga) = begun()
        stage.pass(30)
        _ = stage.look()
        stage.answer(saga, 1, .failed, from: "b")
        stage.answer(saga, 1, from: "b")
        #expect(stage.look() == ["1 1.do ignored (late)", "1 1.undo completed", "1 0.undo sent 1"])
    }

    @Test func `without a command id a do that was answered leaves all further answers to its undo`() {
        var (stage, saga) = begun()
        stage.answer(saga, 1, .failed, from: "b")
        _ = stage.look()
        stage.answer(saga, 0, from: "a")
        #expect(stage.look() == ["1 0.undo completed", "1 compensated"])
    }

    @Test func `an undo by another simulation is told by who answers`() {
        var step = Action.send("b")
        step.undo = Action.send("c").undo
        var (stage, saga) = begun([.send("a"), step])
        stage.pass(30)
        stage.answer(saga, 1, from: "c")
        #expect(stage.look().suffix(2) == ["1 1.undo completed", "1 0.undo sent 1"])
        stage.answer(saga, 1, from: "b")
        #expect(stage.look() == ["1 1.do ignored (late)"])
    }

    @Test func `an undo that blocked for want of an answer goes on when the answer comes`() {
        var (stage, saga) = begun()
        stage.answer(saga, 1, .failed, from: "b")
        stage.pass(30)
        stage.answer(saga, 0, .failed, from: "a")
        #expect(stage.book.saga(saga)?.state == .blocked)
        stage.answer(saga, 0, from: "a")
        #expect(
            stage.look().suffix(5) == [
                "1 0.undo failed (timed_out)", "1 blocked at 0.undo", "1 0.undo ignored (late)", "1 0.undo completed",
                "1 compensated",
            ])
    }

    @Test func `an undo that was answered with a failure stays failed`() {
        var (stage, saga) = begun()
        stage.answer(saga, 1, .failed, from: "b")
        stage.answer(saga, 0, .failed, from: "a")
        stage.answer(saga, 0, from: "a")
        #expect(stage.look().suffix(2) == ["1 blocked at 0.undo", "1 0.undo ignored (contradiction)"])
    }

    @Test func `whoever is at it has longer, and says so often without filling the log`() {
        var (stage, saga) = begun()
        stage.pass(2)
        stage.answer(saga, 1, .progress, from: "b")
        stage.pass(18)
        stage.answer(saga, 1, .progress, from: "b")
        stage.pass(29)
        #expect(stage.look() == ["1 1.do has until 50"])
        stage.pass(1)
        #expect(stage.look().first == "1 1.do unknown")
    }

    @Test func `progress takes back the next attempt`() {
        var (stage, saga) = begun([.send("a"), .send("b", retries: 1)])
        stage.pass(30)
        stage.answer(saga, 1, .progress, from: "b")
        stage.pass(20)
        stage.answer(saga, 1, from: "b")
        #expect(
            stage.look() == [
                "1 1.do failed (timed_out), again", "1 1.do has until 60", "1 1.do completed", "1 completed",
            ])
    }

    @Test func `a failure for now is tried again, and said twice counts once`() {
        var (stage, saga) = begun([.send("a"), .send("b", retries: 1)])
        stage.answer(saga, 1, .failedForNow, from: "b")
        #expect(stage.answer(saga, 1, .failedForNow, from: "b") == .repeated(saga))
        stage.pass(1)
        stage.answer(saga, 1, .failedForNow, from: "b")
        #expect(
            stage.look() == [
                "1 1.do failed (answered), again", "1 1.do sent 2", "1 1.do failed (answered)", "1 compensating",
                "1 0.undo sent 1",
            ])
    }

    @Test func `an answer to a saga that ended is late where none was given, else repeated or a contradiction`() {
        var (stage, saga) = begun()
        stage.order(.abandon(reason: "so"), saga)
        _ = stage.look()
        stage.answer(saga, 1, from: "b")
        stage.answer(saga, 0, .failed, from: "a")
        #expect(stage.answer(saga, 0, from: "a") == .repeated(saga))
        #expect(stage.look() == ["1 1.do ignored (late)", "1 0.do ignored (contradiction)"])
    }

    @Test func `of those that ended the newest ten thousand are known, and older ones answer that it is late`() {
        var stage = SagaStage()
        let first = stage.start(.send("a"))
        stage.answer(first, 0, from: "a")
        let second = stage.start(.send("a"))
        stage.answer(second, 0, from: "a")
        for _ in 1..<Limits.endedSagas { stage.start() }
        _ = stage.look()
        #expect(stage.answer(second, 0, from: "a") == .repeated(second))
        let late = Refusal(.conflict, "\(first) is over: the answer comes late and changes nothing")
        #expect(stage.answer(first, 0, from: "a") == .refused(late))
        #expect(stage.look() == [])
        #expect(stage.book == stage.replayed)
    }
}
