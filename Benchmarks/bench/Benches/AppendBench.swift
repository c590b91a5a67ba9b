import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import Glibc

/// Durable appends in batches, the store and the raw interface of SQLite by turns.
enum AppendBench {
    private static let sizes = [1, 10, 100, 1_000]

    static func run(_ place: Workplace) throws(BenchFault) {
        let folder = place.folder("appends")
        let rounds = place.isShort ? 1 : 3
        let milliseconds: Int64 = place.isShort ? 200 : 2_000
        var ours = sizes.map { _ in [Double]() }
        var raw = ours
        for _ in 0..<rounds {
            for (index, rate) in try reference(place, milliseconds, folder).enumerated() { raw[index].append(rate) }
            for (index, size) in sizes.enumerated() {
                ours[index].append(try rate(of: size, for: milliseconds, in: folder))
            }
        }
        for (index, size) in sizes.enumerated() {
            let (mine, reference) = (Sample.median(ours[index]), Sample.median(raw[index]))
            Figure(
                name: "appends_\(size)", unit: "events/s, median of \(rounds)", ours: mine, reference: reference,
                target: "ratio >= 0.8", isMet: mine >= 0.8 * reference,
                boundBy: size < 100 ? "the disk's sync" : "SQLite's insert, then the SHA-256 of the chain"
            ).tell()
        }
    }

    private static func reference(
        _ place: Workplace, _ milliseconds: Int64, _ folder: String
    ) throws(BenchFault) -> [Double] {
        let child = try Child(
            [
                "\(place.reference)/sqlite_ref", "--dir", folder, "--rows", "1000", "--milliseconds",
                "\(milliseconds)",
            ], in: folder, output: "raw")
        try child.finish()
        let object = try? JSONObject(Array(child.text.utf8)[...])
        let rates = object?["appends_per_second"]?.object?.fields.compactMap { $0.value.integer.map(Double.init) }
        guard let rates, rates.count == sizes.count else { throw BenchFault("sqlite_ref said nothing") }
        return rates
    }

    /// Events a second in batches of one size, into a store that is new.
    private static func rate(of size: Int, for milliseconds: Int64, in folder: String) throws(BenchFault) -> Double {
        let path = "\(folder)/store.db"
        for ending in ["", "-wal", "-shm", ".lock"] { unlink(path + ending) }
        let data =
            Array(("{\"inject\":\"inject-001\",\"team\":\"blue\",\"text\":\"".utf8))
            + Array(
                repeating: UInt8(ascii: "x"), count: 153) + Array("\"}".utf8)
        let exercise = ExerciseID(trusted: "bench")
        do throws(EventStoreError) {
            let store = try SQLiteEventStore(path: path)
            defer { store.close() }
            var position: Int64 = 0
            let began = SystemClock.wall().microseconds
            var now = began
            while now < began + milliseconds * 1_000 {
                var batch = CommitBatch()
                batch.records.reserveCapacity(size)
                for _ in 0..<size {
                    position += 1
                    batch.records.append(
                        EventRecord(
                            exercise: exercise, position: position, run: 1, type: "inject.delivered", schema: 1,
                            id: "\(position)", exerciseTime: ExerciseInstant(microseconds: position * 1_000),
                            at: UTCInstant(milliseconds: 1_760_000_000_000 + position), actor: "broker",
                            causation: position - 1, correlation: "bench-\(position)", data: data))
                }
                try store.commit(batch)
                now = SystemClock.wall().microseconds
            }
            return Double(position) * 1_000_000 / Double(now - began)
        } catch {
            throw BenchFault(error.sentence)
        }
    }
}
