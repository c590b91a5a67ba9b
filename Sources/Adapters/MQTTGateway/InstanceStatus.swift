import ExerciseModel

/// What `/whitecell/{instance}/status` says.
struct InstanceStatus {
    var instance: InstanceID
    var version: String

    /// The retained message: published when the link comes up, and as its last will.
    func publication(online: Bool) -> Publication {
        let payload = JSONWriter.object { writer in
            writer.field("status", online ? "online" : "offline")
            writer.field("version", version)
        }
        return Publication(
            topic: Topic.instanceStatus(instance), payload: payload, qos: 1, retain: true, replaceable: true)
    }
}
