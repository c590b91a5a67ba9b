package import ExerciseModel
package import Orchestration

/// What reaches the host from the threads around it.
package enum HostInput: Sendable {
    case report(BrokerReport)
    /// For one exercise; ignored when it is not loaded.
    case exercise(ExerciseID, Input)
    /// An exercise to run from its files, unless its log says otherwise.
    case load(LoadedExercise, changed: [String])
}
