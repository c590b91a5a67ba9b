import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

/// Many injects at one instant are passed in portions; nobody may notice but by the time it takes.
@Suite struct BurstTests {
    /// Running, with a thousand injects of one team at 10 s: a turn passes one, since the others queue behind it.
    private func stage(_ change: (inout ExercisePlan) -> Void = { _ in }) -> ExerciseStage {
        let injects = (0..<1_000).map { PlanBuilder.inject("i\($0)", at: 10) } + [PlanBuilder.inject("z", at: 10.5)]
        var stage = ExerciseStage(PlanBuilder.plan(injects, change), burst: 7)
        stage.order("start")
        return stage
    }

    private let wanted = (0..<1_000).map { "blue/i\($0) #\($0 + 1) try 1" } + ["blue/z #1001 try 1"]

    /// Running, with an inject for each of so many teams at 10 s, and a second one behind each.
    private func crowd(_ teams: Int, burst: Int, attending: Bool = true) -> ExerciseStage {
        let injects = [PlanBuilder.inject("a", at: 10), PlanBuilder.inject("b", at: 10)]
        let plan = PlanBuilder.plan(injects, teams: (1...teams).map { "t\($0)" })
        var stage = ExerciseStage(plan, attending: attending, burst: burst)
        stage.order("start")
        stage.stall(10)
        return stage
    }

    /// How many injects each of so many turns releases.
    private func portions(_ stage: inout ExerciseStage, _ turns: Int) -> [Int] {
        (0..<turns).map { _ in
            stage.take(.wake).events.count { if case .injectReleased = $0.fact { true } else { false } }
        }
    }

    /// Lets the clock reach the burst, and takes one portion of it.
    private func begun(_ change: (inout ExercisePlan) -> Void = { _ in }) -> ExerciseStage {
        var stage = stage(change)
        stage.pass(9.9)
        stage.stall(0.1)
        stage.take(.wake)
        return stage
    }

    @Test func `a turn passes one portion, and asks for the next at once`() {
        let stage = begun()
        #expect(stage.facts("inject.released").count == 1)
        #expect(stage.exercise.nextWake <= stage.clock.now.wall)
        #expect(stage.exercise.isBehind)
    }

    @Test func `what can leave at once goes in portions, of which the first is a quarter`() {
        var stage = crowd(60, burst: 20)
        let passed = portions(&stage, 4)
        #expect(passed == [5, 20, 20, 15 + 1])
    }

    @Test func `what only queues behind another of its team costs sixteen times as much`() {
        var stage = crowd(10, burst: 128)
        let passed = portions(&stage, 4)
        #expect(passed == [10 + 2, 8, 0, 0])
        #expect(!stage.exercise.isBehind)
        #expect(stage.deliveries.map(\.token.seq) == Array(repeating: 1, count: 10))
    }

    @Test func `an inject of a team whose lane is free again costs one`() {
        var stage = crowd(10, burst: 32)
        let before = portions(&stage, 2)
        stage.settleAll()
        let after = portions(&stage, 2)
        #expect(before == [8, 2 + 2])
        #expect(after == [8, 0])
    }

    @Test func `it rushes while the next one could leave at once`() {
        var stage = crowd(3, burst: 4)
        var rushes: [Bool] = []
        for _ in 0..<3 {
            stage.take(.wake)
            rushes.append(stage.exercise.isRushing(at: stage.clock.now))
        }
        #expect(rushes == [true, false, false])
    }

    @Test func `while the broker is away nothing rushes, and one is queued after the other`() {
        var stage = crowd(3, burst: 4, attending: false)
        stage.take(.wake)
        #expect(!stage.exercise.isRushing(at: stage.clock.now))
        #expect(stage.exercise.isBehind)
        for _ in 0..<5 { stage.take(.wake) }
        #expect(!stage.exercise.isBehind)
        #expect(stage.facts("inject.queued").count == 6)
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
        #expect(stage.facts("inject.released").count == 1)
        stage.pass(1)
        stage.settleAll()
        #expect(stage.sent == wanted)
    }
}
