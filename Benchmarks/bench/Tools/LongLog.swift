import Assembly
import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import Glibc
import ScenarioFiles

/// A store with a long log: ten teams with a thousand injects each, released and delivered run after run.
///
/// It is made once and stays in the scratch folder for the benches that read it.
struct LongLog {
    static let exercise = ExerciseID(trusted: "long")
    static let runEvents = 2 * 10 * 1_000 + 3

    let folder: String
    /// How many events it held when it was made.
    let events: Int

    var store: String { "\(folder)/store.db" }

    init(_ place: Workplace) throws(BenchFault) {
        let runs = place.isShort ? 5 : 50
        folder = place.folder("long-log")
        events = runs * Self.runEvents + 3
        guard access(store, F_OK) != 0 else { return }
        let times = (0..<Int64(1_000)).map { 1_000 + $0 * 3_600 }
        let generated = GeneratedExercise(
            id: Self.exercise, teams: 10, times: times, contentBytes: 300, hasOwnTimelines: true)
        let file = try generated.write(to: folder)
        do throws(EventStoreError) {
            let store = try SQLiteEventStore(path: store)
            defer { store.close() }
            var scribe = LogScribe(store: store)
            try scribe.write(.exerciseLoaded(try loaded(file)))
            try scribe.write(
                .exerciseOpened(
                    instance: InstanceID(trusted: "bench"), version: "0", bootID: "none", wall: scribe.wall))
            try scribe.write(.brokerAttending)
            for _ in 0..<runs { try scribe.writeRun(times) }
            try scribe.flush()
        } catch {
            throw BenchFault(error.sentence)
        }
    }

    private func loaded(_ file: String) throws(EventStoreError) -> LoadedExercise {
        let values = SettingValues(flags: [:], environment: [:], dotenv: [:])
        guard let settings = try? Settings(values) else { throw .unavailable("the settings are bad") }
        let check = ExerciseSource(settings).check(file)
        guard let plan = check.plan, let files = check.files else { throw .unavailable("\(file) has faults") }
        return LoadedExercise(files: files, defaults: settings.delivery, plan: plan)
    }
}

/// Writes facts one after the other, a thousand in a transaction.
private struct LogScribe {
    let store: SQLiteEventStore
    private var batch = CommitBatch()
    private var position: Int64 = 0
    private var run: Int64 = 1
    private var sent: Int64 = 0
    private var time = ExerciseInstant.zero

    init(store: SQLiteEventStore) { self.store = store }

    var wall: WallInstant { WallInstant(microseconds: 1_000_000 + time.microseconds) }

    /// One run from its start to the reset that ends it.
    mutating func writeRun(_ times: [Int64]) throws(EventStoreError) {
        try write(.clockStarted(wall: wall))
        for (place, milliseconds) in times.enumerated() {
            time = ExerciseInstant(milliseconds: milliseconds)
            sent += 1
            for team in 1...10 {
                let target = InjectTarget(
                    team: TeamID(trusted: "t\(team)"), inject: InjectID(trusted: "inject-\(team)-\(place)"))
                let release = Release(seq: sent, exerciseTime: time, lateness: 0, late: false, byHand: false)
                try write(.injectReleased(target, release))
                let root = position
                let proof = Proof(seq: sent, attempt: 1, kind: .broker, latency: 1)
                try write(.injectDelivered(target, proof), cause: root)
            }
        }
        try write(.clockStopped(wall: wall))
        time = .zero
        run += 1
        try write(.exerciseReset)
    }

    mutating func write(_ fact: Fact, cause: Int64? = nil) throws(EventStoreError) {
        position += 1
        let event = Event(
            exercise: LongLog.exercise, position: position, run: run, exerciseTime: time,
            at: UTCInstant(milliseconds: 1_760_000_000_000 + position), actor: cause == nil ? "clock" : "broker",
            causation: cause, root: cause, fact: fact)
        batch.records.append(FactCodec.record(event))
        if batch.records.count == 1_000 { try flush() }
    }

    mutating func flush() throws(EventStoreError) {
        try store.commit(batch)
        batch = CommitBatch()
    }
}
