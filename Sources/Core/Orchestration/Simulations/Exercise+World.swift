import ExerciseModel

extension Exercise {
    /// A rule's message goes out.
    mutating func publish(_ message: WorldMessage) {
        publishWorld(message.topic, Array(message.payload.bytes), retain: message.retain)
    }

    /// The broker hears us again: it gets what it is to keep, and what nobody could hear.
    mutating func publish(_ world: WorldMemory) {
        for (topic, payload) in world.kept.sorted(by: { $0.key < $1.key }) {
            publishWorld(topic, payload.map { Array($0.bytes) } ?? [], retain: true)
        }
        for message in world.unheard { publish(message) }
    }

    /// A new run begins, and its world is empty.
    mutating func clearWorld() {
        guard state.link == .attending else { return }
        for topic in state.world.kept.keys.sorted() { publishWorld(topic, [], retain: true) }
    }

    private mutating func publishWorld(_ topic: String, _ payload: [UInt8], retain: Bool) {
        publish(Publication(topic: Topic.world(state.id, topic), payload: payload, qos: 1, retain: retain))
    }
}
