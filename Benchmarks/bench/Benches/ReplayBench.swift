import Assembly
import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import Orchestration

/// A log read back into state, beside a bare `SELECT` of the same rows.
enum ReplayBench {
    static func run(_ place: Workplace) throws(BenchFault) {
        let log = try LongLog(place)
        var raw: [Double] = []
        var ours: [Double] = []
        for _ in 0..<3 {
            raw.append(try reference(place, log))
            ours.append(try replay(log))
        }
        let (rate, reference) = (Sample.median(ours), Sample.median(raw))
        let stages = try stages(log)
        Figure(
            name: "replay", unit: "events/s of \(log.events), median of 3", ours: rate, reference: reference,
            target: ">= 600000 events/s", isMet: rate >= 600_000,
            boundBy: "one core for the rows, one for JSON into facts and the fold",
            details: [
                ("read_ns_each", stages.read), ("decode_ns_each", stages.decode),
                ("fold_ns_each", 1e9 / rate - stages.read - stages.decode),
            ]
        ).tell()
    }

    /// Rows a second of a bare SELECT.
    static func reference(_ place: Workplace, _ log: LongLog) throws(BenchFault) -> Double {
        let child = try Child(
            ["\(place.reference)/sqlite_ref", "--read", log.store], in: log.folder, output: "raw")
        try child.finish()
        let object = try? JSONObject(Array(child.text.utf8)[...])
        guard let rate = object?["reads_per_second"]?.integer else { throw BenchFault("sqlite_ref said nothing") }
        return Double(rate)
    }

    /// Events a second from the store to an exercise that stands.
    private static func replay(_ log: LongLog) throws(BenchFault) -> Double {
        do throws(EventStoreError) {
            let store = try SQLiteEventStore(path: log.store)
            defer { store.close() }
            let identity = HostIdentity(instance: InstanceID(trusted: "bench"), version: "0", bootID: "none")
            let host = Host(store: store, codec: ExerciseSource.codec, identity: identity)
            let began = SystemClock.now()
            let outcome = try? host.restore(LongLog.exercise, now: began)
            let took = SystemClock.wall().microseconds - began.wall.microseconds
            guard outcome != nil, let state = host.exercise(LongLog.exercise)?.state else {
                throw .unavailable("the long log cannot be restored")
            }
            return Double(state.position) * 1e6 / Double(took)
        } catch {
            throw BenchFault(error.sentence)
        }
    }

    /// Nanoseconds an event for reading alone, and what it adds to read the facts out of it beside.
    private static func stages(_ log: LongLog) throws(BenchFault) -> (read: Double, decode: Double) {
        do throws(EventStoreError) {
            let reader = try SQLiteEventStore.reader(path: log.store)
            defer { reader.close() }
            let codec = ExerciseSource.codec
            let began = SystemClock.wall().microseconds
            var count = 0
            try reader.read(LongLog.exercise, after: 0) { _ in
                count += 1
                return true
            }
            let read = SystemClock.wall().microseconds
            try reader.read(LongLog.exercise, after: 0) { (try? codec.event($0)) != nil }
            let decoded = SystemClock.wall().microseconds
            let (first, second) = (Double(read - began), Double(decoded - read))
            return (first * 1_000 / Double(count), (second - first) * 1_000 / Double(count))
        } catch {
            throw BenchFault(error.sentence)
        }
    }
}
