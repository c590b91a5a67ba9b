import ExerciseModel
import Glibc

/// The reference program that hears the feeds of all teams and notes each message as it comes.
final class Subscribers {
    private let child: Child

    /// Connects one subscriber for each team of `t1` to `tN`, and waits until all stand.
    init(_ place: Workplace, exercise: ExerciseID, teams: Int, in folder: String) throws(BenchFault) {
        child = try Child(
            [
                "\(place.reference)/subscribers", "--port", "\(place.brokerPort)", "--connections", "\(teams)",
                "--exercise", exercise.text, "--prefix", "t", "--idle-ms", "600000", "--each",
            ], in: folder, output: "heard")
        try child.awaitOutput("ready", within: 30)
    }

    /// Ends them; gives the instants at which messages came in microseconds of CLOCK_BOOTTIME, in order, and the size
    /// of the first.
    func finish() -> (instants: [Int64], bytes: Int64) {
        child.end(SIGTERM)
        var instants: [Int64] = []
        var bytes: Int64 = 0
        for line in child.text.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let object = try? JSONObject(Array(line)[...]), let instant = object["boot_us"]?.integer else {
                continue
            }
            if instants.isEmpty { bytes = object["bytes"]?.integer ?? 0 }
            instants.append(instant)
        }
        return (instants.sorted(), bytes)
    }
}
