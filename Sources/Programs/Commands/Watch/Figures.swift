import ExerciseModel

/// How the deliveries stand.
struct Figures: Equatable, Sendable {
    /// One team's.
    struct Team: Equatable, Sendable {
        var id: String
        var isConnected: Bool
        var delivered, scheduled, seen, underway, held, late, unheard, failed: Int64

        /// Whether somebody should look.
        var isTroubled: Bool { held + unheard + failed > 0 || !isConnected }
    }

    /// One inject that comes next.
    struct Next: Equatable, Sendable {
        /// Milliseconds of exercise time.
        var at: Int64
        var inject: String
        var teams: [String]
    }

    var teams: [Team]
    /// `nil` where the daemon does not say.
    var next: [Next]?
    var scheduled, delivered, failed, held, late, unheard: Int64
    /// Milliseconds from due to sent, of 99 in a hundred.
    var lateness: Int64

    init(_ object: JSONObject) {
        teams = (object["teams"]?.array ?? []).compactMap { $0.object.flatMap(Team.init) }
        next = object["next"]?.array?.compactMap { $0.object.flatMap(Next.init) }
        (scheduled, delivered) = (object.number("injects_scheduled"), object.number("injects_delivered"))
        (failed, held) = (object.number("injects_failed"), object.number("injects_held"))
        (late, unheard) = (object.number("injects_late"), object.number("injects_unheard"))
        lateness = object.number("timer_lateness_p99_ms")
    }
}

extension Figures.Team {
    init?(_ object: JSONObject) {
        guard let id = object["id"]?.string else { return nil }
        self.init(
            id: id, isConnected: object["connected"]?.bool ?? false, delivered: object.number("delivered"),
            scheduled: object.number("scheduled"), seen: object.number("seen"), underway: object.number("underway"),
            held: object.number("held"), late: object.number("late"), unheard: object.number("unheard"),
            failed: object.number("failed"))
    }
}

extension Figures.Next {
    init?(_ object: JSONObject) {
        guard let at = object["at"]?.scaled(digits: 3), let inject = object["inject"]?.string else { return nil }
        self.init(at: at, inject: inject, teams: object["teams"]?.array?.compactMap(\.string) ?? [])
    }
}

extension JSONObject {
    fileprivate func number(_ key: StaticString) -> Int64 { self[key]?.integer ?? 0 }
}
