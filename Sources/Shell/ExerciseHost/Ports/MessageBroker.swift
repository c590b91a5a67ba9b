package import ExerciseModel
package import Orchestration

/// The way to the teams: takes orders in batches, never blocks, and reports what became of them.
package protocol MessageBroker: AnyObject, Sendable {
    /// Takes orders in the order in which they are to be carried out.
    func perform(_ orders: [BrokerOrder])

    /// Names where reports go, in batches, from a thread of the broker's own; called once, before anything else.
    func report(to handler: @escaping @Sendable ([BrokerReport]) -> Void)

    /// The same; `backlog` says how many bytes of what was reported nobody has looked at yet. A port that can let
    /// others wait listens no further while that is much.
    func report(to handler: @escaping @Sendable ([BrokerReport]) -> Void, backlog: @escaping @Sendable () -> Int)
}

extension MessageBroker {
    /// Reports whatever comes, however much waits already.
    package func report(
        to handler: @escaping @Sendable ([BrokerReport]) -> Void, backlog: @escaping @Sendable () -> Int
    ) {
        report(to: handler)
    }
}

/// What the broker says.
package enum BrokerReport: Equatable, Sendable {
    /// The subscriptions of this exercise stand, and what was retained on them has been reported.
    case attending(ExerciseID)
    /// The broker refused a subscription of this exercise.
    case refused(ExerciseID, reason: String)
    /// An attempt came to its end, at this instant.
    case settled(DeliveryToken, DeliveryOutcome, at: Moment)
    /// The link is gone, or could not be made, with what was at the broker unanswered at that moment; whatever else had
    /// been ordered is forgotten as well.
    case lost(reason: String, inFlight: [DeliveryToken])
    /// Something was published on a topic that we hear.
    case heard(HeardMessage)
}
