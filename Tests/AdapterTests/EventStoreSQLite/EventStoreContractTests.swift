import EventStoreSQLite
import ExerciseHost
import ExerciseTestKit
import GRDB
import Testing

@Suite struct EventStoreContractTests {
    @Test(arguments: EventStoreContract.allCases)
    func `the store in memory keeps each promise`(_ promise: EventStoreContract) throws {
        let store = MemoryEventStore()
        let bench = EventStoreContract.Bench(
            store: store, breakCommits: { store.failCommits(with: .full("no space")) },
            mend: { store.failCommits(0, with: .full("")) })
        #expect(try promise.violations(on: bench) == [])
    }

    @Test(arguments: EventStoreContract.allCases)
    func `the store in SQLite keeps each promise`(_ promise: EventStoreContract) throws {
        let temporary = try TemporaryStore()
        let store = try temporary.open()
        let outsider = try temporary.outsider()
        let bench = EventStoreContract.Bench(
            store: store,
            breakCommits: { try outsider.hold() },
            mend: { try outsider.letGo() })
        #expect(try promise.violations(on: bench) == [])
    }

    @Test func `what was committed survives a crash of the store in memory, and the copy is apart`() throws {
        let store = MemoryEventStore(id: "abc123")
        try store.commit(
            CommitBatch(records: [EventStoreContract.record(1)], clocks: [EventStoreContract.clock(at: 1)]))
        store.failCommits(2, with: .unavailable("gone"))
        let survivors = store.survivors()
        try survivors.commit(CommitBatch(records: [EventStoreContract.record(2)]))
        #expect(store.heads() == [LogHead(exercise: harbour, position: 1)])
        #expect(survivors.heads() == [LogHead(exercise: harbour, position: 2)])
        #expect(survivors.clockRow(of: harbour) == EventStoreContract.clock(at: 1))
        #expect(survivors.storeID() == "abc123")
    }
}
