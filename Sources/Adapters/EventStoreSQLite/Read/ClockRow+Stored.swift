import ExerciseHost
import ExerciseModel
import GRDB

extension ClockRow {
    /// The row of the exercise's clock as it is in the file.
    static func stored(for exercise: ExerciseID, in db: Database) throws(EventStoreError) -> ClockRow? {
        let select = try PreparedStatement(
            """
            SELECT run, boot_id, wall, utc, exercise_time, rate, position
                FROM clock WHERE exercise = (SELECT number FROM exercise WHERE id = ?)
            """, on: db)
        guard try select.step(binding: exercise.text, to: 1) else { return nil }
        guard let rate = Rate(thousandths: select.integer(5)) else {
            throw .damaged("the clock of '\(exercise)' has a rate that no clock takes")
        }
        return ClockRow(
            exercise: exercise, run: select.integer(0), bootID: String(decoding: select.bytes(1), as: UTF8.self),
            wall: WallInstant(microseconds: select.integer(2)), utc: UTCInstant(milliseconds: select.integer(3)),
            exerciseTime: ExerciseInstant(microseconds: select.integer(4)), rate: rate, position: select.integer(6))
    }
}
