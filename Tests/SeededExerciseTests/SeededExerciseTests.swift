import ExerciseModel
import LogChecker
import SeededExercise
import Testing

@Suite struct SeededExerciseTests {
    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `a life full of faults keeps every promise`(seed: UInt64) {
        let verdict = SeededExercise.run(seed: seed)
        #expect(verdict.violations == [], "again: seeds --seed \(seed) --verbose")
    }

    @Test func `the same seed gives the same life, byte for byte`() {
        let lives = (0..<2).map { _ in (7...16).map { SeededExercise.run(seed: $0).digest } }
        #expect(lives[0] == lives[1])
        #expect(Set(lives[0]).count == 10)
    }

    @Test func `a hundred lives see every kind of fault`() {
        var sum = LifeCounters()
        for seed in 1...100 as ClosedRange<UInt64> { sum += SeededExercise.run(seed: seed).counters }
        let kinds = [
            sum.released, sum.delivered, sum.commands, sum.crashes, sum.losses, sum.outages, sum.rivals,
            sum.reports, sum.sagas, sum.steps, sum.departures,
        ]
        #expect(kinds.allSatisfy { $0 > 10 }, "\(sum)")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `a life without faults loses no link and no daemon`(seed: UInt64) {
        let verdict = SeededExercise.run(seed: seed, intensity: .calm)
        let counters = verdict.counters
        #expect(verdict.violations == [])
        #expect([counters.crashes, counters.losses, counters.outages] == [0, 0, 0])
    }

    @Test func `a hundred lives see sagas come to every end`() {
        var ends: Set<String> = []
        for seed in 1...100 as ClosedRange<UInt64> {
            for record in SeededExercise.run(seed: seed).records {
                if record.type == "saga.blocked" { ends.insert("blocked") }
                guard record.type == "saga.ended" else { continue }
                ends.insert((try? JSONObject(record.data[...], caps: .trusted))?["state"]?.string ?? "")
            }
        }
        #expect(ends == ["completed", "failed", "compensated", "cancelled", "abandoned", "blocked"])
    }
}
