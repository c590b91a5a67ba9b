import ExerciseHost
import ExerciseModel

/// Rows of one log as they stand in the file, in two pieces of memory that are filled again and again.
///
/// A page may be filled on one thread and gone through on another: texts and data are made where they are used, because
/// to free what another thread has allocated is dear.
struct EventPage: Sendable {
    /// One row with the hash that is written beside it; `nil` when that has not 32 bytes.
    struct Entry {
        var record: EventRecord
        var hash: ChainHash?
    }

    /// The numbers of a row, and where its texts end; the first begins where the row before has its end.
    struct Row: Sendable {
        var position: Int64
        var run: Int64
        var schema: Int64
        var exerciseTime: Int64
        var at: Int64
        var causation: Int64?
        var epoch: Int64
        var type = 0
        var id = 0
        var actor = 0
        var correlation = 0
        var hash = 0
        var data = 0
    }

    private var rows: [Row] = []
    private var bytes: [UInt8] = []
    /// Whether the page ended before the log did.
    var isFull = false

    var isEmpty: Bool { rows.isEmpty }
    /// How many rows it holds, and how many bytes their texts have.
    var size: (rows: Int, bytes: Int) { (rows.count, bytes.count) }
    /// The position of the last row.
    var last: Int64? { rows.last?.position }

    mutating func clear() {
        rows.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        isFull = false
    }

    mutating func append(_ row: Row) { rows.append(row) }

    /// Keeps a text; gives its end.
    mutating func keep(_ text: UnsafeRawBufferPointer) -> Int {
        bytes.append(contentsOf: text)
        return bytes.count
    }

    /// Gives the rows in order until `body` answers false; answers whether all were given.
    func give(_ exercise: ExerciseID, _ texts: inout KnownTexts, to body: (Entry) -> Bool) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var start = 0
            for row in rows {
                guard body(entry(row, at: start, in: bytes, exercise, &texts)) else { return false }
                start = row.data
            }
            return true
        }
    }

    private func entry(
        _ row: Row, at start: Int, in bytes: UnsafeRawBufferPointer, _ exercise: ExerciseID, _ texts: inout KnownTexts
    ) -> Entry {
        func text(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        }
        let record = EventRecord(
            exercise: exercise, position: row.position, run: row.run, type: texts.types.text(text(start, row.type)),
            schema: Int(row.schema), id: String(decoding: text(row.type, row.id), as: UTF8.self),
            exerciseTime: ExerciseInstant(microseconds: row.exerciseTime), at: UTCInstant(milliseconds: row.at),
            actor: texts.actors.text(text(row.id, row.actor)), causation: row.causation,
            correlation: texts.correlations.text(text(row.actor, row.correlation)), epoch: row.epoch,
            data: [UInt8](text(row.hash, row.data)))
        return Entry(record: record, hash: ChainHash(bytes: text(row.correlation, row.hash)))
    }
}

/// Texts that stand in many rows of a log.
struct KnownTexts {
    var types = TextCache()
    var actors = TextCache()
    var correlations = TextCache()
}
