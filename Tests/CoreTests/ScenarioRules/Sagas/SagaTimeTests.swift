import ExerciseModel
import ScenarioRules
import Testing

@Suite struct SagaTimeTests {
    @Test func `silence is tried again so many times; then nobody knows whether it was done, and it is undone`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a", retries: 2))
        for _ in 0..<5 { stage.passToDeadline() }
        stage.answer(saga, 0, from: "a", command: "saga_1.0.undo")
        #expect(
            stage.look() == [
                "1 started", "1 0.do sent 1", "1 0.do failed (timed_out), again", "1 0.do sent 2",
                "1 0.do failed (timed_out), again", "1 0.do sent 3", "1 0.do unknown", "1 compensating",
                "1 0.undo sent 1", "1 0.undo completed", "1 compensated",
            ])
    }

    @Test func `the undo has its own attempts`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a", retries: 1), .send("b"))
        stage.passToDeadline()
        stage.passToDeadline()
        stage.answer(saga, 0, from: "a")
        stage.answer(saga, 1, .failed, from: "b")
        _ = stage.look()
        for _ in 0..<3 { stage.passToDeadline() }
        #expect(
            stage.look() == [
                "1 0.undo failed (timed_out), again", "1 0.undo sent 2", "1 0.undo failed (timed_out)",
                "1 blocked at 0.undo",
            ])
        #expect(stage.book.nextDeadline(isNoDuff: false) == .never)
    }

    @Test func `pauses grow double with jitter over their upper half, capped, the same on replay`() {
        var (pauses, stage) = ([Double](), SagaStage())
        stage.start(.send("a", retries: 8))
        for _ in 0..<8 {
            stage.passToDeadline()
            pauses.append(Double(stage.book.nextDeadline(isNoDuff: false).microseconds) / 1e6 - stage.now)
            stage.passToDeadline()
        }
        for (pause, full) in zip(pauses, [1, 2, 4, 8, 16, 30, 30, 30.0]) {
            #expect(pause >= full / 2 && pause < full)
        }
        #expect(Set(pauses).count == 8)
        #expect(stage.book == stage.replayed)
    }

    @Test func `an absent simulation is waited for, and gets its command when it is there`() {
        var stage = SagaStage()
        stage.around.connected = []
        stage.start(.send("a"))
        stage.pass(29)
        stage.around.connected = ["a"]
        stage.settle()
        #expect(stage.look() == ["1 started", "1 0.do waits until 30", "1 0.do sent 1"])
        #expect(stage.book.nextDeadline(isNoDuff: false).microseconds == 59_000_000)
    }

    @Test func `one that never comes fails the step, which is nothing to undo`() {
        var stage = SagaStage()
        stage.around.connected = []
        let saga = stage.start(.send("a", retries: 3))
        stage.pass(30)
        #expect(stage.look().suffix(2) == ["1 0.do failed (not_connected)", "1 failed"])
        #expect(stage.book.saga(saga)?.reason == "step 0: a was not connected in time")
    }

    @Test func `one that is gone for the further attempts leaves the step unknown`() {
        var stage = SagaStage()
        stage.start(.send("a", retries: 2))
        stage.around.connected = []
        for _ in 0..<5 { stage.passToDeadline() }
        #expect(
            stage.look().dropFirst(2) == [
                "1 0.do failed (timed_out), again", "1 0.do waits until 60", "1 0.do failed (not_connected), again",
                "1 0.do waits until 92", "1 0.do unknown", "1 compensating", "1 0.undo waits until 122",
            ])
    }

    @Test func `one that is not there for its undo blocks the saga`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a"), .send("b"))
        stage.answer(saga, 0, from: "a")
        stage.around.connected = ["b"]
        stage.answer(saga, 1, .failed, from: "b")
        _ = stage.look()
        stage.pass(30)
        #expect(stage.look() == ["1 0.undo failed (not_connected)", "1 blocked at 0.undo"])
        let row = stage.book.unfinished(limit: 9).first
        #expect(row?.reason == "step 0 could not be undone: a was not connected in time")
        #expect(row?.step?.name == StepName(0, .undo) && row?.step?.state == .blocked)
    }

    @Test func `a pause stops what is not begun, and nothing else`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a", retries: 1), .send("b"))
        stage.pause()
        stage.passToDeadline()
        stage.passToDeadline()
        stage.answer(saga, 0, from: "a")
        stage.pass(1_000)
        #expect(
            stage.look().dropFirst(2) == [
                "1 0.do failed (timed_out), again", "1 0.do sent 2", "1 0.do completed",
            ])
        stage.resume()
        #expect(stage.look() == ["1 1.do sent 1"])
    }

    @Test func `a pause does not stop an undo`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a"), .send("b"))
        stage.answer(saga, 0, from: "a")
        stage.pause()
        stage.answer(saga, 1, .failed, from: "b")
        #expect(stage.look().last == "1 0.undo sent 1")
    }

    @Test func `a wait for a simulation does not run in a pause`() {
        var stage = SagaStage()
        stage.around.connected = []
        stage.start(.send("a"))
        stage.pass(20)
        stage.pause()
        stage.pass(100)
        stage.resume()
        #expect(stage.look() == ["1 started", "1 0.do waits until 30", "1 0.do waits until 130"])
        stage.pass(10)
        #expect(stage.look().last == "1 failed")
    }

    @Test func `under NO DUFF nothing is sent and nothing runs out`() {
        var stage = SagaStage()
        let saga = stage.start(.send("a"), .send("b"))
        stage.answer(saga, 0, from: "a")
        stage.start(.send("c"))
        stage.around.connected = ["a", "b"]
        _ = stage.look()
        stage.noDuff(true)
        stage.pass(1_000)
        stage.answer(saga, 1, .failed, from: "b")
        #expect(stage.look() == ["1 1.do failed (answered)", "1 compensating"])
        #expect(stage.book.nextDeadline(isNoDuff: true) == .never)
        stage.noDuff(false)
        #expect(stage.look() == ["1 0.undo sent 1", "5 0.do has until 1030"])
    }

    @Test func `under NO DUFF a wait for a simulation stops, and has its whole limit afterwards`() {
        var stage = SagaStage()
        stage.around.connected = []
        stage.start(.send("a"))
        stage.pass(20)
        stage.noDuff(true)
        stage.pass(100)
        stage.noDuff(false)
        #expect(stage.look().last == "1 0.do waits until 150")
    }

    @Test func `after a restart each open step has its whole limit again`() {
        var stage = SagaStage()
        let tried = stage.start(.send("b", retries: 1))
        stage.pass(30)
        stage.around.connected = ["a"]
        let (sent, waiting) = (stage.start(.send("a")), stage.start(.send("c")))
        stage.now = 5
        stage.record(
            .exerciseOpened(instance: InstanceID(trusted: "i"), version: "1", bootID: "b", wall: stage.around.now))
        let seconds = [tried, sent, waiting].map { id in
            (stage.book.saga(id)?.run(StepName(0, .do)).until.microseconds ?? 0) / 1_000_000
        }
        #expect(seconds == [5, 35, 35])
    }

    @Test func `sagas go on after ENDEX, and before STARTEX where a rule makes them`() {
        for status in [ClockStatus.initialized, .completed, .stopped] {
            var stage = SagaStage()
            stage.around.status = status
            stage.start(.send("a"))
            #expect(stage.look() == ["1 started", "1 0.do sent 1"])
        }
    }

    @Test func `what a simulation was sent and has not answered is known, in the order of dispatch`() {
        var stage = SagaStage()
        let twice = [Stage([.send("b"), .send("c")])]
        let saga = stage.start(twice)
        stage.start(.send("b"))
        let owed = stage.book.owed(to: "b")
        #expect(owed.map(\.step) == [StepName(0, .do)] && owed.map(\.saga) == [saga])
        #expect(owed.map(\.until.microseconds) == [30_000_000] && owed.map(\.command) == ["do"])
        #expect(stage.book.owed(to: "a") == [])
        stage.answer(saga, 0, from: "b")
        #expect(stage.book.owed(to: "b") == [])
    }
}
