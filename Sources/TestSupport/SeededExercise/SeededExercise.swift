import ExerciseModel
import LogChecker

/// Lives one exercise from a seed, the real host in the middle of a simulated world, and has the checker judge it.
package struct SeededExercise {
    /// The same seed gives the same life, on any machine and in any order.
    package static func run(seed: UInt64, intensity: Intensity = .ordinary) -> Verdict {
        let life = Life(seed: seed, intensity: intensity)
        life.live()
        var verdict = Verdict(seed: seed)
        verdict.violations = life.violations + LogChecker.violations(in: life.seen)
        verdict.counters = life.counters
        verdict.records = life.seen.records
        verdict.received = life.seen.received
        verdict.digest = digest(life)
        return verdict
    }

    private static func digest(_ life: Life) -> UInt64 {
        var digest = Digest()
        for record in life.seen.records {
            digest.add(record.json)
            digest.add(record.exerciseTime.microseconds)
        }
        for message in life.seen.received {
            digest.add(message.payload)
            digest.add(message.at.microseconds)
        }
        for message in life.seen.simulations.told { digest.add(message.payload) }
        for exchange in life.seen.exchanges { digest.add(exchange.answer ?? []) }
        return digest.value
    }
}
