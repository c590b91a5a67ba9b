import ExerciseControl
import ExerciseModel

/// The message in which a team gets an inject (`contract.md` 1, Inject).
enum OutgoingInject {
    /// The seed's keys first; `id`, `timestamp`, `exerciseTime` and `seq` are the same in every attempt.
    static func encode(
        _ inject: Inject, _ delivery: InjectDelivery, team: TeamID, run: Int64, exercise: ExerciseID, isReplay: Bool
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: inject.content.bytes.count + 320)
        writer.openObject()
        writer.field("id", inject.id.text)
        writer.field("timestamp", delivery.releasedAt)
        writer.field("exerciseTime", delivery.exerciseTime.seconds)
        writer.field("type", inject.type)
        writer.field("content", inject.content)
        writer.field("team", team.text)
        writer.field("seq", delivery.seq)
        writer.field("run", run)
        writer.field("attempt", delivery.attempt)
        writer.field("correlation_id", Event.correlation(exercise, root: delivery.root))
        if isReplay { writer.field("replayed", true) }
        writer.closeObject()
        return writer.bytes
    }
}
