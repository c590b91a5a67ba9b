import ExerciseModel

/// How long to wait before the next attempt to connect: longer each time, spread so that clients do not come at once.
struct ReconnectPause {
    private var failures = 0
    private var upSince: WallInstant?
    private var random = SystemRandomNumberGenerator()

    /// Microseconds that a link must stay up before it counts as healthy.
    static let health: Int64 = 30_000_000

    mutating func cameUp(at now: WallInstant) { upSince = now }

    /// Microseconds: anything from 0 to 0.25 s, doubled with each failure in a row up to 2 s. An attempt costs nothing,
    /// while all that is due waits for it once the broker is back.
    mutating func next(at now: WallInstant) -> Int64 {
        if let since = upSince, now.microseconds - since.microseconds >= Self.health { failures = 0 }
        upSince = nil
        let longest = min(2_000_000, Int64(250_000) << Int64(min(failures, 10)))
        failures += 1
        return Int64.random(in: 0...longest, using: &random)
    }
}
