import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Foundation
import Testing

@Suite struct StoreReaderTests {
    @Test func `a reader beside the daemon sees each commit`() throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        let reader = try SQLiteEventStore.reader(path: temporary.path)
        for position: Int64 in 1...3 {
            let batch = CommitBatch(
                records: [EventStoreContract.record(position)], clocks: [EventStoreContract.clock(at: position)])
            try store.commit(batch)
            #expect(try reader.heads() == [LogHead(exercise: harbour, position: position)])
            #expect(try reader.clockRow(of: harbour) == EventStoreContract.clock(at: position))
        }
        #expect(try reader.storeID() == store.storeID())
        #expect(try reader.verify(harbour) == store.verify(harbour))
    }

    @Test func `the daemon commits and cuts its log back while a reader is in the middle of a read`() throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        try store.commit(CommitBatch(records: (1...600).map { EventStoreContract.record($0) }))
        let reader = try SQLiteEventStore.reader(path: temporary.path)
        var seen: [Int64] = []
        try reader.read(harbour, after: 0) { record in
            seen.append(record.position)
            guard record.position <= 600 else { return true }
            return store.refusal(of: CommitBatch(records: [EventStoreContract.record(600 + record.position)])) == nil
        }
        #expect(seen == Array(1...1_200))
    }

    /// The first 256 rows are read at once, the others 2,048 at a time on a thread of its own.
    @Test(arguments: [256, 257, 2_303, 2_304, 2_305, 6_000] as [Int64])
    func `a long log comes whole and in order`(count: Int64) throws {
        let temporary = try TemporaryStore()
        let records = try temporary.filled(count)
        let reader = try SQLiteEventStore.reader(path: temporary.path)
        var found: [EventRecord] = []
        try reader.read(harbour, after: 0) {
            found.append($0)
            return true
        }
        #expect(found == records)
        guard case .whole(let head) = try reader.verify(harbour).finding else {
            Issue.record("the chain is broken")
            return
        }
        #expect(head.position == count)
    }

    @Test func `whoever reads a long log may stop anywhere, and then write`() throws {
        let temporary = try TemporaryStore()
        try temporary.filled(5_000)
        let store = try temporary.open()
        for (number, stop) in ([1, 256, 257, 2_304, 2_305, 4_999] as [Int64]).enumerated() {
            var last: Int64 = 0
            try store.read(harbour, after: 0) {
                last = $0.position
                return last < stop
            }
            #expect(last == stop)
            #expect(store.refusal(of: CommitBatch(records: [EventStoreContract.record(5_001 + Int64(number))])) == nil)
        }
    }

    @Test func `whoever reads a long log may write meanwhile, and reads that too`() throws {
        let temporary = try TemporaryStore()
        try temporary.filled(3_000)
        let store = try temporary.open()
        var seen: [Int64] = []
        try store.read(harbour, after: 0) { record in
            seen.append(record.position)
            guard record.position <= 3_000, record.position % 100 == 0 else { return true }
            let next = EventStoreContract.record(3_000 + record.position / 100)
            return store.refusal(of: CommitBatch(records: [next])) == nil
        }
        #expect(seen == Array(1...3_030))
    }

    @Test func `a reader works without a daemon and changes nothing`() throws {
        let temporary = try TemporaryStore()
        let records = try temporary.filled(3)
        let before = try Data(contentsOf: URL(filePath: temporary.path))
        let reader = try SQLiteEventStore.reader(path: temporary.path)
        var found: [EventRecord] = []
        try reader.read(harbour, after: 0) {
            found.append($0)
            return true
        }
        reader.close()
        #expect(found == records)
        #expect(try Data(contentsOf: URL(filePath: temporary.path)) == before)
        #expect(temporary.refusal() == nil)
    }

    @Test func `a reader makes no store where there is none`() throws {
        let temporary = try TemporaryStore()
        #expect(throws: EventStoreError.unavailable("there is no store at \(temporary.path)")) {
            try SQLiteEventStore.reader(path: temporary.path)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.folder.path) == [])
    }

    @Test func `a reader is no second daemon`() throws {
        let temporary = try TemporaryStore()
        try temporary.filled(1)
        let reader = try SQLiteEventStore.reader(path: temporary.path)
        #expect(temporary.refusal() == nil)
        #expect(try reader.heads() == [LogHead(exercise: harbour, position: 1)])
    }
}
