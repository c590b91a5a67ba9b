package import ExerciseModel

/// Exercise time as people read it.
package enum ClockText {
    /// `T+MM:SS` below one hour, `T+H:MM:SS` from then on (`contract.md` 1).
    package static func formatted(_ time: ExerciseInstant) -> String {
        let seconds = max(0, time.seconds)
        let tail = "\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        return seconds < 3_600 ? "T+\(tail)" : "T+\(seconds / 3_600):\(tail)"
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
