import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct CadenceTests {
    private let harbour = ExerciseID(trusted: "harbour")

    private func running(rate: Double = 1) -> ExerciseStage {
        var stage = ExerciseStage(duration: 100_000)
        stage.order("start")
        stage.say(#"{"command":"speed","rate":\#(rate)}"#)
        stage.clear()
        return stage
    }

    private func seconds(_ stage: ExerciseStage) -> [Int64?] {
        stage.published(Topic.timer(harbour)).map { (try? JSONObject(Array($0.utf8)[...]))?["current"]?.integer }
    }

    /// The wall seconds since the first of these messages came, of each.
    private func instants(_ stage: ExerciseStage, _ topic: String) -> [Int64] {
        stage.published(topic).compactMap {
            (try? JSONObject(Array($0.utf8)[...]))?["timestamp"]?.string.flatMap(CalendarText.instant)?.milliseconds
        }
    }

    @Test func `the timer tells each whole second while the clock runs`() {
        var stage = running()
        stage.pass(12.5)
        #expect(seconds(stage) == (1...12).map { $0 })
    }

    @Test func `a slow clock is told at least every 5 seconds`() {
        var stage = running(rate: 0.1)
        stage.pass(20)
        #expect(seconds(stage) == [0, 1, 1, 2])
    }

    @Test func `a fast clock is told at most 10 times a wall-clock second`() {
        var stage = running(rate: 1_000)
        stage.pass(3)
        let instants = instants(stage, Topic.timer(harbour))
        #expect((27...30).contains(instants.count))
        #expect(zip(instants, instants.dropFirst()).allSatisfy { $1 - $0 >= 100 })
    }

    @Test(arguments: ["pause", "stop"]) func `a standing clock is told every 5 seconds`(command: String) {
        var stage = running()
        stage.pass(3)
        stage.order(command)
        stage.clear()
        stage.pass(15)
        #expect(seconds(stage) == [3, 3, 3])
    }

    @Test func `a change of the status is told at once`() {
        var stage = running()
        stage.pass(3.4)
        stage.clear()
        stage.order("pause")
        #expect([seconds(stage).count, stage.published(Topic.status(harbour)).count] == [1, 1])
    }

    @Test func `after a connect everything retained is told again`() {
        var stage = running()
        stage.loseLink()
        stage.pass(60)
        #expect(stage.publications == [])
        stage.take(.attending)
        let topics = stage.publications.map(\.topic)
        #expect(
            topics == [
                Topic.status(harbour), Topic.timer(harbour), Topic.monitoring(harbour), Topic.waiting(harbour),
            ])
        #expect(stage.publications.map(\.retain) == [true, true, true, true])
        #expect(stage.publications.map(\.qos) == [1, 0, 0, 1])
        #expect(stage.publications.map(\.expiry) == [nil, 15, 15, nil])
    }

    @Test func `figures are told every 5 seconds, and within a second of a change`() {
        var stage = ExerciseStage(at: 100)
        stage.clear()
        stage.pass(20)
        #expect(stage.published(Topic.monitoring(harbour)).count == 4)
        stage.say(#"{"command":"note","text":"x"}"#)
        stage.clear()
        stage.pass(1)
        #expect(stage.published(Topic.monitoring(harbour)).count == 1)
    }

    @Test func `what waits is told at each change, at most once a second`() {
        var stage = ExerciseStage(PlanBuilder.plan((0..<50).map { PlanBuilder.inject("i\($0)", at: Double($0) / 10) }))
        stage.order("start")
        stage.clear()
        stage.pass(5)
        let instants = instants(stage, Topic.waiting(harbour))
        #expect((4...5).contains(instants.count))
        #expect(zip(instants, instants.dropFirst()).allSatisfy { $1 - $0 >= 1_000 })
        stage.settleAll()
        stage.pass(2)
        stage.clear()
        stage.pass(60)
        #expect(stage.published(Topic.waiting(harbour)) == [])
    }

    @Test func `a running clock leaves a row each second, a standing one none`() {
        var stage = running()
        stage.pass(10)
        #expect(stage.rows.map(\.exerciseTime.seconds) == Array(1...10))
        stage.order("pause")
        stage.clear()
        stage.pass(10)
        #expect(stage.rows == [])
    }

    @Test func `a row says where the clock stands whenever it is turned`() {
        var stage = running()
        stage.pass(3.4)
        stage.clear()
        stage.say(#"{"command":"seek","to":60}"#)
        #expect(
            stage.rows == [
                ClockRow(
                    exercise: harbour, run: 1, bootID: "boot-1", wall: stage.clock.now.wall, utc: stage.clock.now.utc,
                    exerciseTime: ExerciseInstant(seconds: 60), rate: .one, position: stage.state.position)
            ])
    }

    @Test func `an exercise that stands, unheard by the broker, sleeps for ever`() {
        let stage = ExerciseStage(PlanBuilder.plan([PlanBuilder.inject("a", at: 1)]), attending: false)
        #expect(stage.exercise.nextWake == .never)
    }
}
