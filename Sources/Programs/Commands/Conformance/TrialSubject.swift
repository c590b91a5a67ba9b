import ExerciseModel

/// Whom a trial is about, and what it may be asked to do.
struct TrialSubject: Equatable {
    /// A command with its parameters.
    struct Order: Equatable {
        var name: String
        var params = JSONText(literal: "{}")
    }

    var simulation: SimulationID
    var door = SimulationDoor.websocket
    /// One that it can carry out, again and again.
    var command: Order
    /// What takes the command back; `nil` where nothing does.
    var undo: Order?
    /// One that it can only fail; `nil` where none is known.
    var fails: Order?
    /// Microseconds for an answer.
    var patience: Int64 = 10_000_000
    /// Microseconds in which it comes, and comes back after a cut.
    var absence: Int64 = 60_000_000
    /// Microseconds after an answer in which another would be one too many.
    var aftermath: Int64 = 500_000
    /// Names the first saga; the others follow on it. A simulation that remembers an earlier trial has never heard them.
    var firstSaga: Int64 = 1
}
