import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct FollowerTests {
    /// Running, with `a` at 10 s and `f`, which follows it.
    private func started(
        _ milestone: Milestone = .delivered, delay: Double = 0, _ change: (inout ExercisePlan) -> Void = { _ in }
    ) -> ExerciseStage {
        let injects = [
            PlanBuilder.inject("a", at: 10), PlanBuilder.following("f", "a", milestone, delay: delay),
        ]
        var stage = ExerciseStage(PlanBuilder.plan(injects, change))
        stage.order("start")
        return stage
    }

    @Test func `as soon as the other is in its lane, when that is what it waits for`() {
        var stage = started(.published)
        stage.pass(10)
        #expect(stage.states("a", "f") == ["released", "released"])
        #expect(stage.facts("inject.planned") == ["10.0 inject.planned blue/f"])
    }

    @Test func `when the broker has the other`() {
        var stage = started(.delivered)
        stage.pass(10)
        #expect(stage.states("f") == ["waiting"])
        stage.settle()
        stage.pass(0.1)
        #expect(stage.sent == ["blue/a #1 try 1", "blue/f #2 try 1"])
    }

    @Test(
        arguments: [
            (.received, "received"), (.seen, "seen"), (.acknowledged, "acknowledged"), (.responded, "responded"),
        ]
            as [(Milestone, String)])
    func `when the team says so, or says more`(milestone: Milestone, status: String) {
        var stage = started(milestone)
        stage.pass(10)
        stage.settle()
        stage.pass(1)
        #expect(stage.states("f") == ["waiting"])
        var further = stage
        stage.receive("a", status)
        #expect(stage.sent.last == "blue/f #2 try 1")
        further.receive("a", "responded")
        #expect(further.sent.last == "blue/f #2 try 1")
    }

    @Test func `less than what it waits for is not enough`() {
        var stage = started(.acknowledged)
        stage.pass(10)
        stage.settle()
        stage.receive("a", "seen")
        stage.pass(60)
        #expect(stage.states("f") == ["waiting"])
        let row = WaitingList(stage.state, now: stage.clock.now).rows.first { $0.id == "f" }
        #expect(row?.reason == "after a is acknowledged; it is seen")
    }

    @Test func `so much later in exercise time, whatever the rate and the pauses`() {
        var stage = started(delay: 20)
        stage.pass(10)
        stage.settle()
        #expect(stage.states("f") == ["scheduled"])
        stage.pass(5)
        stage.order("pause")
        stage.pass(1_000)
        stage.say(#"{"command":"speed","rate":10}"#)
        stage.order("resume")
        stage.pass(1.4)
        #expect(stage.states("f") == ["scheduled"])
        stage.pass(0.1)
        #expect(stage.states("f") == ["released"])
        #expect(stage.delivery("f")?.exerciseTime == ExerciseInstant(seconds: 30))
    }

    @Test func `what comes in a pause counts from where the clock stands`() {
        var stage = started(.seen, delay: 5)
        stage.pass(10)
        stage.settle()
        stage.pass(10)
        stage.order("pause")
        stage.pass(100)
        stage.receive("a", "seen")
        #expect(stage.facts("inject.planned") == ["20.0 inject.planned blue/f"])
        stage.order("resume")
        stage.pass(5)
        #expect(stage.sent.last == "blue/f #2 try 1")
    }

    @Test func `one that is held gets its time, and goes when it is let go`() {
        var stage = started()
        stage.say(#"{"command":"hold","inject":"f","reason":"x"}"#)
        stage.pass(10)
        stage.settle()
        stage.pass(10)
        #expect(stage.states("f") == ["held (x)"])
        stage.say(#"{"command":"release","inject":"f"}"#)
        #expect(stage.sent.last == "blue/f #2 try 1")
    }

    @Test func `held and let go before the other has come, it waits again`() {
        var stage = started()
        stage.say(#"{"command":"hold","inject":"f","reason":"x"}"#)
        stage.say(#"{"command":"release","inject":"f"}"#)
        #expect(stage.states("f") == ["waiting"])
        stage.pass(10)
        stage.settle()
        stage.pass(1)
        #expect(stage.sent.last == "blue/f #2 try 1")
    }

    @Test func `moved by hand it goes at that time, and not again for the other`() {
        var stage = started()
        stage.say(#"{"command":"move","inject":"f","to":5}"#)
        stage.pass(10)
        stage.settleAll()
        stage.pass(60)
        #expect(stage.sent == ["blue/f #1 try 1", "blue/a #2 try 1"])
    }

    @Test func `where the other is left out or fails, it waits and says for what`() {
        for end in [#"{"command":"skip","inject":"a","reason":"x"}"#, nil] {
            var stage = started()
            if let end { stage.say(end) }
            stage.pass(10)
            stage.settle(.refused(code: 0x87, reason: "no"))
            stage.pass(60)
            let row = WaitingList(stage.state, now: stage.clock.now).rows.first { $0.id == "f" }
            #expect(row?.reason == "after a is delivered; it is \(end == nil ? "failed" : "skipped")")
            #expect(row?.buttons.count == 2)
            #expect(stage.say(#"{"command":"deliver","inject":"f"}"#) == "accepted")
        }
    }

    @Test func `a chain of those that wait for the lane goes out at one instant`() {
        let injects = [
            PlanBuilder.following("h", "g", .published), PlanBuilder.following("g", "a", .published),
            PlanBuilder.inject("a", at: 10),
        ]
        var stage = ExerciseStage(PlanBuilder.plan(injects))
        stage.order("start")
        stage.pass(10)
        stage.settleAll()
        #expect(stage.sent == ["blue/a #1 try 1", "blue/g #2 try 1", "blue/h #3 try 1"])
        #expect(stage.facts("inject.released").allSatisfy { $0.hasPrefix("10.0") })
    }

    @Test func `what the broker's return lets go brings its followers along at once`() {
        var stage = started(.published)
        stage.loseLink()
        stage.pass(15)
        stage.take(.attending)
        stage.settleAll()
        #expect(stage.sent == ["blue/a #1 try 1", "blue/f #2 try 1"])
    }

    @Test func `a restart after the other has come keeps the time, and one before it keeps the wait`() {
        var stage = started(delay: 20)
        stage.pass(5)
        stage.restart(row: stage.rows.last)
        stage.take(.attending)
        stage.order("resume")
        stage.pass(5)
        stage.settle()
        stage.pass(5)
        stage.restart(row: stage.rows.last)
        stage.take(.attending)
        stage.order("resume")
        stage.pass(15)
        #expect(stage.delivery("f")?.exerciseTime == ExerciseInstant(seconds: 30))
    }

    @Test func `a reset makes it wait again`() {
        var stage = started()
        stage.pass(10)
        stage.settleAll()
        stage.pass(1)
        stage.order("reset")
        #expect(stage.states("a", "f") == ["scheduled", "waiting"])
    }

    @Test func `ENDEX leaves out what still waits, and what would follow after it`() {
        var stage = started(delay: 50) { $0.duration = ExerciseInstant(seconds: 30) }
        stage.pass(10)
        stage.settle()
        stage.pass(20)
        #expect(stage.states("f") == ["skipped (endex)"])
    }
}
