import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import Glibc

/// `whitecell serve` as a child process, with a store of its own; it may be killed and started again.
final class Daemon {
    /// How it is started.
    struct Setting {
        var program: String
        var folder: String
        var brokerPort: UInt16
        var instance = "chaos"
        /// Where the store lies; `store.db` in the folder by default.
        var store: String?
        var environment: [String: String] = [:]
        /// Words before the program, such as those of a shell that limits it.
        var wrapper: [String] = []
    }

    let store: String
    let instance: String
    private let setting: Setting
    private var child: Child
    /// When it was killed, or its store failed.
    private(set) var deaths: [WallInstant] = []
    /// The length of the log lines of its predecessors.
    private var mark = 0

    init(_ setting: Setting) throws(TrialFault) {
        self.setting = setting
        instance = setting.instance
        store = setting.store ?? "\(setting.folder)/store.db"
        child = try Self.spawn(setting, store, environment: setting.environment)
    }

    private static func spawn(
        _ setting: Setting, _ store: String, environment: [String: String]
    ) throws(TrialFault) -> Child {
        var variables = [
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "TMPDIR": setting.folder, "USER": "chaos",
            "DATABASE_URL": store, "PORT": "0", "INSTANCE_ID": setting.instance, "LOG_FORMAT": "json",
            "MQTT_BROKER_HOST": "127.0.0.1", "MQTT_BROKER_PORT": "\(setting.brokerPort)",
            "DELIVERY_TIMEOUT_MS": "1000",
        ]
        variables.merge(environment) { _, new in new }
        return try Child(
            setting.wrapper + [setting.program, "serve", "exercises/island.yaml"], environment: variables,
            in: setting.folder, name: setting.instance)
    }

    var isAlive: Bool { child.status == nil }

    /// What it and its predecessors wrote to stderr.
    var errors: String { child.errors }

    /// Sends a signal.
    func signal(_ number: Int32) { child.signal(number) }

    /// SIGKILL, and waits for the end.
    func kill() {
        deaths.append(SystemClock.wall())
        child.end(SIGKILL)
    }

    /// Waits until a kill -9 that was ordered has come.
    func noteDeath() throws(TrialFault) {
        let status = try child.finish()
        guard status == 128 + SIGKILL else { throw TrialFault("the daemon ended with \(status)") }
        deaths.append(SystemClock.wall())
    }

    /// Notes that its store failed, which ends the run of its clock as a death does.
    func noteOutage() { deaths.append(SystemClock.wall()) }

    /// Starts the next one, with these variables beside its own.
    func start(with environment: [String: String] = [:]) throws(TrialFault) {
        mark = errors.utf8.count
        child = try Self.spawn(
            setting, store, environment: setting.environment.merging(environment) { _, new in new })
    }

    /// SIGTERM, and gives the exit status.
    func terminate() throws(TrialFault) -> Int32 {
        child.signal(SIGTERM)
        return try child.finish()
    }

    /// Waits for the end, and gives the exit status.
    func finish() throws(TrialFault) -> Int32 { try child.finish() }

    /// Whether the one that runs now has written such a log line.
    func tells(_ event: String) -> Bool { errors.utf8.dropFirst(mark).contains(#""event":"\#(event)""#.utf8) }

    /// Where it serves HTTP, as its run file says.
    var httpPort: UInt16? {
        let file = try? JSONObject(Scratch.bytes(store + ".run")[...])
        return file?["http"]?.object?["port"]?.integer.map { UInt16(truncatingIfNeeded: $0) }
    }

    /// How many files it has open.
    var openFiles: Int {
        guard let folder = opendir("/proc/\(child.pid)/fd") else { return 0 }
        defer { closedir(folder) }
        var count = -2
        while readdir(folder) != nil { count += 1 }
        return count
    }

    /// Waits until it writes such a log line.
    func awaits(_ event: String, within seconds: Double = 30) throws(TrialFault) {
        try Patience.demand("the daemon tells of \(event)", within: seconds) { tells(event) }
    }

    /// Runs another verb of the program on the same store; gives its exit status and what it wrote.
    func run(_ verb: String, _ arguments: String...) throws(TrialFault) -> (status: Int32, text: String) {
        let child = try Child(
            [setting.program, verb] + arguments, environment: ["DATABASE_URL": store], in: setting.folder,
            name: "\(verb)-\(SystemClock.wall().microseconds)")
        let status = try child.finish()
        return (status, child.text + child.errors)
    }

    /// The log as the store has it now.
    func log() throws(TrialFault) -> [EventRecord] {
        var records: [EventRecord] = []
        do throws(EventStoreError) {
            let reader = try SQLiteEventStore.reader(path: store)
            defer { reader.close() }
            try reader.read(IslandExercise.id, after: 0) { record in
                records.append(record)
                return true
            }
        } catch {
            throw TrialFault(error.sentence)
        }
        return records
    }
}
