import ExerciseControl
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct FiguresTests {
    private let stage = HostStage()

    private var figures: ExerciseFigures? { stage.host.figures(at: stage.clock.now).first }

    private func tally(_ outcomes: [Host.Outcome]) -> ExerciseTally {
        outcomes.flatMap(\.events).reduce(into: ExerciseTally()) { $0.count($1) }
    }

    @Test func `an exercise is told in figures that hold nothing of its ledger`() {
        stage.load("east")
        stage.turn(stage.command("east", #"{"command":"start"}"#))
        stage.clock.advance(seconds: 4)

        #expect(figures?.id.text == "east")
        #expect(figures?.status == .running)
        #expect(figures?.elapsed == ExerciseInstant(seconds: 4))
        #expect(figures?.link == .attending)
        #expect(figures?.deliveries[.scheduled] == 1)
        #expect(figures?.teams == [ExerciseFigures.Team(id: TeamID(trusted: "blue"), isConnected: false, lane: 0)])
        #expect(figures?.waiting == [])
    }

    @Test func `what waits is counted by kind and state, with the age of the oldest`() {
        stage.load("east")
        stage.turn(.report(.lost(reason: "gone", inFlight: [])))

        #expect(
            figures?.waiting == [
                ExerciseFigures.Waiting(kind: "broker", state: "away", count: 1, oldest: stage.clock.now.utc)
            ])
    }

    @Test func `a reset begins the figures of a run anew and takes nothing back from the tally`() {
        stage.load("east")
        var outcomes = [stage.turn(stage.command("east", #"{"command":"start"}"#))]
        stage.clock.advance(seconds: 10)
        outcomes.append(stage.turn())
        let before = tally(outcomes)

        outcomes.append(stage.turn(stage.command("east", #"{"command":"reset"}"#)))

        #expect(before.released == 1)
        #expect(tally(outcomes).released == 1)
        #expect(tally(outcomes).commandsAccepted == 2)
        #expect(tally(outcomes).position > before.position)
        #expect(figures?.run == 2)
        #expect(figures?.deliveries[.scheduled] == 1)
    }

    @Test func `only transactions are counted as commits`() {
        stage.load("east")
        let before = stage.host.commits
        stage.turn()
        #expect(stage.host.commits == before)
        stage.turn(stage.command("east", #"{"command":"note","text":"tea"}"#))
        #expect(stage.host.commits == before + 1)
    }

    @Test func `durations are counted exactly at the bounds`() {
        var buckets = DurationBuckets()
        for value: Int64 in [-3, 1, 2, 100, 101, 60_000, 60_001] { buckets.add(value) }

        #expect(DurationBuckets.bounds.count + 1 == buckets.cumulative.count)
        #expect(buckets.cumulative == [2, 3, 3, 3, 3, 3, 4, 5, 5, 5, 5, 5, 5, 5, 6, 7])
        #expect(buckets.sum == 120_205)
    }
}
