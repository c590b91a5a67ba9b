package import ExerciseHost
package import ExerciseModel
import GRDB

/// Reads a store: its logs, its clocks and the chains; one thread at a time may use it.
package final class SQLiteEventReader {
    /// Rows that are read before it pays to have a thread read on.
    private static let firstRows = 256

    private let queue: DatabaseQueue
    private var select: EventSelect?

    /// Opens the file at `path` without ever writing to it; `busyWait` is in seconds.
    package convenience init(path: String, busyWait: Double = 5) throws(EventStoreError) {
        try self.init(queue: StoreFile.openForReading(path: path, busyWait: busyWait))
    }

    /// Reads over a connection that is open.
    init(queue: DatabaseQueue) throws(EventStoreError) {
        self.queue = queue
        select = try EventSelect(queue: queue)
    }

    deinit { close() }

    /// Lets the file go; what is asked afterwards fails.
    package func close() {
        select = nil
        try? queue.close()
    }

    /// The exercises that have a log, each with its last position, in the order of their names.
    package func heads() throws(EventStoreError) -> [LogHead] {
        try queue.use { db in try LogEnd.all(in: db) }
            .filter { $0.value.position > 0 }
            .map { LogHead(exercise: $0.key, position: $0.value.position) }
            .sorted { $0.exercise < $1.exercise }
    }

    /// Gives the records of one exercise with positions above `position`, in order, until `body` answers false.
    package func read(
        _ exercise: ExerciseID, after position: Int64, _ body: (EventRecord) -> Bool
    ) throws(EventStoreError) {
        try walk(exercise, after: position) { body($0.record) }
    }

    /// The side row of the exercise's clock, or `nil` when it never ran.
    package func clockRow(of exercise: ExerciseID) throws(EventStoreError) -> ClockRow? {
        try queue.use { db in try ClockRow.stored(for: exercise, in: db) }
    }

    /// Six hexadecimal digits that the store drew when it was made.
    package func storeID() throws(EventStoreError) -> String {
        let id = try queue.use { db in try String.fetchOne(db, sql: "SELECT id FROM store") }
        guard let id else { throw .damaged("it has no id") }
        return id
    }

    /// All exercises that the store has a number for, with a log or without, in the order of their names.
    func exercises() throws(EventStoreError) -> [ExerciseID] {
        try queue.use { db in try String.fetchAll(db, sql: "SELECT id FROM exercise ORDER BY id") }
            .map(ExerciseID.init(trusted:))
    }

    /// Gives the stored rows above `position`, in order, until `body` answers false; no read is open meanwhile, and what
    /// is committed meanwhile is given as well.
    func walk(
        _ exercise: ExerciseID, after position: Int64, _ body: (EventPage.Entry) -> Bool
    ) throws(EventStoreError) {
        guard let select else { throw .unavailable("it was closed") }
        let number = try queue.use { db in
            try Int64.fetchOne(db, sql: "SELECT number FROM exercise WHERE id = ?", arguments: [exercise.text])
        }
        guard let number else { return }
        var cursor = EventSelect.Cursor(number: number, position: min(max(position, 0), EventKey.lastPosition))
        var page = EventPage()
        var texts = KnownTexts()
        repeat {
            try select.fill(&page, from: &cursor, rows: Self.firstRows)
            guard page.give(exercise, &texts, to: body) else { return }
            // Where no thread can be had, this one reads on.
            guard page.isFull, let ahead = try? ReadAhead(select, from: cursor) else { continue }
            defer { ahead.stop() }
            while let page = try ahead.next() {
                guard page.give(exercise, &texts, to: body) else { return }
                cursor.position = page.last ?? cursor.position
                ahead.reuse(page)
            }
        } while !page.isEmpty
    }
}
