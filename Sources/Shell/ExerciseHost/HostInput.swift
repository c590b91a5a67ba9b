package import ExerciseModel
package import Orchestration

/// What reaches the host from the threads around it.
package enum HostInput: Sendable {
    case report(BrokerReport)
    case socket(SimulationReport)
    /// For one exercise; ignored when it is not loaded.
    case exercise(ExerciseID, Input)
    /// An exercise to run from its files, unless its log says otherwise.
    case load(LoadedExercise, changed: [String])

    /// Bytes that it takes in memory, about.
    package var weight: Int {
        switch self {
        case .report(.heard(let message)): 256 + message.topic.utf8.count + message.payload.count
        case .socket(.said(_, let bytes)): 256 + bytes.count
        default: 256
        }
    }

    /// Whether it brings an exercise's files, which nobody sends a second time.
    var bringsFiles: Bool {
        switch self {
        case .load, .exercise(_, .filesRead): true
        case .exercise, .report, .socket: false
        }
    }
}
