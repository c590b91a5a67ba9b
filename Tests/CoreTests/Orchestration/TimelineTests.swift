import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct TimelineTests {
    private let harbour = ExerciseID(trusted: "harbour")

    @Test func `injects at 0 go out after running`() {
        var stage = ExerciseStage(at: 0, 0)
        stage.clear()
        stage.order("start")
        #expect(
            stage.facts == [
                "0.0 command.accepted start", "0.0 clock.started ", "0.0 inject.released blue/a #1",
                "0.0 inject.released blue/b #2",
            ])
        let order = stage.effects.compactMap { effect -> String? in
            switch effect {
            case .order(.publish(let message)) where message.topic == Topic.status(harbour): "status"
            case .order(.deliver): "inject"
            default: nil
            }
        }
        #expect(order == ["status", "inject"])
    }

    @Test func `an inject goes out when it is due, to the microsecond`() {
        var stage = ExerciseStage(at: 2.5)
        stage.order("start")
        stage.pass(2.499999)
        #expect(stage.sent == [])
        stage.pass(0.000001)
        #expect(stage.sent == ["blue/a #1 try 1"])
    }

    @Test func `injects of one instant go out in the order of the timeline, and those of a late turn by due time`() {
        var stage = ExerciseStage(at: 5, 1, 5, 1)
        stage.order("start")
        stage.stall(6)
        stage.pass(0)
        #expect(
            stage.facts("inject") == [
                "6.0 inject.released blue/b #1", "6.0 inject.released blue/d #2", "6.0 inject.released blue/a #3",
                "6.0 inject.released blue/c #4",
            ])
    }

    @Test func `at ENDEX what is due goes out, then the exercise is completed, then the rest is left out`() {
        var plan = PlanBuilder.plan([PlanBuilder.inject("a", at: 60), PlanBuilder.manual("m")], duration: 60)
        plan.late = .fire
        var stage = ExerciseStage(plan)
        stage.order("start")
        stage.pass(59)
        stage.clear()
        stage.pass(10)
        #expect(
            stage.facts == [
                "60.0 inject.released blue/a #1", "60.0 clock.completed ", "60.0 inject.skipped blue/m endex",
            ])
        let order = stage.effects.compactMap { effect -> String? in
            switch effect {
            case .order(.publish(let message)) where message.topic == Topic.status(harbour): "status"
            case .order(.deliver): "inject"
            default: nil
            }
        }
        #expect(order == ["inject", "status"])
        #expect(stage.time == 60)
    }

    @Test func `ENDEX ends the schedule, not the deliveries`() {
        var stage = ExerciseStage(at: 59, 60, duration: 60)
        stage.order("start")
        stage.pass(60)
        stage.clear()
        stage.settle(.unanswered)
        stage.pass(5)
        stage.settleAll()
        #expect(
            stage.facts == [
                "60.0 inject.attempt_failed blue/a #1 try 1", "60.0 inject.retried blue/a #1 try 2",
                "60.0 inject.delivered blue/a #1 try 2", "60.0 inject.delivered blue/b #2 try 1",
            ])
    }

    @Test func `a pause freezes the timeline exactly, and nothing bursts after it`() {
        var stage = ExerciseStage(at: 10, 11, 30)
        stage.order("start")
        stage.pass(9.999999)
        stage.order("pause")
        stage.pass(1_000)
        #expect(stage.sent == [])
        stage.order("resume")
        stage.settleAll()
        stage.pass(0.000001)
        stage.settleAll()
        stage.pass(1)
        #expect(stage.sent == ["blue/a #1 try 1", "blue/b #2 try 1"])
        #expect(stage.delivery("a")?.late == false)
    }

    @Test func `retries and hand releases go on in a pause`() {
        var stage = ExerciseStage(PlanBuilder.plan([PlanBuilder.inject("a", at: 1), PlanBuilder.manual("m")]))
        stage.order("start")
        stage.pass(1)
        stage.settle(.unanswered)
        stage.order("pause")
        stage.pass(5)
        stage.settle()
        stage.say(#"{"command":"deliver","inject":"m"}"#)
        #expect(stage.sent == ["blue/a #1 try 1", "blue/a #1 try 2", "blue/m #2 try 1"])
    }

    @Test func `a change of speed counts from now on`() {
        var stage = ExerciseStage(at: 20, 100)
        stage.order("start")
        stage.pass(10)
        stage.say(#"{"command":"speed","rate":10}"#)
        #expect(stage.time == 10)
        stage.clear()
        stage.pass(9)
        #expect(stage.facts("inject") == ["20.0 inject.released blue/a #1", "100.0 inject.released blue/b #2"])
        #expect(stage.time == 100)
    }

    @Test func `an inject that a stall made late is sent within its grace and held beyond it`() {
        var stage = ExerciseStage(at: 10, 100)
        stage.order("start")
        stage.pass(9)
        stage.stall(31)
        stage.take(.wake)
        stage.settleAll()
        stage.stall(121)
        stage.take(.wake)
        #expect(stage.states("a", "b") == ["delivered", "held (late)"])
        #expect(stage.facts("inject.held") == ["161.0 inject.held blue/b late"])
    }

    @Test func `stop leaves out what was not released and lets the rest settle`() {
        var stage = ExerciseStage(at: 1, 10)
        stage.order("start")
        stage.pass(1)
        stage.order("stop")
        stage.settleAll()
        #expect(stage.states("a", "b") == ["delivered", "skipped (stopped)"])
        stage.pass(100)
        #expect(stage.time == 1)
    }

    @Test func `causes lead from a command to all that follows from it`() throws {
        var stage = ExerciseStage(PlanBuilder.plan([PlanBuilder.manual("m"), PlanBuilder.inject("a", at: 5)]))
        stage.order("start")
        stage.clear()
        stage.say(#"{"command":"deliver","inject":"m"}"#)
        stage.settle()
        let first = try #require(stage.events.first)
        #expect(stage.events.map(\.causation) == [nil, first.position, first.position + 1])
        #expect(Set(stage.events.map(\.correlation)) == ["harbour-\(first.position)"])
        stage.clear()
        stage.pass(5)
        stage.settle(.unanswered)
        stage.pass(5)
        let release = try #require(stage.events.first)
        #expect(stage.events.map(\.causation) == [nil, release.position, release.position])
        #expect(Set(stage.events.map(\.correlation)) == ["harbour-\(release.position)"])
    }

    @Test func `an inject tells the team all the contract says`() throws {
        var stage = ExerciseStage(at: 332)
        stage.order("start")
        stage.stall(332.12)
        stage.take(.wake)
        let message = String(decoding: try #require(stage.deliveries.first).payload, as: UTF8.self)
        let position = try #require(stage.events.last { FactCodec.encode($0.fact).type == "inject.released" }).position
        #expect(
            message == #"{"id":"a","timestamp":"2026-01-15T10:05:32.120Z","exerciseTime":332,"type":"mail","#
                + #""content":{"text":"Look at this."},"team":"blue","seq":1,"run":1,"attempt":1,"#
                + #""correlation_id":"harbour-\#(position)"}"#)
    }
}
