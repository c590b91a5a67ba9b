import ExerciseModel

/// Holds injects that follow others to their trigger: they get their time when it comes, that much later, and never
/// before.
struct FollowerAudit {
    /// When the trigger of a follower came, in microseconds of exercise time.
    private var reached: [Target: Int64] = [:]
    /// Those whose trigger has come and that have no time, as things stood at the last event.
    private(set) var owed: [Target] = []

    /// Folds an event after the ledger has; says what is wrong with it.
    mutating func fault(_ event: LoggedEvent, _ ledger: LedgerFold, _ clock: ClockFold) -> String? {
        if event.type == "exercise.reset" { reached = [:] }
        guard event.type.hasPrefix("inject.") || event.type == "receipt.recorded" || event.type == "exercise.reset"
        else { return nil }
        let wanted = event.type == "inject.planned" && event.text("cause") == "after" ? event.target : nil
        var fault: String?
        if let wanted, let after = ledger.delivery(wanted)?.plan.after {
            if let since = reached[wanted] {
                if event.microseconds("time") != since + after.delay {
                    fault = "\(wanted) follows at \(event.microseconds("time")) µs, not \(after.delay) after \(since)"
                }
            } else {
                fault = "\(wanted) got its time at \(event.position), before what it waits for had come"
            }
        } else if let wanted {
            fault = "\(wanted) follows no other, and got its time at \(event.position) as if it did"
        }
        look(event, ledger)
        let stands = clock.status == "running" || clock.status == "paused"
        if !stands { owed = [] }
        return fault
    }

    private mutating func look(_ event: LoggedEvent, _ ledger: LedgerFold) {
        owed = []
        for delivery in ledger.deliveries {
            guard let after = delivery.plan.after, !delivery.isPlanned,
                ["waiting", "held"].contains(delivery.state),
                let first = ledger.delivery(Target(team: delivery.plan.team, inject: after.inject)),
                first.rank >= LedgerFold.rank(after.milestone)
            else {
                if !delivery.isPlanned { reached[delivery.target] = nil }
                continue
            }
            owed.append(delivery.target)
            reached[delivery.target] = reached[delivery.target] ?? event.time
        }
    }
}
