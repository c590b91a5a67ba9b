import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration
import ScenarioRules
import Testing

/// Simulations that come and go, lie, repeat and forget, under controllers who press any button.
@Suite struct RandomSagaTests {
    @Test(arguments: 0..<150) func `whatever simulations do, the log keeps its promises and gives the live state`(
        seed: UInt64
    ) throws {
        var play = RandomPlay(seed: seed, simulations: true)
        var audit = SimulationAudit()
        var state = ExerciseState(id: play.stage.state.id)
        var violations: [Violation] = []
        var seen = 0
        for _ in 0..<150 {
            play.step()
            for event in play.stage.log[seen...] {
                state.apply(event)
                violations += audit.violations(FactCodec.record(event))
            }
            seen = play.stage.log.count
            try #require(state == play.stage.state, "seed \(seed), position \(seen)")
            state.lookAtSagasAgain()
            try #require(state == play.stage.state, "seed \(seed), position \(seen): noted otherwise than it stands")
        }
        #expect(violations == [])
        let plan = play.stage.state.plan
        let codec = FactCodec { _, _ in plan }
        #expect(try play.stage.log.map { try codec.event(FactCodec.record($0)) } == play.stage.log)
    }

    @Test func `the plays are not idle`() {
        var ends: [String: Int] = [:]
        var dispatched = 0
        for seed in 0..<40 {
            var play = RandomPlay(seed: UInt64(seed), simulations: true)
            for _ in 0..<150 { play.step() }
            for case .saga(_, let fact) in play.stage.log.map(\.fact) {
                if case .ended(let end) = fact { ends[end.state.rawValue, default: 0] += 1 }
                if case .stepDispatched = fact { dispatched += 1 }
            }
        }
        #expect(Set(ends.keys) == ["completed", "failed", "compensated", "cancelled", "abandoned"], "\(ends)")
        #expect(dispatched > 400)
    }
}
