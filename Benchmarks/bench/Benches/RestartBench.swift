import ExerciseHost
import ExerciseModel
import Glibc

/// From exec after a kill to the first tick of a running exercise with a small log; the broker stays.
enum RestartBench {
    static func run(_ place: Workplace) throws(BenchFault) {
        let id = ExerciseID(trusted: "restart")
        let folder = place.folder(id.text)
        let times = (0..<Int64(100)).map { 500 + $0 * 500 }
        let file = try GeneratedExercise(id: id, teams: 10, times: times).write(to: folder)
        let ear = try Ear(port: place.brokerPort, topics: [Topic.status(id), Topic.timer(id)])
        defer { ear.close() }
        let subscribers = try Subscribers(place, exercise: id, teams: 10, in: folder)
        let daemon = try DaemonUnderTest(place, id, in: folder, files: [file])
        _ = try daemon.start(ear)
        var took: [Double] = []
        var bare: [Double] = []
        for _ in 0..<(place.isShort ? 3 : 21) {
            usleep(600_000)
            daemon.child.end(SIGKILL)
            usleep(100_000)
            bare.append(try emptyStart(place, folder))
            try daemon.spawnAgain()
            let tick = try ear.first(on: Topic.timer(id), since: daemon.child.startedAt)
            took.append(Double(tick.wall - daemon.child.startedAt.microseconds) / 1_000)
        }
        _ = subscribers.finish()
        let ours = Sample.median(took)
        Figure(
            name: "restart", unit: "ms from exec to the first tick, median of \(took.count)", ours: ours,
            reference: Sample.median(bare), target: "< 100 ms", isMet: (took.max() ?? 0) < 100,
            boundBy: "two connections and their subscriptions; the reference is 'whitecell --help'",
            details: [("min", took.min() ?? 0), ("max", took.max() ?? 0)]
        ).tell()
    }

    /// Milliseconds that the program takes to start and end when it has nothing to do.
    private static func emptyStart(_ place: Workplace, _ folder: String) throws(BenchFault) -> Double {
        let child = try Child([place.whitecell, "--help"], in: folder, output: "help")
        try child.finish()
        return Double(SystemClock.wall().microseconds - child.startedAt.microseconds) / 1_000
    }
}
