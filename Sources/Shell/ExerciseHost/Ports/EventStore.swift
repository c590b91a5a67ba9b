package import ExerciseModel

/// Keeps the log of every exercise, durably and in order. One thread writes; `commit` blocks until the disk has it.
package protocol EventStore: AnyObject {
    /// The exercises that have a log, each with its last position.
    func heads() throws(EventStoreError) -> [LogHead]

    /// Gives the records of one exercise with positions above `position`, in order, until `body` answers false.
    func read(
        _ exercise: ExerciseID, after position: Int64, _ body: (EventRecord) -> Bool
    ) throws(EventStoreError)

    /// The side row of the exercise's clock, or `nil` when it never ran.
    func clockRow(of exercise: ExerciseID) throws(EventStoreError) -> ClockRow?

    /// Appends all records and replaces the clock rows in one transaction, synced; positions must follow on the heads.
    func commit(_ batch: CommitBatch) throws(EventStoreError)

    /// Six hexadecimal digits that this store drew when it was made, and keeps.
    func storeID() throws(EventStoreError) -> String
}

/// What one turn of the host makes durable.
package struct CommitBatch: Equatable, Sendable {
    package var records: [EventRecord]
    package var clocks: [ClockRow]

    package init(records: [EventRecord] = [], clocks: [ClockRow] = []) {
        self.records = records
        self.clocks = clocks
    }

    package var isEmpty: Bool { records.isEmpty && clocks.isEmpty }
}

/// The end of one exercise's log.
package struct LogHead: Equatable, Sendable {
    package var exercise: ExerciseID
    package var position: Int64

    package init(exercise: ExerciseID, position: Int64) {
        self.exercise = exercise
        self.position = position
    }
}

/// Why the store did not do as asked; each says so in one sentence.
package enum EventStoreError: Error, Equatable, Sendable {
    /// The disk is full.
    case full(String)
    /// Reading or writing failed.
    case unavailable(String)
    /// Another daemon has the store open.
    case locked(String)
    /// A newer version of the program wrote this store.
    case newer(found: Int, known: Int)
    /// The file is no store, or is damaged.
    case damaged(String)
    /// A record does not follow on the head of its log.
    case outOfOrder(exercise: ExerciseID, expected: Int64, found: Int64)

    /// The sentence for a person.
    package var sentence: String {
        switch self {
        case .full(let text): "the store's disk is full: \(text)"
        case .unavailable(let text): "the store cannot be read or written: \(text)"
        case .locked(let text): "another daemon has this store open: \(text)"
        case .newer(let found, let known):
            "a newer version wrote this store (its schema is \(found), this program knows \(known)): use that version"
        case .damaged(let text): "the store is damaged: \(text)"
        case .outOfOrder(let exercise, let expected, let found):
            "the log of '\(exercise)' expects position \(expected), not \(found)"
        }
    }
}
