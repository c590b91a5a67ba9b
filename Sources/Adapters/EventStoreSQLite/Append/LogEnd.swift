import ExerciseHost
import ExerciseModel
import GRDB

/// Where the log of one exercise ends, and the hash that the next row follows on.
final class LogEnd {
    /// The exercise's number in this file.
    let number: Int64
    /// 0 before the first event.
    var position: Int64
    var hash: ChainHash

    init(number: Int64, position: Int64, hash: ChainHash) {
        self.number = number
        self.position = position
        self.hash = hash
    }

    /// The ends of all logs as they are in the file.
    static func all(in db: Database) throws(EventStoreError) -> [ExerciseID: LogEnd] {
        let exercises = try PreparedStatement("SELECT number, id FROM exercise", on: db)
        let last = try PreparedStatement(
            "SELECT key, hash FROM event WHERE key > ? AND key <= ? ORDER BY key DESC LIMIT 1", on: db)
        var ends: [ExerciseID: LogEnd] = [:]
        while try exercises.step() {
            let number = exercises.integer(0)
            let exercise = ExerciseID(trusted: String(decoding: exercises.bytes(1), as: UTF8.self))
            let end = LogEnd(number: number, position: 0, hash: ChainHash(startOf: exercise))
            last.bind(1, EventKey.key(number: number, position: 0))
            last.bind(2, EventKey.last(of: number))
            if try last.step() {
                end.position = EventKey.position(of: last.integer(0))
                guard let hash = ChainHash(bytes: last.bytes(1)) else {
                    throw .damaged("the hash of '\(exercise)' at position \(end.position) has not 32 bytes")
                }
                end.hash = hash
            }
            last.reset()
            ends[exercise] = end
        }
        return ends
    }
}
