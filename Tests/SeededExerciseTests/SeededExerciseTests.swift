import ExerciseModel
import LogChecker
import SeededExercise
import Testing

@Suite struct SeededExerciseTests {
    /// Each life is lived once for all that is asked of them: they are what this suite's time goes into.
    @Test func `a hundred lives keep every promise, see every kind of fault, and sagas come to every end`() {
        var sum = LifeCounters()
        var ends: Set<String> = []
        for seed in 1...100 as ClosedRange<UInt64> {
            let verdict = SeededExercise.run(seed: seed)
            #expect(verdict.violations == [], "again: seeds --seed \(seed) --verbose")
            sum += verdict.counters
            ends.formUnion(verdict.records.compactMap(sagaEnd))
        }
        let kinds = [
            sum.released, sum.delivered, sum.commands, sum.crashes, sum.losses, sum.outages, sum.rivals,
            sum.reports, sum.sagas, sum.steps, sum.departures,
        ]
        #expect(kinds.allSatisfy { $0 > 10 }, "\(sum)")
        #expect(ends == ["completed", "failed", "compensated", "cancelled", "abandoned", "blocked"])
    }

    @Test func `the same seed gives the same life, byte for byte`() {
        let lives = (0..<2).map { _ in (7...16).map { SeededExercise.run(seed: $0).digest } }
        #expect(lives[0] == lives[1])
        #expect(Set(lives[0]).count == 10)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `a life without faults loses no link and no daemon`(seed: UInt64) {
        let verdict = SeededExercise.run(seed: seed, intensity: .calm)
        let counters = verdict.counters
        #expect(verdict.violations == [])
        #expect([counters.crashes, counters.losses, counters.outages] == [0, 0, 0])
    }

    /// What a record says that became of a saga; `nil` when it says something else.
    private func sagaEnd(_ record: EventRecord) -> String? {
        if record.type == "saga.blocked" { return "blocked" }
        guard record.type == "saga.ended" else { return nil }
        return (try? JSONObject(record.data[...], caps: .trusted))?["state"]?.string
    }
}
