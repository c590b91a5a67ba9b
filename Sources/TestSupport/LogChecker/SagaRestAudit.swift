import ExerciseModel

/// Holds sagas, and events that wait for rules, to their end: they are over, or wait under a name with a way out (I9).
struct SagaRestAudit {
    private struct Row {
        var state: String
        var commands: [String]
    }

    /// Milliseconds for which what goes on by itself is not told.
    private static let patience: Int64 = 3_000

    private(set) var violations: [Violation] = []
    private let walk: LogWalk
    private let rest: Observations.Rest
    /// By the saga that they are about.
    private var rows: [String: [Row]] = [:]
    private var isStopped = false
    private var tellsEvents = false

    init(_ rest: Observations.Rest, _ walk: LogWalk, _ clock: SagaClockAudit) {
        (self.rest, self.walk) = (rest, walk)
        readRows()
        for saga in walk.simulations.unfinished { audit(saga, clock) }
        for saga in walk.simulations.idle { complain("\(saga) waits for its simulations, which nobody holds") }
        guard let event = walk.simulations.waitingEvent, !isStopped else { return }
        if walk.clock.status != "paused" { complain("the event \(event) waits for the rules, and nothing stops them") }
        if !tellsEvents { complain("the event \(event) waits for the rules and stands in no waiting list") }
    }

    private mutating func complain(_ sentence: String) { violations.append(Violation("I9", sentence)) }

    private mutating func readRows() {
        let list = (try? JSONObject(rest.waiting[...], caps: .trusted))?["waiting"]?.array ?? []
        for row in list.compactMap(\.object) {
            let (kind, id) = (row["kind"]?.string ?? "", row["id"]?.string ?? "")
            if kind == "noduff" { isStopped = true }
            if kind == "events" { tellsEvents = true }
            let isAbsent = kind == "simulation" || (kind == "saga" && row["state"]?.string == "waiting")
            if isAbsent, let name = row["simulation"]?.string, rest.simulations.contains(name) {
                complain("'\(name)' is there, and \(id) is told to wait for it")
            }
            guard kind == "saga" || kind == "approval" else { continue }
            let commands = (row["buttons"]?.array ?? []).compactMap { $0.object?["command"]?.string }
            let saga = id.split(separator: ".").first.map(String.init) ?? ""
            rows[saga, default: []].append(Row(state: row["state"]?.string ?? "", commands: commands))
        }
    }

    private mutating func audit(_ saga: (name: String, saga: AuditedSaga), _ clock: SagaClockAudit) {
        let told = rows[saga.name] ?? []
        let isFresh = rest.utc.milliseconds - saga.saga.changedAt.milliseconds < Self.patience
        if told.isEmpty, !isFresh, !isStopped {
            complain("\(saga.name) is not over and stands in no waiting list")
        }
        for row in told where row.commands.isEmpty { complain("\(saga.name) waits and has no button") }
        if saga.saga.isBlocked {
            guard told.contains(where: { $0.state == "blocked" && $0.commands == Self.waysOut }) else {
                return complain("\(saga.name) is blocked and is not told so, with three ways out")
            }
        } else if walk.simulations.isGranted(saga.name), !isStopped, !isFresh, !clock.isTimed(saga.name),
            walk.clock.status != "paused"
        {
            complain("\(saga.name) has its simulations, and nothing will ever become of it")
        }
    }

    private static let waysOut = ["saga_retry", "saga_skip", "saga_abandon"]
}
