package import ExerciseModel

/// What one input led to: first made durable, then done.
package struct Step: Equatable, Sendable {
    /// In order; already folded into the exercise.
    package var events: [Event] = []
    /// Written in the same transaction.
    package var clockRow: ClockRow?
    /// Carried out in order once the events are durable.
    package var effects: [Effect] = []

    package init() {}

    /// Nothing but what simulations are told.
    package init(_ orders: [SimulationOrder]) { effects = orders.map(Effect.simulation) }
}

/// What the outside is to do.
package enum Effect: Equatable, Sendable {
    case order(BrokerOrder)
    /// What a simulation is told on its connection.
    case simulation(SimulationOrder)
    /// The outcome of a command for a caller inside the program.
    case answer(UInt64, CommandResult)
    /// Read the exercise's files again and tell what they say now.
    case readFiles
}

/// What the host asks of the broker.
package enum BrokerOrder: Equatable, Sendable {
    /// Subscribe to what the daemon hears of this exercise, now and after each connect; answered by `attending`.
    case attend(ExerciseID)
    /// Hand an inject to a team; answered by `settled`, or by `lost`, which forgets it.
    case deliver(Delivery)
    /// Forget the deliveries of this exercise that have not been handed to the link; they are not reported.
    case withdraw(ExerciseID)
    /// Publish and forget. While the broker is away only a replaceable one of QoS 1 is kept, the newest for its topic.
    case publish(Publication)
}
