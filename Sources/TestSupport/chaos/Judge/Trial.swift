import ExerciseHost
import ExerciseModel
import ExerciseTestKit

/// One exercise in which one fault happens, from its set-up to the verdict.
struct Trial {
    /// What became of it.
    struct Outcome: Sendable {
        var violations: [String]
        var recovery: Double?
        var clockError: Double?
        /// Seconds of wall time in all.
        var seconds: Double
    }

    /// Seconds within which everything is settled, or waits under a name, after the exercise has ended.
    static let bound = 20.0

    static func run(_ fault: Fault, seed: UInt64, _ options: Stage.Options) -> Outcome {
        let began = SystemClock.wall()
        var random = SeededRandom(seed: seed)
        var outcome = Outcome(violations: [], seconds: 0)
        do throws(TrialFault) {
            outcome = try fault.play(options, &random)
        } catch {
            outcome.violations = ["stuck: \(error.sentence)"]
        }
        outcome.seconds = Double(SystemClock.wall().microseconds - began.microseconds) / 1_000_000
        return outcome
    }

    /// Waits until an exercise that was played to its end is at rest, and judges it.
    static func judge(_ stage: Stage) throws(TrialFault) -> Outcome {
        var last: Judgement?
        _ = try Patience.wait(bound) { () throws(TrialFault) in
            // Looking costs more than waiting.
            Patience.pass(0.1)
            let judgement = Judgement(stage, try stage.daemon.log(), now: SystemClock.now().utc)
            last = judgement
            return judgement.violations.isEmpty
        }
        var violations = last?.violations ?? []
        let status = try stage.daemon.terminate()
        if status != 0 { violations.append("end: the daemon ended with \(status) when asked to") }
        let verdict = try stage.daemon.run("verify")
        if verdict.status != 0 || !verdict.text.contains("island: whole") {
            violations.append("chain: \(verdict.text)")
        }
        return Outcome(violations: violations, recovery: stage.recovery, clockError: last?.clockError, seconds: 0)
    }
}
