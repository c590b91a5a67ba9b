/// A question to the controllers that a step of a saga waits for.
package struct Approval: Equatable, Sendable {
    /// `<saga>.<step>`, the same for ever.
    package var id: String
    package var saga: SagaID
    package var step: Int
    package var question: String
    /// When it expires.
    package var until: WallInstant

    package init(saga: SagaID, step: Int, question: String, until: WallInstant) {
        id = Approval.id(saga, step)
        self.saga = saga
        self.step = step
        self.question = question
        self.until = until
    }

    /// What the approval of a step is called.
    package static func id(_ saga: SagaID, _ step: Int) -> String { "\(saga).\(step)" }
}

/// A message of the exercise's world, as a rule publishes it.
package struct WorldMessage: Equatable, Sendable {
    /// Below `/exercise/{exercise}/world/`.
    package var topic: String
    package var payload: JSONText
    package var retain: Bool

    package init(topic: String, payload: JSONText, retain: Bool) {
        self.topic = topic
        self.payload = payload
        self.retain = retain
    }
}
