import ExerciseHost
import GRDB
import Glibc

/// The SQLite file: how it is told from others, opened and set up.
enum StoreFile {
    /// "WCel" in the file's header, so that `file` and a second program know whose it is.
    static let applicationID: Int64 = 0x5743_656C

    /// Pages of 8 KiB take about 20 events each: a replay reads a fifth faster than by SQLite's 4 KiB.
    private static let pageSize = 8_192
    /// Pages after which a commit moves the write-ahead log into the file: 8 MiB.
    private static let checkpointPages = 1_000
    /// What a write-ahead log is cut back to when a long reader had let it grow, in bytes.
    private static let walLimit = 64 << 20

    /// Opens or makes the store and brings it to the schema of today.
    static func openForWriting(path: String, busyWait: Double, pageLimit: Int?) throws(EventStoreError)
        -> DatabaseQueue
    {
        let queue = try open(path: path, busyWait: busyWait, readOnly: false)
        try queue.use { db in
            let version = try schemaVersion(of: db, path: path)
            do { try setUp(db, isNew: version == nil, pageLimit: pageLimit) } catch { throw StoreFault.error(error) }
            try Migration.bring(db, from: version ?? 0)
            // The schema and the store's id shall stand in the file itself, should its write-ahead log get lost.
            if version != Migration.known { try db.checkpoint(.passive) }
        }
        return queue
    }

    /// Opens a store that is there, and never writes to it.
    static func openForReading(path: String, busyWait: Double) throws(EventStoreError) -> DatabaseQueue {
        guard access(path, F_OK) == 0 else { throw .unavailable("there is no store at \(path)") }
        let queue = try open(path: path, busyWait: busyWait, readOnly: true)
        try queue.use { db in
            let version = try schemaVersion(of: db, path: path) ?? 0
            guard version == Migration.known else {
                throw EventStoreError.unavailable(
                    "\(path) has schema \(version): the daemon brings it to \(Migration.known) at a start")
            }
        }
        return queue
    }

    /// Bytes that the file system under `path` still gives to an ordinary user.
    static func freeSpace(at path: String) throws(EventStoreError) -> Int64 {
        var system = statvfs()
        guard statvfs(path, &system) == 0 else {
            throw .unavailable("cannot ask for the space at \(path): \(String(cString: strerror(errno)))")
        }
        return Int64(
            clamping: UInt64(system.f_bavail).multipliedReportingOverflow(by: UInt64(system.f_frsize)).partialValue)
    }

    private static func open(path: String, busyWait: Double, readOnly: Bool) throws(EventStoreError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "store"
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(busyWait)
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw StoreFault.error(error, path: path)
        }
    }

    /// The version in the file's header, `nil` for a file that holds nothing yet; refuses what is no store of ours.
    private static func schemaVersion(of db: Database, path: String) throws(EventStoreError) -> Int? {
        let application: Int64
        let version: Int
        let tables: Int
        do {
            application = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        } catch {
            throw StoreFault.error(error, path: path)
        }
        if application == 0 && version == 0 && tables == 0 { return nil }
        guard application == applicationID else {
            throw .damaged("\(path) is an SQLite file of another program: name another file, or move this one away")
        }
        guard version <= Migration.known else { throw .newer(found: version, known: Migration.known) }
        return version
    }

    private static func setUp(_ db: Database, isNew: Bool, pageLimit: Int?) throws {
        if isNew { try db.execute(sql: "PRAGMA page_size = \(pageSize)") }
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") ?? "none"
        guard mode == "wal" else {
            throw EventStoreError.unavailable("its file system takes no write-ahead log (journal mode '\(mode)')")
        }
        // Set here, after GRDB has set the connection up: its pools set NORMAL by themselves.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
            throw EventStoreError.unavailable("SQLite does not take synchronous = FULL, so no commit would be durable")
        }
        try db.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
        try db.execute(sql: "PRAGMA journal_size_limit = \(walLimit)")
        if let pageLimit { try db.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
    }
}
