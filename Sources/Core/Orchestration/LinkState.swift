package import ExerciseModel

/// How the exercise stands with the broker.
package enum LinkState: Equatable, Sendable {
    case away(reason: String)
    case attending
    /// Another daemon publishes on this exercise.
    case contested(InstanceID)

    /// Why nothing may enter a lane; `nil` when it may.
    package var closed: QueueReason? {
        switch self {
        case .away: .brokerAway
        case .contested: .otherDaemon
        case .attending: nil
        }
    }
}
