import ExerciseHost
import ExerciseModel
import ExerciseTestKit

/// A store in memory that tells which batches it was given.
final class WatchedStore: EventStore {
    let memory: MemoryEventStore
    private(set) var batches: [CommitBatch] = []
    /// Whether reading fails.
    var isUnreadable = false

    init(_ memory: MemoryEventStore = MemoryEventStore()) { self.memory = memory }

    func heads() throws(EventStoreError) -> [LogHead] { memory.heads() }

    func read(
        _ exercise: ExerciseID, after position: Int64, _ body: (EventRecord) -> Bool
    ) throws(EventStoreError) {
        if isUnreadable { throw .unavailable("I/O error") }
        memory.read(exercise, after: position, body)
    }

    func clockRow(of exercise: ExerciseID) throws(EventStoreError) -> ClockRow? { memory.clockRow(of: exercise) }

    func commit(_ batch: CommitBatch) throws(EventStoreError) {
        try memory.commit(batch)
        batches.append(batch)
    }

    func storeID() throws(EventStoreError) -> String { memory.storeID() }
}
