import ExerciseModel

/// Deliveries that wait: exercises take turns, each keeps its own order, suspects come after all others.
struct DeliveryQueue {
    private var lanes: [FIFO<Delivery>] = []
    private var laneOf: [ExerciseID: Int] = [:]
    /// The lanes that hold something, in the order of their turns.
    private var turns = FIFO<Int>()
    private var suspects = FIFO<Delivery>()

    /// Whether nothing but suspects waits.
    var hasOnlySuspects: Bool { turns.isEmpty }
    var isEmpty: Bool { turns.isEmpty && suspects.isEmpty }

    mutating func append(_ delivery: Delivery) {
        guard !delivery.alone else { return suspects.append(delivery) }
        let lane = lane(of: delivery.token.exercise)
        if lanes[lane].isEmpty { turns.append(lane) }
        lanes[lane].append(delivery)
    }

    /// The next one of the exercise whose turn it is.
    mutating func popNext() -> Delivery? {
        guard let lane = turns.popFirst(), let delivery = lanes[lane].popFirst() else { return nil }
        if !lanes[lane].isEmpty { turns.append(lane) }
        return delivery
    }

    mutating func popSuspect() -> Delivery? { suspects.popFirst() }

    mutating func removeAll() { self = DeliveryQueue() }

    /// Forgets what waits of one exercise.
    mutating func remove(_ exercise: ExerciseID) {
        var kept = DeliveryQueue()
        while let delivery = popNext() ?? popSuspect() {
            if delivery.token.exercise != exercise { kept.append(delivery) }
        }
        self = kept
    }

    private mutating func lane(of exercise: ExerciseID) -> Int {
        if let lane = laneOf[exercise] { return lane }
        laneOf[exercise] = lanes.count
        lanes.append(FIFO())
        return lanes.count - 1
    }
}
