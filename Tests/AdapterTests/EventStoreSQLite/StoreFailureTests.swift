import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Foundation
import Testing

@Suite struct StoreFailureTests {
    @Test func `a full disk refuses the batch whole, and a smaller one still goes in`() throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open(pageLimit: 40)
        try store.commit(CommitBatch(records: [EventStoreContract.record(1)]))
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let tooMuch = CommitBatch(
            records: [EventStoreContract.record(2), EventStoreContract.record(3, data: long)],
            clocks: [EventStoreContract.clock(at: 3)])
        #expect(store.refusal(of: tooMuch) == .full("database or disk is full"))
        #expect(try store.heads() == [LogHead(exercise: harbour, position: 1)])
        try store.commit(CommitBatch(records: [EventStoreContract.record(2)]))
        #expect(try store.positions() == [1, 2])
        #expect(try store.clockRow(of: harbour) == nil)
        #expect(try store.verify(harbour).isWhole)
    }

    @Test func `an outsider with the write lock is waited for within bounds`() throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        let outsider = try temporary.outsider()
        let batch = CommitBatch(records: [EventStoreContract.record(1)])
        try outsider.hold()
        let start = ContinuousClock.now
        let refusal = store.refusal(of: batch)
        let waited = ContinuousClock.now - start
        #expect(refusal == .unavailable("another program holds the store's write lock (database is locked)"))
        #expect(waited >= .milliseconds(15) && waited < .seconds(2))
        try outsider.letGo()
        #expect(store.refusal(of: batch) == nil)
    }

    @Test func `the write-ahead log stays bounded over many commits`() throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        let reader = try SQLiteEventStore.reader(path: temporary.path)
        let data = [UInt8](repeating: UInt8(ascii: "x"), count: 4_000)
        var longest: UInt64 = 0
        for batch in 0..<30 {
            let first = Int64(batch) * 200 + 1
            let records = (first..<first + 200).map { EventStoreContract.record($0, data: data) }
            try store.commit(CommitBatch(records: records))
            try reader.read(harbour, after: first) { _ in false }
            longest = max(longest, try temporary.size(of: "scenarios.db-wal"))
        }
        #expect(try temporary.size(of: "scenarios.db") > 20 << 20)
        #expect(longest < 16 << 20)
    }

    @Test func `a process killed at any commit leaves a store with all that was committed`() throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        for position: Int64 in 1...30 {
            try store.commit(CommitBatch(records: [EventStoreContract.record(position)]))
            let copy = try temporary.copy()
            let found = try copy.open()
            #expect(try found.positions() == Array(1...position))
            #expect(try found.storeID() == store.storeID())
        }
    }

    @Test func `writes lost at the end leave a store that opens with the commits before them`() throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        try store.commit(CommitBatch(records: [EventStoreContract.record(1)]))
        for position: Int64 in 2...8 { try store.commit(CommitBatch(records: [EventStoreContract.record(position)])) }
        let length = try temporary.size(of: "scenarios.db-wal")
        for cut in stride(from: 0, through: length, by: 3_001) {
            let copy = try temporary.copy(walLength: cut)
            let found = try copy.open()
            let positions = try found.positions()
            let next = Int64(positions.count) + 1
            #expect(positions == Array(1..<next))
            #expect(try found.verifyAll().allSatisfy(\.isWhole))
            #expect(found.refusal(of: CommitBatch(records: [EventStoreContract.record(next)])) == nil)
        }
    }

    @Test func `the free space of the disk is told`() throws {
        let temporary = try TemporaryStore()
        #expect(try temporary.open().freeSpace() > 0)
    }
}
