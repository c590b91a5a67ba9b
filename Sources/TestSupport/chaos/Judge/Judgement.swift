import ExerciseModel
import LogChecker

/// Holds the log and what the teams have to every promise, when the exercise has come to rest.
struct Judgement {
    private(set) var violations: [String] = []
    /// Milliseconds by which a recovered clock stood off, at most; `nil` where none was recovered.
    private(set) var clockError: Double?

    private let exercise: IslandExercise
    private let records: [EventRecord]
    private let notes: [(team: String, notes: [TeamClient.Note])]

    /// Judges how it stands at `now`; without an instant, only what holds in the middle of an exercise too.
    init(_ stage: Stage, _ records: [EventRecord], now: UTCInstant? = nil) {
        exercise = stage.scene.exercise
        self.records = records
        notes = stage.teams.map { ($0.team, $0.notes) }
        var seen = observations(stage)
        seen.rest = now.map { rest(stage, $0) }
        violations = LogChecker.violations(in: seen).map(\.description) + stage.complaints
        for (team, notes) in notes {
            if now != nil { checkWhole(team, notes) }
            checkOrder(team, notes, setsAside: stage.scene.setsAside)
        }
        let clock = ClockAudit(records, deaths: stage.daemon.deaths)
        violations += clock.violations
        clockError = clock.error
    }

    private func rest(_ stage: Stage, _ now: UTCInstant) -> Observations.Rest {
        Observations.Rest(
            waiting: stage.controller.waiting, utc: now,
            exerciseTime: (exercise.planned.duration ?? 0) * 1_000, bound: 10_000, online: Set(exercise.teamNames))
    }

    private func observations(_ stage: Stage) -> Observations {
        var seen = Observations()
        let head = Int64(records.count)
        seen.records = records
        seen.plans[exercise.yaml] = exercise.planned
        seen.exchanges = stage.controller.exchanges
        if let cast = stage.cast { seen.simulations = cast.traffic(committed: head) }
        for (team, notes) in notes {
            let topic = "/exercise/island/team/\(team)/feed"
            // A client that was away, or to whom things came late because they had been set aside, cannot tell the
            // order in which they were sent: that is looked at below, connection by connection.
            let sorted = notes.sorted { $0.seq < $1.seq }
            seen.published += sorted.map {
                Observations.Published(topic: topic, payload: $0.payload, committed: head)
            }
            seen.received += notes.map {
                Observations.Received(team: team, payload: $0.payload, at: $0.at)
            }
            seen.steadyTeams.insert(team)
        }
        seen.published += stage.controller.figures.map {
            Observations.Published(topic: "/exercise/island/monitoring", payload: $0, committed: head)
        }
        // Only the broker knows what it acknowledged; that the teams hold it is what counts.
        for record in records where record.type == "inject.delivered" {
            guard let data = try? JSONObject(record.data[...]), let team = data["team"]?.string,
                let seq = data["seq"]?.integer
            else { continue }
            seen.acknowledged.insert(Observations.FeedNumber(team: team, seq: seq))
        }
        return seen
    }

    /// Nothing lost.
    private mutating func checkWhole(_ team: String, _ notes: [TeamClient.Note]) {
        let firsts = notes.filter(\.isFirst)
        let missing = Set(exercise.ids(team)).subtracting(firsts.map(\.inject))
        if !missing.isEmpty {
            violations.append("lost: '\(team)' never got \(missing.count), among them \(missing.min() ?? "")")
        }
        let numbers = firsts.map(\.seq).sorted()
        if numbers != Array(1...max(Int64(numbers.count), 1)) { violations.append("lost: '\(team)' has gaps") }
    }

    /// Nothing shown twice, first deliveries in order.
    private mutating func checkOrder(_ team: String, _ notes: [TeamClient.Note], setsAside: Bool) {
        let firsts = notes.filter(\.isFirst)
        if Set(firsts.map(\.inject)).count != firsts.count {
            violations.append("twice: '\(team)' was shown an inject under two numbers")
        }
        for (number, same) in Dictionary(grouping: notes, by: \.seq) where Set(same.map(\.inject)).count > 1 {
            violations.append("twice: '\(team)' got two injects under \(number)")
        }
        guard !setsAside else { return }
        var last: (connection: Int, seq: Int64) = (0, 0)
        for note in firsts where !note.isReplay {
            if note.connection == last.connection, note.seq < last.seq {
                violations.append("order: '\(team)' got \(note.seq) after \(last.seq)")
            }
            last = (note.connection, note.seq)
        }
    }
}
