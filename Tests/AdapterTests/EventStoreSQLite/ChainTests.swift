import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Foundation
import Testing

@Suite struct ChainTests {
    /// A way to damage the closed file, and the first position that shows it.
    struct Damage: CustomTestStringConvertible, Sendable {
        var sql: String
        var position: Int64
        var testDescription: String { sql }

        static let all: [Damage] =
            [
                "run = run + 1", "type = 'inject.deliverex'", "schema = 2", "event_id = '6'",
                "exercise_time = exercise_time | 1", "at = at - 1", "actor = 'brokes'", "causation = NULL",
                "causation = causation + 1", "correlation = 'inject:mail-1:team-rec'", "epoch = 1",
                "hash = zeroblob(32)", "hash = x'00'", "data = '{\"inject\":\"mail-0\"}'",
                "data = CAST(x'7B22696E6A656374223A226D61696C2DFF227D' AS TEXT)",
            ].map { Damage(sql: "UPDATE event SET \($0) WHERE position = 5", position: 5) } + [
                Damage(sql: "DELETE FROM event WHERE position = 5", position: 5),
                Damage(sql: "DELETE FROM event WHERE position = 1", position: 1),
                Damage(sql: "DELETE FROM event WHERE position > 5", position: 6),
                Damage(sql: "UPDATE event SET key = key + 1000 WHERE position = 9", position: 9),
                Damage(sql: swap, position: 3),
                Damage(sql: rename, position: 1),
            ]

        private static let swap = """
            UPDATE event SET key = key + 1000 WHERE position = 3; UPDATE event SET key = key - 1 WHERE position = 4;
            UPDATE event SET key = key - 999 WHERE position = 1003
            """
        private static let rename = """
            UPDATE exercise SET id = 'spare' WHERE id = 'harbour'; UPDATE exercise SET id = 'harbour' WHERE id = 'island'
            """
    }

    /// A closed store with ten events of `harbour` and of `island` each.
    private func filled() throws -> TemporaryStore {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        let island = ExerciseID(trusted: "island")
        let records = (1...10).flatMap { [EventStoreContract.record($0), EventStoreContract.record($0, of: island)] }
        try store.commit(CommitBatch(records: records, clocks: [EventStoreContract.clock(at: 10)]))
        store.close()
        return temporary
    }

    @Test(arguments: Damage.all)
    func `each kind of damage is found at its first position`(_ damage: Damage) throws {
        let temporary = try filled()
        let before = try temporary.open().verify(harbour)
        try temporary.tamper(damage.sql.replacing("position = 5", with: "position = 5 AND exercise = 1"))
        let after = try temporary.open().verify(harbour)
        #expect(before.isWhole)
        #expect(after.brokenPosition == damage.position)
    }

    @Test func `damage in one log leaves the verdict on another`() throws {
        let temporary = try filled()
        try temporary.tamper("UPDATE event SET run = 2 WHERE key = 1 << 40 | 4")
        let verdicts = try temporary.open().verifyAll()
        #expect(verdicts.map(\.exercise.text) == ["harbour", "island"])
        #expect(verdicts.map(\.brokenPosition) == [4, nil])
    }

    @Test func `a bit flipped anywhere in the file is told or changes no record`() throws {
        let temporary = try filled()
        let noted = try temporary.open().verifyAll()
        let bytes = try Data(contentsOf: URL(filePath: temporary.path))
        let copy = try TemporaryStore()
        var told = 0
        for offset in stride(from: 0, to: bytes.count, by: 97) {
            var flipped = bytes
            flipped[offset] ^= 1 << UInt8(offset % 8)
            try flipped.write(to: URL(filePath: copy.path))
            do {
                if try SQLiteEventStore.reader(path: copy.path).verifyAll() != noted { told += 1 }
            } catch {
                told += 1
            }
        }
        // Most of a small file is empty pages; the twenty records alone are some 3 KiB.
        #expect(told > 20)
    }

    @Test func `a head noted outside shows that a log was cut, or rewritten`() throws {
        let temporary = try filled()
        let noted = try #require(try temporary.open().verify(harbour).head)
        #expect(noted.position == 10)
        #expect(ChainHead("\(noted)") == noted)
        #expect(try temporary.open().verify(harbour, expecting: noted).isWhole)
        try temporary.tamper("DELETE FROM event WHERE position > 8; DELETE FROM clock")
        let store = try temporary.open()
        #expect(try store.verify(harbour).head?.position == 8)
        #expect(try store.verify(harbour, expecting: noted).brokenPosition == 9)
        try store.commit(CommitBatch(records: (9...11).map { EventStoreContract.record($0, data: [0x30]) }))
        #expect(try store.verify(harbour).head?.position == 11)
        #expect(try store.verify(harbour, expecting: noted).brokenPosition == 10)
    }

    @Test func `a head from the middle of a log is still in it later`() throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        let empty = try #require(try store.verify(harbour).head)
        try store.commit(CommitBatch(records: [EventStoreContract.record(1)]))
        let noted = try #require(try store.verify(harbour).head)
        try store.commit(CommitBatch(records: [EventStoreContract.record(2)]))
        #expect(try store.verify(harbour, expecting: empty).isWhole)
        #expect(try store.verify(harbour, expecting: noted).head?.position == 2)
        #expect(try store.verify(ExerciseID(trusted: "none"), expecting: noted).brokenPosition == 1)
    }

    @Test func `the hash of known records is the one that an outsider computes`() throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        try store.commit(CommitBatch(records: [EventStoreContract.record(1), EventStoreContract.record(2, id: "é-7")]))
        #expect(
            try store.verify(harbour).head?.description
                == "2:6a85d99772f3fd235a8ceb06fc3c5b7e14312e50a43a97b4f8aedabc195a802b")
    }

    @Test(arguments: [
        "", "1", "1:", "1:00", "-1:" + String(repeating: "0", count: 64), String(repeating: "g", count: 66),
    ])
    func `what is no head is not taken for one`(_ text: String) {
        #expect(ChainHead(text) == nil)
    }
}

extension LogVerdict {
    /// Whether the walk found nothing.
    var isWhole: Bool { head != nil }

    /// The head of a whole log.
    var head: ChainHead? {
        guard case .whole(let head) = finding else { return nil }
        return head
    }

    /// The first bad position of a broken one.
    var brokenPosition: Int64? {
        guard case .broken(let position, _) = finding else { return nil }
        return position
    }
}
