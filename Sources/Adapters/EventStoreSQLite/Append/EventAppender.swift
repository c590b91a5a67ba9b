import ExerciseHost
import ExerciseModel
import GRDB

/// Writes batches, each in one transaction, and knows the end of every log.
final class EventAppender {
    private let begin: PreparedStatement
    private let commit: PreparedStatement
    private let rollback: PreparedStatement
    private let insertEvent: PreparedStatement
    private let insertExercise: PreparedStatement
    private let replaceClock: PreparedStatement
    private let row = ChainedRow()
    private var ends: [ExerciseID: LogEnd] = [:]
    /// False after a failure, when only the file knows how far the logs go.
    private var endsAreKnown = false

    init(on db: Database) throws(EventStoreError) {
        begin = try PreparedStatement("BEGIN IMMEDIATE", on: db)
        commit = try PreparedStatement("COMMIT", on: db)
        rollback = try PreparedStatement("ROLLBACK", on: db)
        insertEvent = try PreparedStatement(
            """
            INSERT INTO event (key, run, type, schema, event_id, exercise_time, at, actor, causation, correlation,
                epoch, hash, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, on: db)
        insertExercise = try PreparedStatement("INSERT INTO exercise (number, id) VALUES (?, ?)", on: db)
        replaceClock = try PreparedStatement(
            """
            INSERT OR REPLACE INTO clock (exercise, run, boot_id, wall, utc, exercise_time, rate, position)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, on: db)
    }

    /// Appends the batch, synced, or leaves the file as it was.
    func append(_ batch: CommitBatch, to db: Database) throws(EventStoreError) {
        if !endsAreKnown {
            ends = try LogEnd.all(in: db)
            endsAreKnown = true
        }
        do {
            try begin.run()
            for record in batch.records { try insert(record) }
            for clock in batch.clocks { try replace(clock) }
            try commit.run()
        } catch {
            endsAreKnown = false
            if rollback.isInsideTransaction { try? rollback.run() }
            throw error
        }
    }

    private func insert(_ record: EventRecord) throws(EventStoreError) {
        let end = try end(of: record.exercise)
        guard record.position == end.position + 1 else {
            throw .outOfOrder(exercise: record.exercise, expected: end.position + 1, found: record.position)
        }
        let texts = row.fill(with: record, after: end.hash)
        let hash = row.hash()
        end.position = record.position
        end.hash = hash
        insertEvent.bind(1, EventKey.key(number: end.number, position: record.position))
        insertEvent.bind(2, record.run)
        try insertEvent.bind(3, text: texts.type)
        insertEvent.bind(4, Int64(record.schema))
        try insertEvent.bind(5, text: texts.id)
        insertEvent.bind(6, record.exerciseTime.microseconds)
        insertEvent.bind(7, record.at.milliseconds)
        try insertEvent.bind(8, text: texts.actor)
        insertEvent.bind(9, record.causation)
        try insertEvent.bind(10, text: texts.correlation)
        insertEvent.bind(11, record.epoch)
        try insertEvent.bind(13, text: texts.data)
        try withUnsafeBytes(of: hash) { hash throws(EventStoreError) in
            insertEvent.bind(12, blob: hash)
            try insertEvent.run()
        }
    }

    private func replace(_ clock: ClockRow) throws(EventStoreError) {
        replaceClock.bind(1, try end(of: clock.exercise).number)
        replaceClock.bind(2, clock.run)
        replaceClock.bind(4, clock.wall.microseconds)
        replaceClock.bind(5, clock.utc.milliseconds)
        replaceClock.bind(6, clock.exerciseTime.microseconds)
        replaceClock.bind(7, clock.rate.thousandths)
        replaceClock.bind(8, clock.position)
        _ = try replaceClock.step(binding: clock.bootID, to: 3)
    }

    /// The end of the exercise's log; an exercise that is new here gets its number.
    private func end(of exercise: ExerciseID) throws(EventStoreError) -> LogEnd {
        if let known = ends[exercise] { return known }
        let number = (ends.values.map(\.number).max() ?? 0) + 1
        insertExercise.bind(1, number)
        _ = try insertExercise.step(binding: exercise.text, to: 2)
        let end = LogEnd(number: number, position: 0, hash: ChainHash(startOf: exercise))
        ends[exercise] = end
        return end
    }
}
