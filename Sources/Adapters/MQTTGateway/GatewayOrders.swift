import ExerciseHost
import Orchestration

/// What other threads ask of the gateway's loop.
struct GatewayOrders: Sendable {
    var orders: [BrokerOrder] = []
    var stops = false

    /// Takes everything out.
    mutating func take() -> GatewayOrders {
        let taken = self
        orders = []
        return taken
    }
}
