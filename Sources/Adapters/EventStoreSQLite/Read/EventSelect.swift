import ExerciseHost
import GRDB

/// Reads the rows of a log a page at a time, so that no read stays open while its reader is slow: an open read would
/// keep the write-ahead log from being cut back.
final class EventSelect {
    /// How far a log has been read.
    struct Cursor: Sendable {
        /// The exercise's number in the file.
        var number: Int64
        /// The last position that was read.
        var position: Int64
    }

    private static let bytes = 4 << 20

    private let queue: DatabaseQueue
    private let select: PreparedStatement

    init(queue: DatabaseQueue) throws(EventStoreError) {
        self.queue = queue
        select = try queue.use { db in
            try PreparedStatement(
                """
                SELECT key, run, type, schema, event_id, exercise_time, at, actor, causation, correlation, epoch, hash,
                    data FROM event WHERE key > ? AND key <= ? ORDER BY key
                """, on: db)
        }
    }

    /// Reads the rows behind the cursor, so many at most, and moves it to the last of them; an empty page says that the
    /// log has no more.
    func fill(_ page: inout EventPage, from cursor: inout Cursor, rows: Int) throws(EventStoreError) {
        try queue.use { _ in try fill(&page, behind: cursor, rows: rows) }
        cursor.position = page.last ?? cursor.position
    }

    private func fill(_ page: inout EventPage, behind cursor: Cursor, rows: Int) throws(EventStoreError) {
        page.clear()
        select.bind(1, EventKey.key(number: cursor.number, position: cursor.position))
        select.bind(2, EventKey.last(of: cursor.number))
        while try select.step() {
            keepRow(in: &page)
            if page.size.rows == rows || page.size.bytes >= Self.bytes {
                page.isFull = true
                select.reset()
                return
            }
        }
    }

    private func keepRow(in page: inout EventPage) {
        var row = EventPage.Row(
            position: EventKey.position(of: select.integer(0)), run: select.integer(1), schema: select.integer(3),
            exerciseTime: select.integer(5), at: select.integer(6), causation: select.optionalInteger(8),
            epoch: select.integer(10))
        row.type = page.keep(select.bytes(2))
        row.id = page.keep(select.bytes(4))
        row.actor = page.keep(select.bytes(7))
        row.correlation = page.keep(select.bytes(9))
        row.hash = page.keep(select.bytes(11))
        row.data = page.keep(select.bytes(12))
        page.append(row)
    }
}
