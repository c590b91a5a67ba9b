import ExerciseModel

/// Holds the deadlines of expected actions: each that passes unseen is told of, once and not before.
struct DeadlineAudit {
    private struct Key: Hashable {
        var target: Target
        var action: Int64
    }

    /// Microseconds of exercise time.
    private var awaited: [Key: Int64] = [:]
    private var seen: Set<String> = []

    /// Folds an event; says what is wrong with it.
    mutating func fault(_ event: LoggedEvent, _ ledger: LedgerFold, isRunning: Bool) -> String? {
        switch event.type {
        case "inject.released": expect(event, ledger)
        case "action.ticked": see(event, ledger)
        case "action.overdue":
            let deadline = awaited.removeValue(forKey: Key(target: event.target, action: event.integer("action")))
            guard let deadline, deadline <= event.time else {
                return "nothing of \(event.target) is overdue at \(event.position)"
            }
        case "exercise.reset", "exercise.loaded": (awaited, seen) = ([:], [])
        case "clock.completed", "clock.stopped":
            defer { awaited = [:] }
            return isRunning ? passed(event) : nil
        case "clock.paused": return isRunning ? passed(event) : nil
        default: break
        }
        return nil
    }

    private func passed(_ event: LoggedEvent) -> String? {
        awaited.first { $0.value < event.time }.map {
            "the deadline of \($0.key.target) passed at \($0.value) µs, in silence, by \(event.position)"
        }
    }

    private mutating func expect(_ event: LoggedEvent, _ ledger: LedgerFold) {
        for (place, deadline) in (ledger.delivery(event.target)?.plan.deadlines ?? []).enumerated() {
            let (target, action) = (event.target, Int64(place) + 1)
            let ticks = ["\(target.inject)/\(action)/", "\(target.inject)/\(action)/\(target.team)"]
            guard let deadline, seen.isDisjoint(with: ticks) else { continue }
            awaited[Key(target: target, action: action)] = event.time + deadline
        }
    }

    private mutating func see(_ event: LoggedEvent, _ ledger: LedgerFold) {
        let (inject, action, team) = (event.text("inject"), event.integer("action"), event.text("team"))
        seen.insert("\(inject)/\(action)/\(team)")
        for delivery in ledger.deliveries where delivery.plan.inject == inject {
            if team.isEmpty || delivery.plan.team == team {
                awaited[Key(target: delivery.target, action: action)] = nil
            }
        }
    }
}
