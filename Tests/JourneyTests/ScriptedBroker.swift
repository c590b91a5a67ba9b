import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Orchestration

/// A broker in the hands of a test: it keeps what it is ordered, and reports what the test says, when it says so.
final class ScriptedBroker: MessageBroker {
    private let taken = Guarded<[BrokerOrder]>([])
    private let handler = Guarded<(@Sendable ([BrokerReport]) -> Void)?>(nil)

    func report(to handler: @escaping @Sendable ([BrokerReport]) -> Void) { self.handler.withLock { $0 = handler } }

    func perform(_ orders: [BrokerOrder]) { taken.withLock { $0 += orders } }

    /// Reports, as from the broker's own thread.
    func say(_ reports: BrokerReport...) { handler.withLock { $0 }?(reports) }

    /// The injects that it was handed, in order.
    var injects: [Delivery] {
        taken.withLock { $0 }.compactMap { if case .deliver(let delivery) = $0 { delivery } else { nil } }
    }

    /// What was published last on a topic.
    func last(_ topic: String) -> JSONObject? {
        let messages = taken.withLock { $0 }.compactMap { order -> [UInt8]? in
            guard case .publish(let message) = order, message.topic == topic else { return nil }
            return message.payload
        }
        return messages.last.flatMap { try? JSONObject($0[...]) }
    }
}
