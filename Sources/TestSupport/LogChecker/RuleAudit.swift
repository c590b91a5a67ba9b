import ExerciseModel

/// Rules look at events in the order of their positions, once for each event and rule, and each that fires makes a saga
/// (I6).
struct RuleAudit {
    private struct Look: Hashable {
        var event: Int64
        var rule: String
    }

    /// Events that wait for the rules, in their order.
    private(set) var waiting: [Int64] = []
    private var looked: Set<Look> = []
    /// What fired and has no saga yet.
    private var fired: [Look] = []

    /// Folds an event; says what is wrong with it.
    mutating func fault(_ event: LoggedEvent) -> String? {
        if event.type == "saga.started" { return checkStart(event) }
        defer { fold(event) }
        if let missing = fired.first {
            return "'\(missing.rule)' fired for \(missing.event), and \(event.position) comes before its saga"
        }
        return check(event)
    }

    private func check(_ event: LoggedEvent) -> String? {
        switch event.type {
        case "simulation.event":
            guard event.text("rules") == "evaluated", let first = waiting.first else { return nil }
            return "the event \(event.position) is looked at before \(first), which waits"
        case "rules.evaluated", "rules.passed_over":
            let position = event.integer("event")
            if waiting.first != position {
                return "\(event.type) at \(event.position) is not about the first that waits"
            }
            let again = matches(of: event, at: position).first { looked.contains($0) }
            return again.map { "'\($0.rule)' looks at \(position) twice, again at \(event.position)" }
        case "exercise.reset", "exercise.loaded":
            return waiting.first.map { "the event \($0) still waits when the run ends at \(event.position)" }
        default: return nil
        }
    }

    private mutating func fold(_ event: LoggedEvent) {
        switch event.type {
        case "simulation.event":
            if event.text("rules") == "queued" { waiting.append(event.position) }
            note(event, at: event.position)
        case "rules.evaluated":
            if !waiting.isEmpty { waiting.removeFirst() }
            note(event, at: event.integer("event"))
        case "rules.passed_over": if !waiting.isEmpty { waiting.removeFirst() }
        case "exercise.reset", "exercise.loaded": self = RuleAudit()
        default: break
        }
    }

    private mutating func note(_ event: LoggedEvent, at position: Int64) {
        looked.formUnion(matches(of: event, at: position))
        fired = matches(of: event, at: position, firing: true)
    }

    private func matches(of event: LoggedEvent, at position: Int64, firing: Bool = false) -> [Look] {
        (event.data["matches"]?.array ?? []).compactMap(\.object).filter { !firing || $0["fires"]?.bool == true }
            .map { Look(event: position, rule: $0["rule"]?.string ?? "") }
    }

    private mutating func checkStart(_ event: LoggedEvent) -> String? {
        let start = Look(event: event.integer("event"), rule: event.text("rule"))
        guard fired.first == start else {
            return "a saga of '\(start.rule)' starts at \(event.position), and the rule did not fire for \(start.event)"
        }
        fired.removeFirst()
        return nil
    }
}
