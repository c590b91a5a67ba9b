import ExerciseModel

extension ExerciseID {
    /// Reads the exercise that somebody names on the command line; a usage failure when that is no id.
    init(argument: String) throws {
        guard let id = ExerciseID(argument) else { throw Failure(.usage, "'\(argument)' is no id of an exercise") }
        self = id
    }
}
