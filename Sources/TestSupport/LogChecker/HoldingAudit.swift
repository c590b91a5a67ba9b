import ExerciseModel

/// At most one saga holds a simulation at any position, and only who holds all of its own sends anything (I4).
struct HoldingAudit {
    private var wants: [String: Set<String>] = [:]
    private var holders: [String: String] = [:]
    private(set) var granted: Set<String> = []

    /// Sagas that wait, though nobody holds what they want or waits for it longer.
    var idle: [String] {
        let waiting = wants.filter { !granted.contains($0.key) }
        return waiting.filter { saga, simulations in
            !simulations.contains { holders[$0] != nil }
                && !waiting.contains { isOlder($0.key, than: saga) && !$0.value.isDisjoint(with: simulations) }
        }.keys.sorted()
    }

    private func isOlder(_ saga: String, than other: String) -> Bool {
        (saga.count, saga) < (other.count, other)
    }

    /// Folds an event; says what is wrong with it.
    mutating func fault(_ event: LoggedEvent) -> String? {
        let saga = event.text("saga")
        switch event.type {
        case "saga.started":
            wants[saga] = simulations(of: event)
            return event.flag("granted") ? grant(saga, event) : nil
        case "saga.granted": return grant(saga, event)
        case "step.dispatched":
            return granted.contains(saga) ? nil : "\(saga) acts at \(event.position) and has not got its simulations"
        case "saga.ended":
            for simulation in wants.removeValue(forKey: saga) ?? [] where holders[simulation] == saga {
                holders[simulation] = nil
            }
            granted.remove(saga)
            return nil
        case "exercise.reset":
            defer { self = HoldingAudit() }
            return wants.keys.min().map { "\($0) is not over when the run ends at \(event.position)" }
        default: return nil
        }
    }

    private mutating func grant(_ saga: String, _ event: LoggedEvent) -> String? {
        if !granted.insert(saga).inserted { return "\(saga) is granted twice, again at \(event.position)" }
        var fault: String?
        for simulation in (wants[saga] ?? []).sorted() {
            if let holder = holders[simulation] {
                fault = "\(saga) gets '\(simulation)' at \(event.position), which \(holder) holds"
            }
            holders[simulation] = saga
        }
        return fault
    }

    private func simulations(of event: LoggedEvent) -> Set<String> {
        var found: Set<String> = []
        for action in (event.data["stages"]?.array ?? []).flatMap({ $0.array ?? [] }).compactMap(\.object) {
            for deed in [action, action["undo"]?.object] {
                if let simulation = deed?["send_to"]?.string { found.insert(simulation) }
            }
        }
        return found
    }
}
