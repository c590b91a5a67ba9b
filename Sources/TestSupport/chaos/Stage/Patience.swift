import ExerciseHost
import ExerciseModel
import Glibc

/// Waiting for what another process does, for a limited time.
enum Patience {
    /// Looks every 2 ms whether something holds, at most so many seconds; answers whether it does.
    static func wait(_ seconds: Double, until holds: () throws(TrialFault) -> Bool) throws(TrialFault) -> Bool {
        let limit = SystemClock.wall().adding(microseconds: Int64(seconds * 1_000_000))
        while try !holds() {
            guard SystemClock.wall() < limit else { return false }
            usleep(2_000)
        }
        return true
    }

    /// The same for what must hold.
    static func demand(
        _ what: String, within seconds: Double = 30, _ holds: () throws(TrialFault) -> Bool
    ) throws(TrialFault) {
        guard try wait(seconds, until: holds) else {
            throw TrialFault("waited \(Int(seconds)) s in vain until \(what)")
        }
    }

    /// Lets so many seconds pass.
    static func pass(_ seconds: Double) { usleep(UInt32(seconds * 1_000_000)) }
}

/// Why a trial could not be judged, in one sentence.
struct TrialFault: Error {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}
