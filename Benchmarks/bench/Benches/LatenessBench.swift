import ExerciseModel
import Glibc

/// One inject due at a time: from its due instant to a subscriber, beside a timer in C that does nothing else.
enum LatenessBench {
    static func run(_ place: Workplace) throws(BenchFault) {
        let count: Int64 = place.isShort ? 20 : 600
        let id = ExerciseID(trusted: "lateness")
        let folder = place.folder("lateness")
        let times = (0..<count).map { 1_000 + $0 * 100 }
        let file = try GeneratedExercise(id: id, teams: 1, times: times).write(to: folder)
        let ear = try Ear(port: place.brokerPort, topics: [Topic.status(id)])
        defer { ear.close() }
        let subscribers = try Subscribers(place, exercise: id, teams: 1, in: folder)
        let daemon = try DaemonUnderTest(place, id, in: folder, files: [file])
        let start = try daemon.start(ear)
        Pause.until(start + 900_000)
        let timer = try TimerReference(place, seconds: count / 10, in: folder)
        let synced = try TimerReference(place, seconds: count / 10, syncing: "synced", in: folder)
        Pause.until(start + (1_300 + count * 100) * 1_000)
        let reference = try timer.finish()
        let disk = try synced.finish()
        let heard = subscribers.finish().instants
        guard heard.count == times.count else { throw BenchFault("\(heard.count) of \(times.count) injects came") }
        let late = zip(heard, times).map { Double($0 - start - $1 * 1_000) / 1_000 }
        let ours = Sample.rank(late, 99)
        Figure(
            name: "lateness_one", unit: "ms p99", ours: ours, reference: reference.p99 / 1_000, target: "p99 < 5 ms",
            isMet: ours < 5, boundBy: "the disk's sync before the publish, then three wake-ups: host, link, broker",
            details: [
                ("p50", Sample.median(late)), ("max", late.max() ?? 0), ("reference_p50", reference.p50 / 1_000),
                ("reference_max", reference.max / 1_000), ("synced_reference_p50", disk.p50 / 1_000),
                ("synced_reference_p99", disk.p99 / 1_000), ("synced_reference_max", disk.max / 1_000),
            ]
        ).tell()
    }
}

/// `timer_ref` beside a bench: how late the kernel wakes a bare program; with a load it also keeps a core busy, with a
/// file it makes a page of it durable at each tick.
final class TimerReference {
    /// Microseconds.
    struct Lateness {
        var p50: Double
        var p99: Double
        var max: Double
        var last: Double
    }

    private let child: Child

    init(
        _ place: Workplace, seconds: Int64, load: Int = 0, syncing file: String? = nil, in folder: String
    ) throws(BenchFault) {
        let words = ["\(place.reference)/timer_ref", "--seconds", "\(seconds)", "--load", "\(load)"]
        child = try Child(
            words + (file.map { ["--sync", "\(folder)/\($0)"] } ?? []), in: folder,
            output: file.map { $0 + ".out" } ?? "timer")
    }

    /// Waits for its end.
    func finish() throws(BenchFault) -> Lateness {
        try child.finish()
        let late = (try? JSONObject(Array(child.text.utf8)[...]))?["lateness_us"]?.object
        guard let late, let p50 = late["p50"]?.integer, let p99 = late["p99"]?.integer,
            let max = late["max"]?.integer, let last = late["last"]?.integer
        else { throw BenchFault("timer_ref said nothing") }
        return Lateness(p50: Double(p50), p99: Double(p99), max: Double(max), last: Double(last))
    }
}
