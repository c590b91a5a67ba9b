import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Foundation
import GRDB
import Testing

@Suite struct StoreOpeningTests {
    @Test func `a store opened again holds what it held, and goes on`() throws {
        let temporary = try TemporaryStore()
        let first = try temporary.open()
        let id = try first.storeID()
        try first.commit(
            CommitBatch(records: [EventStoreContract.record(1)], clocks: [EventStoreContract.clock(at: 1)]))
        first.close()
        let second = try temporary.open()
        try second.commit(CommitBatch(records: [EventStoreContract.record(2)]))
        #expect(try second.positions() == [1, 2])
        #expect(try second.clockRow(of: harbour) == EventStoreContract.clock(at: 1))
        #expect(try second.storeID() == id)
    }

    @Test func `a closed store leaves one file and refuses work`() throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        try store.commit(CommitBatch(records: [EventStoreContract.record(1)]))
        store.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: temporary.folder.path).sorted()
        #expect(names == ["scenarios.db", "scenarios.db.lock"])
        #expect(
            store.refusal(of: CommitBatch(records: [EventStoreContract.record(2)])) == .unavailable("it was closed"))
        #expect(throws: EventStoreError.self) { try store.positions() }
    }

    @Test func `a second daemon is refused by the number of the first, and let in after it`() throws {
        let temporary = try TemporaryStore()
        var first: SQLiteEventStore? = try temporary.open()
        let expected = EventStoreError.locked("process \(getpid()) holds \(temporary.path).lock")
        #expect(temporary.refusal() == expected)
        #expect(try first?.positions() == [])
        first = nil
        #expect(temporary.refusal() == nil)
    }

    @Test func `a store of a newer version is refused and not touched`() throws {
        let temporary = try TemporaryStore()
        try temporary.filled(1)
        try temporary.tamper("PRAGMA user_version = 99")
        #expect(temporary.refusal() == .newer(found: 99, known: 1))
        #expect(throws: EventStoreError.newer(found: 99, known: 1)) {
            try SQLiteEventStore.reader(path: temporary.path)
        }
    }

    @Test func `the database of another program is refused and not touched`() throws {
        let temporary = try TemporaryStore()
        try temporary.tamper("CREATE TABLE recipe (name TEXT)")
        let before = try Data(contentsOf: URL(filePath: temporary.path))
        let sentence =
            "\(temporary.path) is an SQLite file of another program: name another file, or move this one away"
        #expect(temporary.refusal() == .damaged(sentence))
        #expect(try Data(contentsOf: URL(filePath: temporary.path)) == before)
    }

    @Test func `a file that is no database is refused and not touched`() throws {
        let temporary = try TemporaryStore()
        let text = Data(String(repeating: "not a store\n", count: 100).utf8)
        try text.write(to: URL(filePath: temporary.path))
        #expect(temporary.refusal() == .damaged("\(temporary.path): file is not a database"))
        #expect(try Data(contentsOf: URL(filePath: temporary.path)) == text)
    }

    @Test func `an empty file becomes a store`() throws {
        let temporary = try TemporaryStore()
        try Data().write(to: URL(filePath: temporary.path))
        #expect(temporary.refusal() == nil)
    }

    @Test func `a folder that is not there is named`() throws {
        let temporary = try TemporaryStore()
        let path = temporary.folder.path + "/none/scenarios.db"
        #expect(throws: EventStoreError.unavailable("cannot open \(path).lock: No such file or directory")) {
            try SQLiteEventStore(path: path)
        }
    }

    @Test func `two stores draw two ids`() throws {
        let ids = try (0..<4).map { _ in try TemporaryStore().open().storeID() }
        #expect(Set(ids).count > 1)
    }

    @Test func `another program can tell the file for what it is`() throws {
        let temporary = try TemporaryStore()
        try temporary.filled(1)
        let queue = try DatabaseQueue(path: temporary.path)
        let header = try queue.inDatabase { db in
            try ["application_id", "user_version", "journal_mode"].map { try String.fetchOne(db, sql: "PRAGMA \($0)") }
        }
        #expect(header == ["1464034668", "1", "wal"])
    }
}
