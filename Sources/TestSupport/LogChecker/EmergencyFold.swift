/// When NO DUFF stood, by position: nothing may be sent to a team then.
struct EmergencyFold {
    private var since: Int64?
    private var past: [Range<Int64>] = []

    /// Folds an event; says what is wrong with it.
    mutating func fault(_ event: LoggedEvent) -> String? {
        switch event.type {
        case "noduff.declared":
            defer { since = event.position }
            return since == nil ? nil : "NO DUFF is declared at \(event.position), and it stands already"
        case "noduff.cleared":
            guard let since else { return "NO DUFF is lifted at \(event.position), and there is none" }
            past.append(since..<event.position)
            self.since = nil
            return nil
        case "clock.started", "clock.resumed":
            return since == nil ? nil : "the clock runs at \(event.position), under NO DUFF"
        case "inject.released", "inject.retried", "inject.repeated", "replay.sent",
            "step.dispatched":
            return since == nil ? nil : "\(event.type) at \(event.position), under NO DUFF"
        default: return nil
        }
    }

    /// Whether it stood at both positions and never stopped between them.
    func stands(from first: Int64, to last: Int64) -> Bool {
        if let since, since <= first { return true }
        return past.contains { $0.contains(first) && $0.contains(last) }
    }
}
