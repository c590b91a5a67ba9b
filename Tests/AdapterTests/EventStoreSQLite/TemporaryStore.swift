import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Foundation
import GRDB
import Testing

/// A folder of its own for one store, removed with the value.
final class TemporaryStore {
    let folder: URL
    var path: String { folder.appending(path: "scenarios.db").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Opens the store; a commit waits 20 ms for an outsider.
    func open(pageLimit: Int? = nil) throws -> SQLiteEventStore {
        try SQLiteEventStore(path: path, busyWait: 0.02, pageLimit: pageLimit)
    }

    /// What opening is refused with.
    func refusal() -> EventStoreError? {
        do {
            _ = try SQLiteEventStore(path: path)
            return nil
        } catch {
            return error
        }
    }

    /// Makes the store with so many events of `harbour`, and closes it.
    @discardableResult
    func filled(_ count: Int64) throws -> [EventRecord] {
        let records = (1...count).map { EventStoreContract.record($0) }
        let store = try open()
        try store.commit(CommitBatch(records: records, clocks: [EventStoreContract.clock(at: count - 1)]))
        store.close()
        return records
    }

    /// Opens the file as any other program would.
    func outsider() throws -> Outsider { try Outsider(path: path) }

    /// The length of a file in the folder, 0 when it is not there.
    func size(of name: String) throws -> UInt64 {
        let file = folder.appending(path: name).path
        guard FileManager.default.fileExists(atPath: file) else { return 0 }
        return try FileManager.default.attributesOfItem(atPath: file)[.size] as? UInt64 ?? 0
    }

    /// The files as a kill at this instant would leave them; `walLength` cuts the write-ahead log, which is how the
    /// loss of power leaves writes that were not synced.
    func copy(walLength: UInt64? = nil) throws -> TemporaryStore {
        let copy = try TemporaryStore()
        for name in ["scenarios.db", "scenarios.db-wal"] {
            let target = copy.folder.appending(path: name)
            try FileManager.default.copyItem(at: folder.appending(path: name), to: target)
            guard name.hasSuffix("wal"), let walLength else { continue }
            let handle = try FileHandle(forWritingTo: target)
            try handle.truncate(atOffset: walLength)
            try handle.close()
        }
        return copy
    }

    /// Changes the closed file as any other program could.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { db in try db.execute(sql: sql) }
        try queue.close()
    }
}

/// Another program that takes SQLite's write lock and keeps it.
final class Outsider {
    private let queue: DatabaseQueue

    init(path: String) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    func hold() throws { try queue.inDatabase { db in try db.execute(sql: "BEGIN IMMEDIATE") } }

    func letGo() throws { try queue.inDatabase { db in try db.execute(sql: "ROLLBACK") } }
}

/// The exercise that the records of the contract belong to.
let harbour = ExerciseID(trusted: "harbour")

extension SQLiteEventStore {
    /// The positions in the log of `harbour`.
    func positions() throws -> [Int64] {
        var positions: [Int64] = []
        try read(harbour, after: 0) {
            positions.append($0.position)
            return true
        }
        return positions
    }

    /// What committing is refused with.
    func refusal(of batch: CommitBatch) -> EventStoreError? {
        do {
            try commit(batch)
            return nil
        } catch {
            return error
        }
    }
}
