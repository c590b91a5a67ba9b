import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

/// Many injects at one instant are passed in portions; nobody may notice but by the time it takes.
@Suite struct BurstTests {
    /// Running, with a thousand injects at 10 s, passed seven at a time.
    private func stage(_ change: (inout ExercisePlan) -> Void = { _ in }) -> Stage {
        let injects = (0..<1_000).map { PlanBuilder.inject("i\($0)", at: 10) } + [PlanBuilder.inject("z", at: 10.5)]
        var stage = Stage(PlanBuilder.plan(injects, change), burst: 7)
        stage.order("start")
        return stage
    }

    private let wanted = (0..<1_000).map { "blue/i\($0) #\($0 + 1) try 1" } + ["blue/z #1001 try 1"]

    /// Lets the clock reach the burst, and takes one portion of it.
    private func begun(_ change: (inout ExercisePlan) -> Void = { _ in }) -> Stage {
        var stage = stage(change)
        stage.pass(9.9)
        stage.stall(0.1)
        stage.take(.wake)
        return stage
    }

    @Test func `a turn passes one portion, and asks for the next at once`() {
        let stage = begun()
        #expect(stage.facts("inject.released").count == 7)
        #expect(stage.exercise.nextWake <= stage.clock.now.wall)
    }

    @Test func `the order is that of the timeline`() {
        var stage = stage()
        stage.pass(11)
        stage.settleAll()
        #expect(stage.sent == wanted)
        #expect(stage.facts("inject.held") == [])
    }

    @Test(arguments: [RestartPolicy.pause, .continue])
    func `a crash between two portions loses nothing and sends nothing twice`(policy: RestartPolicy) {
        var stage = begun { plan in
            plan.onRestart = policy
            plan.late = .fire
        }
        for _ in 0..<3 { stage.settle() }
        stage.restart(row: stage.rows.last)
        stage.take(.attending)
        if policy == .pause { stage.order("resume") }
        stage.pass(2)
        stage.settleAll()
        #expect(stage.facts("inject.released").count == 1_001)
        #expect(Array(Set(stage.sent)).count == 1_001)
        #expect(stage.events.compactMap { $0.fact == .exerciseReset ? 1 : nil } == [])
        let numbers = stage.deliveries.map(\.token.seq)
        #expect(numbers == numbers.sorted())
    }

    @Test(
        arguments: [
            #"{"command":"pause"}"#, #"{"command":"stop"}"#, #"{"command":"seek","to":100,"skipped":"skip"}"#,
            #"{"command":"noduff","message":"x"}"#,
        ])
    func `whoever commands in the middle finds all of it decided`(json: String) {
        var stage = begun()
        stage.say(json)
        #expect(stage.facts("inject.released").count == 1_000)
        stage.order("clear_noduff")
        stage.order("resume")
        stage.pass(2)
        stage.settleAll()
        // What NO DUFF took back from the broker goes out again, under the same number.
        let repeats = json.contains("noduff") ? 1 : 0
        #expect(Array(stage.sent.dropFirst(repeats).prefix(1_000)) == Array(wanted.prefix(1_000)))
    }

    @Test func `ENDEX waits for all that is due at it`() {
        var stage = begun { $0.duration = ExerciseInstant(seconds: 10) }
        #expect(stage.state.clock.status == .running)
        stage.pass(1)
        stage.settleAll()
        #expect(stage.state.clock.status == .completed)
        #expect(stage.facts("inject.released").count == 1_000)
        #expect(stage.facts("inject.skipped") == ["10.0 inject.skipped blue/z endex"])
    }

    @Test func `acknowledgements in the middle pass nothing further, and lose nothing`() {
        var stage = begun()
        for _ in 0..<4 { stage.settle() }
        #expect(stage.facts("inject.released").count == 7)
        stage.pass(1)
        stage.settleAll()
        #expect(stage.sent == wanted)
    }
}
