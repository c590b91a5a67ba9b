/// The keys that a mapping of a certain kind may hold.
struct KeyTable {
    /// What the mapping is called in a sentence: `team`.
    let what: String
    let known: [String]
    /// Keys of the format that this version does not run yet; they are refused unless they are empty.
    var later: [String] = []
    /// Whether `what` is the key that the mapping stands under.
    var isKey = false

    static let exercise = KeyTable(
        what: "exercise",
        known: [
            "id", "title", "description", "scenario_id", "duration", "on_restart", "max_gap", "late", "grace",
            "delivery", "publish_events", "teams", "objectives", "simulations", "variables", "scenario", "rules",
            "expect",
        ],
        later: ["mqtt_control"])
    static let delivery = KeyTable(
        what: "delivery",
        known: ["proof", "qos", "retries", "retry_delay", "backoff", "receipt_timeout", "timeout"], isKey: true)
    static let team = KeyTable(what: "team", known: ["id", "name", "timeline", "timeline_id", "color"])
    static let objective = KeyTable(what: "objective", known: ["id", "title"])
    static let timeline = KeyTable(
        what: "timeline", known: ["injects", "id", "timeline_id", "title", "name", "description"])
    static let inject = KeyTable(
        what: "inject",
        known: [
            "id", "time", "type", "content", "title", "expected_action", "tags", "objectives", "control_number", "from",
            "manual", "after", "late", "grace", "attachments",
        ])
    static let after = KeyTable(what: "after", known: ["inject", "state", "delay"], isKey: true)
    static let expectation = KeyTable(what: "expectation", known: ["at", "team", "inject"])
    static let expectedAction = KeyTable(what: "expected_action", known: ["text", "deadline"], isKey: true)

    /// `a team`, `an inject`; the name of a key stands for itself.
    var article: String {
        if isKey { return "'\(what)'" }
        return ("aeio".contains(what.prefix(1)) ? "an " : "a ") + what
    }
}
