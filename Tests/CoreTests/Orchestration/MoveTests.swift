import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct MoveTests {
    /// Running, with `a`, `b` and `c` at 10, 20 and 40 s, for an hour.
    private func started() -> ExerciseStage {
        var stage = ExerciseStage(at: 10, 20, 40)
        stage.order("start")
        return stage
    }

    private func move(_ inject: String, _ to: String, _ more: String = "") -> String {
        #"{"command":"move","inject":"\#(inject)","to":\#(to)\#(more)}"#
    }

    /// When each inject was released, and the second that its team was told.
    private func releases(_ stage: ExerciseStage) -> [String] {
        stage.events.compactMap {
            guard case .injectReleased(let target, let release) = $0.fact else { return nil }
            return "\(target.inject) at \($0.exerciseTime.seconds), planned for \(release.exerciseTime.seconds)"
        }
    }

    @Test func `an inject goes out at its new time, later or sooner, and says so`() {
        var stage = started()
        stage.say(move("a", "30"))
        stage.say(move("c", "5.5"))
        stage.pass(60)
        #expect(
            releases(stage) == [
                "c at 5, planned for 5", "b at 20, planned for 20", "a at 30, planned for 30",
            ])
    }

    @Test func `into the past means due now, and on time`() {
        var stage = started()
        stage.pass(5)
        stage.say(move("c", "1"))
        #expect(releases(stage) == ["c at 5, planned for 5"])
        #expect(stage.delivery("c")?.late == false)
    }

    @Test func `in a pause what is moved into the past goes out when the clock does`() {
        var stage = started()
        stage.pass(5)
        stage.order("pause")
        stage.say(move("c", "1"))
        stage.pass(100)
        #expect(stage.states("c") == ["scheduled"])
        stage.order("resume")
        #expect(releases(stage) == ["c at 5, planned for 5"])
    }

    @Test func `before the start the past is what a seek has left behind`() {
        var stage = ExerciseStage(at: 10, 20, 40)
        stage.say(#"{"command":"seek","to":15,"skipped":"skip"}"#)
        stage.say(move("c", "3"))
        stage.order("start")
        #expect(releases(stage) == ["c at 15, planned for 15"])
    }

    @Test func `one that is held stays held, and has its new time when it is let go`() {
        var stage = started()
        stage.say(#"{"command":"hold","inject":"a","reason":"not yet"}"#)
        stage.pass(15)
        stage.say(move("a", "30"))
        #expect(stage.states("a") == ["held (not yet)"])
        stage.say(#"{"command":"release","inject":"a"}"#)
        stage.pass(15)
        #expect(releases(stage) == ["b at 20, planned for 20", "a at 30, planned for 30"])
    }

    @Test func `one that was manual, or waited for another, has a time from then on`() {
        let plan = PlanBuilder.plan([
            PlanBuilder.inject("a", at: 10), PlanBuilder.manual("m"), PlanBuilder.following("f", "a", delay: 3),
        ])
        var stage = ExerciseStage(plan)
        stage.order("start")
        stage.say(move("m", "5"))
        stage.say(move("f", "7"))
        for _ in 0..<30 {
            stage.pass(1)
            stage.settleAll()
        }
        #expect(
            releases(stage) == ["m at 5, planned for 5", "f at 7, planned for 7", "a at 10, planned for 10"])
    }

    @Test func `one that waits for the broker leaves the queue for its new time`() {
        var stage = started()
        stage.loseLink()
        stage.pass(15)
        #expect(stage.states("a") == ["queued (broker away)"])
        stage.say(move("a", "30"))
        #expect(stage.states("a") == ["scheduled"])
        stage.take(.attending)
        stage.pass(15)
        #expect(releases(stage) == ["b at 20, planned for 20", "a at 30, planned for 30"])
    }

    @Test func `with a ripple all later ones go along, and no earlier one`() {
        var stage = started()
        stage.say(move("b", "50", #","ripple":true"#))
        stage.pass(100)
        #expect(
            releases(stage) == [
                "a at 10, planned for 10", "b at 50, planned for 50", "c at 70, planned for 70",
            ])
    }

    @Test func `a ripple into the past keeps the gaps between them`() {
        var stage = started()
        stage.pass(15)
        stage.say(move("b", "2", #","ripple":true"#))
        stage.settleAll()
        stage.pass(100)
        #expect(
            releases(stage) == [
                "a at 10, planned for 10", "b at 15, planned for 15", "c at 35, planned for 35",
            ])
    }

    @Test func `beyond ENDEX nothing is moved, by its own name or by a ripple`() {
        var stage = started()
        stage.clear()
        let late = "'a' would be due at T+1:00:01, and the exercise ends at T+1:00:00"
        #expect(stage.command(move("a", "3601")) == .refused(.invalidCommand, message: late))
        let pushed = "'c' would be due at T+1:00:10, and the exercise ends at T+1:00:00"
        #expect(
            stage.command(move("a", "3580", #","ripple":true"#)) == .refused(.conflict, message: pushed))
        #expect(stage.facts("inject") == [])
        #expect(stage.say(move("a", "3600")) == "accepted")
    }

    @Test func `what is released is a conflict, and of two teams one that is not is enough`() {
        var stage = ExerciseStage(at: 10, 20, teams: ["blue", "red"])
        stage.order("start")
        stage.say(#"{"command":"deliver","inject":"a","teams":["blue"]}"#)
        #expect(stage.say(move("a", "30")) == "accepted")
        stage.pass(30)
        #expect(stage.say(move("a", "50")) == "conflict")
        #expect(stage.say(move("z", "50")) == "unknown_inject")
        #expect(stage.say(#"{"command":"move","inject":"a"}"#) == "invalid_command")
    }

    @Test func `a restart keeps the new time, and a reset forgets it`() {
        var stage = started()
        stage.say(move("a", "30"))
        stage.pass(5)
        stage.restart(row: stage.rows.last)
        stage.take(.attending)
        stage.order("resume")
        stage.pass(25)
        #expect(releases(stage) == ["b at 20, planned for 20", "a at 30, planned for 30"])
        stage.order("reset")
        stage.order("start")
        stage.pass(10)
        #expect(releases(stage).last == "a at 10, planned for 10")
    }
}
