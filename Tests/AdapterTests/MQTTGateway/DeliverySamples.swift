import ExerciseModel

extension DeliveryToken {
    /// Attempt 1 of a number in the feed of team `alpha`.
    static func sample(_ seq: Int64, exercise: String = "harbour") -> DeliveryToken {
        DeliveryToken(
            exercise: ExerciseID(trusted: exercise), team: TeamID(trusted: "alpha"), seq: seq, attempt: 1, handing: 1)
    }
}

extension Delivery {
    /// A delivery of QoS 1 with a time limit of 1,000 µs.
    static func sample(_ seq: Int64, exercise: String = "harbour", alone: Bool = false) -> Delivery {
        let token = DeliveryToken.sample(seq, exercise: exercise)
        return Delivery(
            token: token, topic: Topic.feed(token.exercise, token.team), payload: [], qos: 1, timeout: 1_000,
            alone: alone)
    }
}

extension WallInstant {
    /// So many microseconds after the start of the machine.
    static func at(_ microseconds: Int64) -> WallInstant { WallInstant(microseconds: microseconds) }
}
