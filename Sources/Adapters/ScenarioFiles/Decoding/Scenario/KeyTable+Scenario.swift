extension KeyTable {
    static let simulation = KeyTable(what: "simulation", known: ["id", "name"])
    static let scenario = KeyTable(what: "scenario", known: ["name", "rules", "expect"])
    static let rule = KeyTable(what: "rule", known: ["when", "then", "id"])
    static let when = KeyTable(
        what: "when",
        known: ["event_type", "from", "where", "count", "within", "once", "cooldown", "phase"], isKey: true)
    static let reaction = KeyTable(what: "expectation", known: ["event", "commands", "at", "fails"])
    static let reactionEvent = KeyTable(what: "event", known: ["event_type", "from", "payload"], isKey: true)
    static let reactionCommand = KeyTable(what: "command", known: ["send_to", "command", "params", "output"])
}

/// What an action of a rule does, by the key that says so.
enum ActionKind: String, CaseIterable {
    case sendTo = "send_to"
    case deliver, control, set, publish, approve, parallel

    /// The keys that say what is done.
    private var deed: [String] {
        switch self {
        case .sendTo: ["send_to", "command", "params"]
        case .deliver: ["deliver", "teams"]
        case .control: ["control"]
        case .set: ["set", "value"]
        case .publish: ["publish", "payload", "retain"]
        case .approve: ["approve"]
        case .parallel: ["parallel"]
        }
    }

    /// The keys of an action of a rule.
    var table: KeyTable {
        let more: [String] =
            switch self {
            case .sendTo: ["compensate_command", "compensate_params", "undo", "timeout", "retries", "retry_delay"]
            case .approve: ["timeout", "undo"]
            case .parallel: []
            default: ["undo"]
            }
        return KeyTable(what: rawValue, known: deed + more, isKey: true)
    }

    /// The keys of an action that undoes another; `nil` for what undoes nothing.
    var undoTable: KeyTable? {
        self == .approve || self == .parallel ? nil : KeyTable(what: rawValue, known: deed, isKey: true)
    }

    /// The keys that make an action.
    static let words = allCases.map(\.rawValue)
}
