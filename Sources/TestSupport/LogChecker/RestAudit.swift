import ExerciseModel

/// Holds the end to its promise: everything is settled, or waits under a name (I9).
struct RestAudit {
    private(set) var violations: [Violation] = []
    private let walk: LogWalk
    private let rest: Observations.Rest
    /// Whether the list says that a real emergency stops everything.
    private var isStopped = false

    init(_ rest: Observations.Rest, _ walk: LogWalk) {
        (self.rest, self.walk) = (rest, walk)
        let named = namedRows()
        if !walk.hearsBroker { complain("the broker is there and the exercise does not hear it") }
        for delivery in walk.ledger.deliveries { audit(delivery, named) }
        for follower in walk.followers.owed { complain("\(follower) waits for nothing more and has no time") }
    }

    private mutating func complain(_ sentence: String) { violations.append(Violation("I9", sentence)) }

    /// The rows of the waiting list that are whole, as `team/inject/state`.
    private mutating func namedRows() -> Set<String> {
        guard let rows = (try? JSONObject(rest.waiting[...], caps: .trusted))?["waiting"]?.array else {
            complain("the waiting list cannot be read")
            return []
        }
        var named: Set<String> = []
        for row in rows.compactMap(\.object) {
            guard let kind = row["kind"]?.string, let id = row["id"]?.string, let state = row["state"]?.string,
                let reason = row["reason"]?.string, !reason.isEmpty, row["since"]?.string != nil,
                row["buttons"]?.array != nil
            else {
                complain("a row of the waiting list lacks its name, its reason or its age")
                continue
            }
            if kind == "inject" { named.insert("\(row["team"]?.string ?? "")/\(id)/\(state)") }
            if kind == "noduff" { isStopped = true }
        }
        return named
    }

    private mutating func audit(_ delivery: LedgerFold.Delivery, _ named: Set<String>) {
        let (team, inject) = (delivery.plan.team, delivery.plan.inject)
        let name = "'\(inject)' for '\(team)'"
        let isOld = rest.utc.milliseconds - delivery.since.milliseconds > rest.bound
        switch delivery.state {
        case "waiting" where walk.clock.status != "running" && walk.clock.status != "paused": break
        case "held", "waiting", "queued", "published", "retrying", "unheard", "failed":
            if !named.contains("\(team)/\(inject)/\(delivery.state)") {
                complain("\(name) is \(delivery.state) and stands in no waiting list")
            }
        case "scheduled":
            if let due = delivery.due, due < rest.exerciseTime, isOld, walk.clock.status == "running" {
                complain("\(name) was due at \(due) µs and nobody decided about it")
            }
        default: break
        }
        if isStopped { return }
        switch delivery.state {
        case "released", "published", "retrying":
            if isOld { complain("\(name) has been \(delivery.state) for too long") }
        case "queued":
            if walk.clock.status == "running" { complain("\(name) is queued, and nothing is in its way") }
        case "unheard":
            if rest.online.contains(team) { complain("\(name) is unheard, and the team is there") }
        default: break
        }
    }
}
