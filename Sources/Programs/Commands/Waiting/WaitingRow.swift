import ExerciseModel

/// One thing that waits, as `/monitoring/waiting` tells it (`contract.md` 5).
struct WaitingRow: Equatable, Sendable {
    var kind: String
    var id: String
    var team: String?
    var state: String
    var reason: String
    /// `nil` for what never began to wait, since it is meant to.
    var since: UTCInstant?
    var until: UTCInstant?
    /// Whole control commands.
    var buttons: [JSONText] = []

    /// Whether it waits as its author planned, for another inject.
    var isPlanned: Bool { kind == "inject" && state == "waiting" }

    /// Whether the teams' work is watched here, not the delivery of injects: of these there may be very many.
    var isExpectation: Bool { kind == "expected_action" }

    /// The buttons to show below it: what rules have stopped at must be decided one way or another.
    var choices: [JSONText] { kind == "saga" || kind == "approval" ? buttons : Array(buttons.prefix(1)) }

    /// Seconds that it has waited.
    func age(at now: UTCInstant) -> Int64? { since.map { max(0, now.milliseconds - $0.milliseconds) / 1_000 } }
}

/// The whole message.
struct WaitingMessage: Equatable, Sendable {
    /// More than the rows where the daemon had to cut the list.
    var total: Int
    /// Oldest first, what waits as planned behind the rest.
    var rows: [WaitingRow]

    /// What a controller must decide first, then what evaluators look for, then what waits as planned.
    var urgentFirst: [WaitingRow] {
        rows.filter { !$0.isPlanned && !$0.isExpectation } + rows.filter(\.isExpectation) + rows.filter(\.isPlanned)
    }

    /// Reads the message; `nil` for what is none.
    init?(_ payload: [UInt8]) {
        guard let object = try? JSONObject(payload[...], caps: .trusted), let list = object["waiting"]?.array else {
            return nil
        }
        let rows = list.compactMap { $0.object.flatMap(WaitingRow.init) }
        self.rows = rows.filter { !$0.isPlanned } + rows.filter(\.isPlanned)
        total = object["total"]?.integer.map { Int($0) } ?? rows.count
    }
}

extension WaitingRow {
    /// What an inject that waits for another has for an instant: none that a clock ever showed.
    private static let year2000 = UTCInstant(milliseconds: 946_684_800_000)

    /// Reads one row; `nil` for what is none.
    init?(_ object: JSONObject) {
        guard let kind = object["kind"]?.string, let id = object["id"]?.string else { return nil }
        let since = object["since"]?.string.flatMap(CalendarText.instant)
        self.init(
            kind: kind, id: id, team: object["team"]?.string ?? object["simulation"]?.string,
            state: object["state"]?.string ?? "", reason: object["reason"]?.string ?? "",
            since: since.flatMap { $0 < Self.year2000 ? nil : $0 },
            until: object["until"]?.string.flatMap(CalendarText.instant),
            buttons: (object["buttons"]?.array ?? []).filter { $0.kind == .object }.map(\.text))
    }
}
