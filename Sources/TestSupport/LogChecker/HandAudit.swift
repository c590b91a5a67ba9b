import ExerciseModel

/// Holds what becomes of an inject beside the clock to a controller's command, or a rule's deed: nobody else holds, lets
/// go, leaves out or moves.
struct HandAudit {
    /// What may take an inject out of these states; `nil` where the clock may.
    private static let keys: [String: Set<String>] = [
        "held": ["deliver", "release"], "skipped": ["deliver"], "manual": ["deliver"], "waiting": ["deliver"],
    ]

    /// The injects that rules have go out, by the positions of their steps.
    private var ordered: [Int64: String] = [:]

    /// Folds an event; says what is wrong with it, given how things stood before it.
    mutating func fault(_ event: LoggedEvent, _ ledger: LedgerFold, _ accepted: [Int64: LoggedEvent]) -> String? {
        let cause = event.record.causation ?? 0
        let isOrdered = ordered[cause].map { $0 == event.target.inject } ?? false
        let command = accepted[cause]?.text("command") ?? (isOrdered ? "deliver" : "")
        switch event.type {
        case "step.dispatched":
            ordered[event.position] = event.data["params"]?.object?["inject"]?.string
            return nil
        case "inject.released", "inject.queued":
            guard let state = ledger.delivery(event.target)?.state, let keys = HandAudit.keys[state],
                !keys.contains(command)
            else { return nil }
            return "\(event.target) was \(state) and went its way at \(event.position) without a hand"
        case "inject.held" where event.text("reason") == "hand": return need(["hold"], command, event)
        case "inject.skipped" where event.text("reason") == "hand": return need(["skip"], command, event)
        case "inject.rescheduled": return need(["release", "seek"], command, event)
        case "inject.added": return need(["add"], command, event)
        case "inject.planned" where event.text("cause") == "moved":
            let ahead = event.microseconds("time") - event.time
            if ahead < 0 { return "\(event.target) was moved into the past at \(event.position)" }
            return need(["move"], command, event)
        default: return nil
        }
    }

    private func need(_ commands: Set<String>, _ command: String, _ event: LoggedEvent) -> String? {
        commands.contains(command) ? nil : "\(event.type) at \(event.position) follows from no command of its kind"
    }
}
