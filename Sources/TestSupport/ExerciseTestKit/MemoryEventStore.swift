package import ExerciseHost
package import ExerciseModel

/// The store's twin in memory: the same answers and refusals, and failures and crashes on demand.
package final class MemoryEventStore: EventStore {
    private struct SourceKey: Hashable {
        var exercise: ExerciseID
        var run: Int64
        var actor: String
        var id: String
    }

    private struct Content {
        var logs: [ExerciseID: [EventRecord]] = [:]
        var clocks: [ExerciseID: ClockRow] = [:]
        var sources: Set<SourceKey> = []
    }

    private let id: String
    private var committed = Content()
    private var failure: EventStoreError?
    private var failuresLeft = 0

    /// Makes an empty store; `id` is what `storeID` answers.
    package init(id: String = "0a1b2c") { self.id = id }

    /// Makes the next commits fail with `error`, so many of them; 0 mends the store.
    package func failCommits(_ count: Int = 1, with error: EventStoreError) {
        failure = error
        failuresLeft = count
    }

    /// What a crash at this instant leaves: a store of its own with all that was committed, and no failures.
    package func survivors() -> MemoryEventStore {
        let store = MemoryEventStore(id: id)
        store.committed = committed
        return store
    }

    package func heads() -> [LogHead] {
        committed.logs.map { LogHead(exercise: $0.key, position: Int64($0.value.count)) }
            .sorted { $0.exercise < $1.exercise }
    }

    package func read(_ exercise: ExerciseID, after position: Int64, _ body: (EventRecord) -> Bool) {
        for record in (committed.logs[exercise] ?? []).dropFirst(Int(max(position, 0))) {
            guard body(record) else { return }
        }
    }

    package func clockRow(of exercise: ExerciseID) -> ClockRow? { committed.clocks[exercise] }

    package func storeID() -> String { id }

    package func commit(_ batch: CommitBatch) throws(EventStoreError) {
        if let failure, failuresLeft > 0 {
            failuresLeft -= 1
            throw failure
        }
        try check(batch)
        for record in batch.records {
            committed.logs[record.exercise, default: []].append(record)
            if let key = Self.key(of: record) { committed.sources.insert(key) }
        }
        for clock in batch.clocks { committed.clocks[clock.exercise] = clock }
    }

    /// Refuses a batch before any of it is kept; a copy to fall back on would cost each commit the whole log.
    private func check(_ batch: CommitBatch) throws(EventStoreError) {
        var positions: [ExerciseID: Int64] = [:]
        var sources: Set<SourceKey> = []
        for record in batch.records {
            let last = positions[record.exercise] ?? Int64(committed.logs[record.exercise]?.count ?? 0)
            guard record.position == last + 1 else {
                throw .outOfOrder(exercise: record.exercise, expected: last + 1, found: record.position)
            }
            positions[record.exercise] = record.position
            guard let key = Self.key(of: record) else { continue }
            guard !committed.sources.contains(key), sources.insert(key).inserted else {
                throw .unavailable("the log of '\(record.exercise)' has the event '\(record.id)' of '\(record.actor)'")
            }
        }
    }

    /// What may stand in a run once; our own events are named by their position and need no such rule.
    private static func key(of record: EventRecord) -> SourceKey? {
        guard record.id != String(record.position) else { return nil }
        return SourceKey(exercise: record.exercise, run: record.run, actor: record.actor, id: record.id)
    }
}
