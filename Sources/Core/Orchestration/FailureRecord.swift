import ExerciseControl
import ExerciseModel

/// A delivery that went wrong, as `/monitoring/failure` tells it (`contract.md` 1, Failure record).
struct FailureRecord {
    enum Status: String {
        case pendingRetry = "pending_retry"
        case failed, delivered
    }

    var target: InjectTarget
    var inject: Inject
    var delivery: InjectDelivery
    var status: Status
    var run: Int64
    var now: Moment

    /// What a fact says about a failure; `nil` when nothing.
    static func change(by fact: Fact) -> (InjectTarget, Status)? {
        switch fact {
        case .injectAttemptFailed(let target, let failure) where !failure.unheard: (target, .pendingRetry)
        case .injectFailed(let target, _, _, _): (target, .failed)
        case .injectDelivered(let target, _): (target, .delivered)
        default: nil
        }
    }

    func encode() -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("id", FailureName(team: target.team, seq: delivery.seq).text)
            writer.field("team_id", target.team.text)
            writer.key("inject")
            writer.openObject()
            writer.field("id", inject.id.text)
            if case .at(let due) = inject.schedule { writer.decimal("time", due.milliseconds, digits: 3) }
            writer.field("type", inject.type)
            writer.field("content", inject.content)
            writer.closeObject()
            writer.field("error", delivery.error)
            writer.field("timestamp", now.utc)
            writer.field("retry_count", max(0, delivery.tries - 1))
            writer.field("status", status.rawValue)
            writer.field("inject_id", target.inject.text)
            writer.field("run", run)
            if status == .pendingRetry {
                writer.field("next_attempt_at", now.utc(of: max(delivery.retryAt, now.wall)))
            } else {
                writer.null("next_attempt_at")
            }
        }
    }
}
