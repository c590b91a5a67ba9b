package import ExerciseHost
package import ExerciseModel

/// A broker port on a bench: with another client beside it, and hands on the broker behind it.
package protocol BrokerBench {
    var broker: any MessageBroker { get }
    /// Where the port reports to.
    var log: ReportLog { get }
    /// Another client subscribes to a topic, and is subscribed when this returns.
    func listen(on topic: String)
    /// What the other client got on a topic, what was retained included.
    func received(on topic: String) -> [[UInt8]]
    /// Another client publishes.
    func publish(_ publication: Publication)
    /// The broker takes messages and answers none.
    func hang()
    /// The broker dies, and with it all that it knew.
    func breakDown()
    /// The broker is there again, as new.
    func comeBack()
    /// Waits until the condition holds, for a limited time; answers whether it does.
    func wait(until condition: () -> Bool) -> Bool
}
