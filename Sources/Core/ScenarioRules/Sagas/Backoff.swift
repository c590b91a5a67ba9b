import ExerciseModel

/// The pause before a further attempt at a step.
enum Backoff {
    /// Microseconds: no pause grows beyond it.
    static let longest: Int64 = 30_000_000

    /// Twice as long after each try, with jitter over its upper half that follows from the command's name and the
    /// attempt, so that replay gives the same; microseconds.
    static func delay(base: Int64, tries: Int, attempt: Int, command: String) -> Int64 {
        let doublings = Int64(min(max(tries - 1, 0), 25))
        let grown = base >= longest >> doublings ? longest : base << doublings
        guard grown > 1 else { return max(0, grown) }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in command.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ UInt64(attempt)) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ hash >> 31) &* 0xBF58_476D_1CE4_E5B9
        return grown / 2 + Int64((hash >> 33) % UInt64(grown - grown / 2))
    }
}
