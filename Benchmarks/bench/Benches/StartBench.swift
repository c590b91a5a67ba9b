import ExerciseModel
import Glibc

/// From exec to the first `/status` of an exercise with a long log.
enum StartBench {
    static func run(_ place: Workplace) throws(BenchFault) {
        let log = try LongLog(place)
        let ear = try Ear(port: place.brokerPort, topics: [Topic.status(LongLog.exercise)])
        defer { ear.close() }
        var took: [Double] = []
        var raw: [Double] = []
        for _ in 0..<(place.isShort ? 1 : 5) {
            raw.append(Double(log.events) * 1_000 / (try ReplayBench.reference(place, log)))
            let daemon = try DaemonUnderTest(place, LongLog.exercise, in: log.folder)
            let status = try ear.first(on: Topic.status(LongLog.exercise), since: daemon.child.startedAt)
            took.append(Double(status.wall - daemon.child.startedAt.microseconds) / 1_000)
            daemon.child.end(SIGTERM)
        }
        let ours = Sample.median(took)
        Figure(
            name: "start", unit: "ms from exec to /status, \(log.events) events", ours: ours,
            reference: Sample.median(raw), target: "< 2000 ms with 1000000 events", isMet: ours < 2_000,
            boundBy: "replay on one core; the reference is the bare SELECT of the rows",
            details: [("min", took.min() ?? 0), ("max", took.max() ?? 0)]
        ).tell()
    }
}
