import ExerciseModel
import ScenarioRules
import Testing

@Suite struct SagaOrderTests {
    /// A saga of two steps that is blocked at the undo of its first.
    private func blocked() -> (SagaStage, SagaID) {
        var stage = SagaStage()
        let saga = stage.start(.send("a"), .send("b"))
        stage.answer(saga, 0, from: "a")
        stage.answer(saga, 1, .failed, from: "b")
        stage.answer(saga, 0, .failed, from: "a")
        _ = stage.look()
        return (stage, saga)
    }

    @Test func `a blocked undo is tried again under the same name`() {
        var (stage, saga) = blocked()
        stage.order(.retry(reason: "r"), saga)
        stage.answer(saga, 0, from: "a", command: "saga_1.0.undo")
        #expect(stage.look() == ["1 0.undo retried", "1 0.undo sent 2", "1 0.undo completed", "1 compensated"])
    }

    @Test func `a blocked undo that is skipped stays named`() {
        var (stage, saga) = blocked()
        stage.order(.skip(reason: "by hand"), saga)
        #expect(stage.look() == ["1 0.undo skipped", "1 failed but [0]"])
        #expect(stage.book.saga(saga)?.state(of: 0) == .notUndone)
    }

    @Test func `a blocked saga that is abandoned lets go, and names what it leaves`() {
        var (stage, saga) = blocked()
        stage.start(.send("b"))
        stage.order(.abandon(reason: "late"), saga)
        #expect(
            stage.look().map { String($0.drop { $0 != " " }.dropFirst()) }
                == ["started, waits", "abandoned but [0]", "granted", "0.do sent 1"])
    }

    @Test func `a cancelled saga begins nothing, hears what is under way, and is undone`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a"), .send("b"))
        stage.order(.cancel(reason: "c"), saga)
        stage.answer(saga, 0, from: "a")
        stage.answer(saga, 0, from: "a")
        #expect(
            stage.look().dropFirst(2) == [
                "1 cancelling", "1 0.do completed", "1 compensating", "1 0.undo sent 1", "1 0.undo completed",
                "1 cancelled",
            ])
        #expect(stage.book.saga(saga)?.reason == "c")
    }

    @Test func `a cancelled saga tries nothing again`() {
        var stage = SagaStage()
        let saga = stage.start([Stage([.send("a", retries: 3), .send("b", retries: 3), .send("c", retries: 3)])])
        stage.answer(saga, 0, .failedForNow, from: "a")
        stage.pass(0)
        stage.order(.cancel(reason: "c"), saga)
        stage.pass(30)
        #expect(
            stage.look().dropFirst(4) == [
                "1 0.do failed (answered), again", "1 cancelling", "1 0.do failed (answered)", "1 1.do unknown",
                "1 2.do unknown", "1 compensating", "1 2.undo sent 1",
            ])
    }

    @Test func `a cancelled saga asks nobody any longer`() {
        var stage = SagaStage()
        let saga = stage.start(.approve)
        stage.order(.cancel(reason: "c"), saga)
        #expect(stage.look().dropFirst(2) == ["1 cancelling", "1 0.do failed (expired)", "1 cancelled"])
    }

    @Test func `a saga that waits is cancelled at once`() {
        var stage = SagaStage()
        stage.start(.send("a"))
        let saga = stage.start(.send("a"))
        stage.order(.cancel(reason: "c"), saga)
        #expect(stage.look().last == "3 cancelled")
        #expect(stage.book.waitingCount == 0)
    }

    @Test func `a step that waits is tried at once or passed over`() {
        for isRetry in [true, false] {
            var stage = SagaStage()
            let saga = stage.start(.send("a", retries: 1), .send("b"))
            stage.passToDeadline()
            _ = stage.look()
            stage.order(isRetry ? .retry(reason: "r") : .skip(reason: "s"), saga)
            #expect(
                stage.look() == (isRetry ? ["1 0.do retried", "1 0.do sent 2"] : ["1 0.do skipped", "1 1.do sent 1"]))
            #expect(stage.book == stage.replayed)
        }
    }

    @Test func `a step that was passed over after it was sent is undone, since it may have been done`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a", retries: 1), .send("b"))
        stage.passToDeadline()
        stage.order(.skip(reason: "s"), saga)
        stage.answer(saga, 1, .failed, from: "b")
        #expect(stage.look().last == "1 0.undo sent 1")
    }

    @Test func `orders that fit no state are refused with a reason`() {
        var (stage, saga) = blocked()
        #expect(stage.order(.cancel(reason: ""), saga) == .invalidTransition)
        let fresh = stage.start(.send("c"))
        #expect(stage.order(.retry(reason: ""), fresh) == .invalidTransition)
        #expect(stage.order(.skip(reason: ""), fresh) == .invalidTransition)
        stage.order(.cancel(reason: ""), fresh)
        #expect(stage.order(.cancel(reason: ""), fresh) == .invalidTransition)
        #expect(stage.order(.abandon(reason: ""), fresh) == nil)
        #expect(stage.order(.abandon(reason: ""), fresh) == .invalidTransition)
        #expect(stage.order(.abandon(reason: ""), SagaID(999)) == .unknownSaga)
        stage.noDuff(true)
        #expect(stage.order(.retry(reason: ""), saga) == .conflict)
    }

    @Test func `stop cancels all that is not being undone, the waiting ones at once`() {
        var (stage, _) = blocked()
        stage.start(.send("c"))
        stage.start(.send("c"))
        _ = stage.look()
        for (id, fact) in stage.book.decideStop(reason: "stop") { stage.record(.saga(id, fact)) }
        #expect(stage.look().count { $0.hasSuffix("cancelling") || $0.hasSuffix("cancelled") } == 2)
        #expect(stage.book.decideStop(reason: "stop").isEmpty)
        #expect(stage.book.blockedCount == 1 && stage.book.activeCount == 2 && stage.book.waitingCount == 0)
    }

    @Test func `reset ends all of them as they stand`() {
        var (stage, _) = blocked()
        stage.start(.send("c"))
        stage.start(.send("c"))
        let facts = stage.book.decideAbandonAll(reason: "reset")
        for (id, fact) in facts { stage.record(.saga(id, fact)) }
        #expect(facts.count == 3 && facts.map(\.0) == facts.map(\.0).sorted())
        #expect(stage.book.unfinished(limit: 9) == [])
        #expect(stage.book.next(stage.around) == nil)
    }
}
