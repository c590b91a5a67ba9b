import ExerciseModel
import Glibc

/// Twenty exercises in one daemon, one of which has no permitted topic and one a burst of 10,000 injects: how late the
/// eighteen others are, beside one of them alone, by turns in the same run, since a slow sync or a core that was away
/// moves a p99 more than all that is measured here.
enum TwentyBench {
    static func run(_ place: Workplace) throws(BenchFault) {
        var (alone, together): ([[Double]], [[Double]]) = ([], [])
        for round in 0..<(place.isShort ? 1 : 3) {
            alone.append(try lateness(place, "alone-\(round)", others: 1, burst: 0))
            together.append(
                try lateness(place, "together-\(round)", others: 18, burst: place.isShort ? 1_000 : 10_000))
        }
        let (ours, reference) = (tail(together), tail(alone))
        Figure(
            name: "twenty", unit: "ms p99", ours: ours, reference: reference, target: "within 1.2 x of one alone",
            isMet: ours <= reference * 1.2,
            boundBy: "one thread and one synced transaction a turn for all; of a burst 8 that only queue a turn",
            details: [
                ("p50", Sample.median(together.flatMap(\.self))), ("max", together.flatMap(\.self).max() ?? 0),
                ("alone_p50", Sample.median(alone.flatMap(\.self))), ("alone_max", alone.flatMap(\.self).max() ?? 0),
                ("rounds", Double(together.count)), ("injects", Double(together.reduce(0) { $0 + $1.count })),
            ]
        ).tell()
    }

    /// The p99 of the middle round.
    private static func tail(_ rounds: [[Double]]) -> Double { Sample.median(rounds.map { Sample.rank($0, 99) }) }

    /// Milliseconds from due to received of all injects of the ordinary exercises.
    private static func lateness(
        _ place: Workplace, _ name: String, others: Int, burst: Int
    ) throws(BenchFault) -> [Double] {
        let folder = place.folder("twenty-\(name)")
        let broker = try GuardedBroker(in: folder, forbidding: ExerciseID(trusted: "forbidden"))
        let count: Int64 = place.isShort ? 20 : 200
        let times = (0..<count).map { 2_000 + $0 * 100 }
        let ids = (1...others).map { ExerciseID(trusted: "x\($0)") }
        var files: [String] = []
        for id in ids { files.append(try GeneratedExercise(id: id, teams: 1, times: times).write(to: folder)) }
        var every = ids
        if burst > 0 {
            let (crowd, forbidden) = (ExerciseID(trusted: "crowd"), ExerciseID(trusted: "forbidden"))
            // In the midst of the others' injects, on a second at which they are due as well.
            let due = times[times.count / 2]
            let ten = GeneratedExercise(id: crowd, teams: 10, times: Array(repeating: due, count: burst / 10))
            files.append(try ten.write(to: folder))
            files.append(try GeneratedExercise(id: forbidden, teams: 1, times: times).write(to: folder))
            every.append(crowd)
        }
        let blue = TeamID(trusted: "t1")
        let ear = try Ear(port: broker.port, topics: every.map(Topic.status) + ids.map { Topic.feed($0, blue) })
        defer { ear.close() }
        let crowd = burst > 0 ? try Ear(port: broker.port, topics: ["/exercise/crowd/team/+/feed"]) : nil
        defer { crowd?.close() }
        let daemon = try DaemonUnderTest(place, every[0], in: folder, files: files, port: broker.port)
        var starts: [ExerciseID: Int64] = [:]
        for id in every { starts[id] = try daemon.start(ear, id) }
        guard let last = starts.values.max() else { return [] }
        Pause.until(last + (times[times.count - 1] + 2_000) * 1_000)
        var late: [Double] = []
        for id in ids {
            let heard = ear.heard(on: Topic.feed(id, blue))
            guard heard.count == times.count, let start = starts[id] else {
                throw BenchFault("\(id): \(heard.count) of \(times.count) injects came")
            }
            late += zip(heard, times).map { Double($0.wall - start - $1 * 1_000) / 1_000 }
        }
        if let crowd {
            let came = (1...10).reduce(0) { $0 + crowd.heard(on: "/exercise/crowd/team/t\($1)/feed").count }
            guard came == burst else { throw BenchFault("the burst: \(came) of \(burst) injects came") }
        }
        return late
    }
}
