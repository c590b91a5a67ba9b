package import ExerciseHost
package import ExerciseModel
import GRDB

/// The durable log in one SQLite file: write-ahead log, synced at every commit, one daemon at a time.
///
/// One thread at a time may use it. Beside the file stand SQLite's `-wal` and `-shm`, and `.lock`, which names the
/// process that writes.
package final class SQLiteEventStore: EventStore {
    private let path: String
    private var lock: StoreLock?
    private let queue: DatabaseQueue
    private let log: SQLiteEventReader
    private var appender: EventAppender?

    /// Opens the store at `path`, makes it if there is none, and brings an older one to the schema of today.
    ///
    /// `busyWait` is how many seconds a commit waits for an outsider that holds SQLite's write lock; `pageLimit` is
    /// how many pages the file may grow to, `nil` for as many as the disk takes.
    package init(path: String, busyWait: Double = 5, pageLimit: Int? = nil) throws(EventStoreError) {
        self.path = path
        lock = try StoreLock(path: path + ".lock")
        let queue = try StoreFile.openForWriting(path: path, busyWait: busyWait, pageLimit: pageLimit)
        self.queue = queue
        log = try SQLiteEventReader(queue: queue)
        appender = try queue.use { db in try EventAppender(on: db) }
    }

    deinit { close() }

    /// Opens the store at `path` for reading alone, beside a daemon that writes it or without one.
    package static func reader(path: String, busyWait: Double = 5) throws(EventStoreError) -> SQLiteEventReader {
        try SQLiteEventReader(path: path, busyWait: busyWait)
    }

    /// Moves the write-ahead log into the file and lets the store go; what is asked afterwards fails.
    package func close() {
        guard appender != nil else { return }
        appender = nil
        _ = try? queue.inDatabase { db in try db.checkpoint(.passive) }
        log.close()
        lock = nil
    }

    /// The exercises that have a log, each with its last position.
    package func heads() throws(EventStoreError) -> [LogHead] { try log.heads() }

    /// Gives records in order; `body` may commit.
    package func read(
        _ exercise: ExerciseID, after position: Int64, _ body: (EventRecord) -> Bool
    ) throws(EventStoreError) {
        try log.read(exercise, after: position, body)
    }

    /// The side row of the exercise's clock.
    package func clockRow(of exercise: ExerciseID) throws(EventStoreError) -> ClockRow? {
        try log.clockRow(of: exercise)
    }

    /// Appends in one synced transaction; a batch that fails leaves the logs as they were.
    package func commit(_ batch: CommitBatch) throws(EventStoreError) {
        guard let appender else { throw .unavailable("it was closed") }
        guard !batch.isEmpty else { return }
        try queue.use { db in try appender.append(batch, to: db) }
    }

    /// The six digits drawn when the file was made.
    package func storeID() throws(EventStoreError) -> String { try log.storeID() }

    /// Walks the chain of one exercise; with `expected`, a head noted earlier must be in it as well.
    package func verify(_ exercise: ExerciseID, expecting expected: ChainHead? = nil) throws(EventStoreError)
        -> LogVerdict
    {
        try log.verify(exercise, expecting: expected)
    }

    /// Walks the chains of all exercises, in the order of their names.
    package func verifyAll() throws(EventStoreError) -> [LogVerdict] { try log.verifyAll() }

    /// How many bytes the file system of the store still takes.
    package func freeSpace() throws(EventStoreError) -> Int64 { try StoreFile.freeSpace(at: path) }
}
