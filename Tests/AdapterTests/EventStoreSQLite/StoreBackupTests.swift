import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Foundation
import Testing

@Suite struct StoreBackupTests {
    private func files(_ store: TemporaryStore) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: store.folder.path).filter { $0.hasPrefix("copy") })
    }

    private func fault(_ backup: StoreBackup, replacing: Bool = false) -> StoreBackup.Fault? {
        do {
            _ = try backup.make(replacing: replacing)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a copy beside a store that is open has the same heads, and is for its owner alone`() throws {
        let store = try TemporaryStore()
        try store.filled(600)
        let daemon = try store.open()
        let copy = store.folder.appending(path: "copy.db").path

        let verdicts = try StoreBackup(of: store.path, at: copy).make(replacing: false)

        #expect(verdicts == (try daemon.verifyAll()))
        #expect(try files(store) == ["copy.db"])
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `what is committed meanwhile is not in the copy, and begins it nowhere anew`() throws {
        let store = try TemporaryStore()
        let daemon = try store.open()
        // About 1,100 pages of 8 KiB: two portions.
        let text = String(repeating: "x", count: 60_000)
        let records = (1...150).map { position in
            var record = EventStoreContract.record(Int64(position))
            record.data = Array("{\"text\":\"\(text)\"}".utf8)
            return record
        }
        for record in records { try daemon.commit(CommitBatch(records: [record])) }
        let (more, looks) = ([EventStoreContract.record(151)], Looks())
        let copy = store.folder.appending(path: "copy.db").path

        let verdicts = try StoreBackup(of: store.path, at: copy).make(replacing: false) {
            if looks.isFirst() { #expect(throws: Never.self) { try daemon.commit(CommitBatch(records: more)) } }
            return true
        }

        #expect(verdicts.count == 1)
        if case .whole(let head) = verdicts.first?.finding { #expect(head.position == 150) }
        #expect(try daemon.positions().last == 151)
    }

    @Test func `a daemon takes a copy for its store`() throws {
        let store = try TemporaryStore()
        try store.filled(3)
        let copy = store.folder.appending(path: "copy.db").path
        _ = try StoreBackup(of: store.path, at: copy).make(replacing: false)

        let daemon = try SQLiteEventStore(path: copy)
        try daemon.commit(CommitBatch(records: [EventStoreContract.record(4)]))

        #expect(try daemon.positions() == [1, 2, 3, 4])
    }

    @Test func `a file that is there is replaced only when asked, and never the store or a folder`() throws {
        let store = try TemporaryStore()
        try store.filled(3)
        let copy = store.folder.appending(path: "copy.db").path
        try "old".write(toFile: copy, atomically: true, encoding: .utf8)
        let backup = StoreBackup(of: store.path, at: copy)

        #expect(fault(backup) == .exists)
        #expect(try String(contentsOfFile: copy, encoding: .utf8) == "old")
        #expect(fault(backup, replacing: true) == nil)
        #expect(try SQLiteEventStore(path: copy).positions() == [1, 2, 3])
        #expect(fault(StoreBackup(of: store.path, at: store.path), replacing: true) == .isTheStore)
        #expect(fault(StoreBackup(of: store.path, at: store.folder.path), replacing: true) == .isNoFile)
    }

    @Test func `a copy that fails or is interrupted leaves nothing`() throws {
        let store = try TemporaryStore()
        try store.filled(3)
        let copy = store.folder.appending(path: "copy.db").path
        let nowhere = store.folder.appending(path: "none/copy.db").path

        #expect(throws: StoreBackup.Fault.unwritable("No such file or directory")) {
            try StoreBackup(of: store.path, at: nowhere).make(replacing: false)
        }
        #expect(throws: StoreBackup.Fault.store(.unavailable("there is no store at \(nowhere)"))) {
            try StoreBackup(of: nowhere, at: copy).make(replacing: false)
        }
        #expect(try files(store) == [])
    }

    @Test func `a broken chain is told of the copy as of the store`() throws {
        let store = try TemporaryStore()
        try store.filled(3)
        try store.tamper("UPDATE event SET data = '{}' WHERE key = (SELECT min(key) FROM event)")

        let verdicts = try StoreBackup(of: store.path, at: store.folder.appending(path: "copy.db").path)
            .make(replacing: false)

        #expect(verdicts.map { $0.finding } != [])
        #expect(!verdicts.contains { if case .whole = $0.finding { true } else { false } })
    }
}

/// Whether something is looked at for the first time.
private final class Looks {
    private var count = 0

    func isFirst() -> Bool {
        count += 1
        return count == 1
    }
}
