import ExerciseHost
import ExerciseModel
import GRDB

extension ClockRow {
    /// The row of the exercise's clock as it is in the file.
    static func stored(for exercise: ExerciseID, in db: Database) throws(EventStoreError) -> ClockRow? {
        let row: Row?
        do {
            row = try Row.fetchOne(
                db,
                sql: """
                    SELECT run, boot_id, wall, utc, exercise_time, rate, position
                        FROM clock WHERE exercise = (SELECT number FROM exercise WHERE id = ?)
                    """, arguments: [exercise.text])
        } catch {
            throw StoreFault.error(error)
        }
        guard let row else { return nil }
        guard let rate = Rate(thousandths: row[5]) else {
            throw .damaged("the clock of '\(exercise)' has a rate that no clock takes")
        }
        return ClockRow(
            exercise: exercise, run: row[0], bootID: row[1], wall: WallInstant(microseconds: row[2]),
            utc: UTCInstant(milliseconds: row[3]), exerciseTime: ExerciseInstant(microseconds: row[4]), rate: rate,
            position: row[6])
    }
}
