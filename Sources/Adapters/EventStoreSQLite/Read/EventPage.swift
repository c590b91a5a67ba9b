import ExerciseHost
import ExerciseModel
import GRDB

/// Reads logs a page at a time, so that no read stays open while its reader is slow: an open read would keep the
/// write-ahead log from being cut back.
final class EventPage {
    /// One row with the hash that is written beside it; `nil` when that has not 32 bytes.
    struct Entry {
        var record: EventRecord
        var hash: ChainHash?
    }

    private static let rows = 256
    private static let bytes = 4 << 20

    private let select: PreparedStatement
    private var types = TextCache()
    private var actors = TextCache()
    private var correlations = TextCache()
    /// What the last call of `fill` found.
    private(set) var entries: [Entry] = []

    init(on db: Database) throws(EventStoreError) {
        select = try PreparedStatement(
            """
            SELECT key, run, type, schema, event_id, exercise_time, at, actor, causation, correlation, epoch, hash, data
                FROM event WHERE key > ? AND key <= ? ORDER BY key
            """, on: db)
        entries.reserveCapacity(Self.rows)
    }

    /// Reads the rows above `position`, up to a page; false when the log ends with it.
    func fill(from exercise: ExerciseID, number: Int64, after position: Int64) throws(EventStoreError) -> Bool {
        entries.removeAll(keepingCapacity: true)
        select.bind(1, EventKey.key(number: number, position: position))
        select.bind(2, EventKey.last(of: number))
        var size = 0
        while try select.step() {
            let data = select.bytes(12)
            size += data.count
            entries.append(Entry(record: record(of: exercise, data: data), hash: ChainHash(bytes: select.bytes(11))))
            if entries.count == Self.rows || size >= Self.bytes {
                select.reset()
                return true
            }
        }
        return false
    }

    private func record(of exercise: ExerciseID, data: UnsafeRawBufferPointer) -> EventRecord {
        EventRecord(
            exercise: exercise, position: EventKey.position(of: select.integer(0)), run: select.integer(1),
            type: types.text(select.bytes(2)), schema: Int(select.integer(3)),
            id: String(decoding: select.bytes(4), as: UTF8.self),
            exerciseTime: ExerciseInstant(microseconds: select.integer(5)),
            at: UTCInstant(milliseconds: select.integer(6)), actor: actors.text(select.bytes(7)),
            causation: select.optionalInteger(8), correlation: correlations.text(select.bytes(9)),
            epoch: select.integer(10), data: [UInt8](data))
    }
}
