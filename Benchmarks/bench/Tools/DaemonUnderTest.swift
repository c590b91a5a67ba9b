import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import Glibc

/// `whitecell serve` as a child process, on the broker of the run and a store of its own.
final class DaemonUnderTest {
    let place: Workplace
    let exercise: ExerciseID
    let folder: String
    private let words: [String]
    private let port: UInt16
    private(set) var child: Child

    /// Starts the daemon with the files named, or with what the store in its folder holds.
    init(
        _ place: Workplace, _ exercise: ExerciseID, in folder: String, files: [String] = [], port: UInt16? = nil
    ) throws(BenchFault) {
        self.place = place
        self.port = port ?? place.brokerPort
        self.exercise = exercise
        self.folder = folder
        words = [place.whitecell, "serve"] + files
        child = try Self.spawn(words, self.port, folder)
    }

    var store: String { "\(folder)/store.db" }

    /// Starts it again after an end.
    func spawnAgain() throws(BenchFault) { child = try Self.spawn(words, port, folder) }

    private static func spawn(_ words: [String], _ port: UInt16, _ folder: String) throws(BenchFault) -> Child {
        let variables = [
            "DATABASE_URL": "store.db", "MQTT_BROKER_HOST": "127.0.0.1", "MQTT_BROKER_PORT": "\(port)",
            "INSTANCE_ID": "bench", "PORT": "0",
        ]
        return try Child(words, environment: variables, in: folder, output: "daemon.out")
    }

    /// So many kilobytes of a kind of memory, as the kernel counts it (`VmRSS`, `VmHWM`).
    func kilobytes(_ kind: String) -> Double {
        let line = WholeFile.text("/proc/\(child.pid)/status").split(separator: "\n").first { $0.hasPrefix(kind + ":") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    }

    /// Waits until it attends the exercise, starts it, and gives STARTEX in microseconds of CLOCK_BOOTTIME.
    func start(_ ear: Ear, _ other: ExerciseID? = nil) throws(BenchFault) -> Int64 {
        let exercise = other ?? exercise
        _ = try ear.first(on: Topic.status(exercise), since: child.startedAt)
        ear.command("start", to: exercise)
        var instant: Int64?
        try Pause.until("the exercise runs", within: 10) { () throws(BenchFault) in
            instant = try startInstant(of: exercise)
            return instant != nil
        }
        guard let instant else { throw BenchFault("the log has no clock.started") }
        return instant
    }

    private func startInstant(of exercise: ExerciseID) throws(BenchFault) -> Int64? {
        var instant: Int64?
        do throws(EventStoreError) {
            let reader = try SQLiteEventStore.reader(path: store)
            try reader.read(exercise, after: 0) { record in
                if record.type == "clock.started" {
                    instant = (try? JSONObject(record.data[...]))?["wall_us"]?.integer
                }
                return instant == nil
            }
            reader.close()
        } catch {
            throw BenchFault(error.sentence)
        }
        return instant
    }
}
