package import ExerciseControl
package import ExerciseModel
package import Orchestration
import ScenarioRules

/// One exercise in figures, as it stands. It holds no part of the ledger: a copy of that would make the next fact pay
/// for a whole one.
package struct ExerciseFigures: Equatable, Sendable {
    package var id: ExerciseID
    package var run: Int64
    package var status: ClockStatus
    package var rate: Rate
    package var elapsed: ExerciseInstant
    /// ENDEX, or `never`.
    package var duration: ExerciseInstant
    package var link: LinkState
    /// Whether a real emergency stands.
    package var isNoDuff: Bool
    /// The deliveries of this run by state.
    package var deliveries: DeliveryCounts
    /// Milliseconds from the release to the proof, in this run.
    package var latencies: LatencyHistogram
    /// Milliseconds from due to released, in this run.
    package var lateness: LatencyHistogram
    package var teams: [Team]
    package var waiting: [Waiting]
    /// All that have registered, by their names.
    package var simulations: [Simulation]
    package var sagas: Sagas
    /// Answers of simulations that said again what was known, since the exercise was taken up.
    package var repeatedAnswers: Int64
    /// Messages of simulations that were refused and are in no log, since then.
    package var unrecordedRefusals: Int64

    /// One simulation.
    package struct Simulation: Equatable, Sendable {
        package var id: SimulationID
        package var isConnected: Bool
    }

    /// How many sagas are not over.
    package struct Sagas: Equatable, Sendable {
        /// Those that have their simulations and go on.
        package var active: Int
        /// Those that wait for simulations.
        package var waiting: Int
        /// Those that stand until an operator decides.
        package var blocked: Int
    }

    /// One team.
    package struct Team: Equatable, Sendable {
        package var id: TeamID
        package var isConnected: Bool
        /// How many released injects are not settled yet.
        package var lane: Int

        package init(id: TeamID, isConnected: Bool, lane: Int) {
            self.id = id
            self.isConnected = isConnected
            self.lane = lane
        }
    }

    /// All that waits of one kind in one state (`contract.md` 5).
    package struct Waiting: Equatable, Sendable {
        package var kind: String
        package var state: String
        package var count: Int
        package var oldest: UTCInstant

        package init(kind: String, state: String, count: Int, oldest: UTCInstant) {
            self.kind = kind
            self.state = state
            self.count = count
            self.oldest = oldest
        }
    }

    /// Takes the figures of an exercise.
    package init(_ exercise: Exercise, now: Moment) {
        let state = exercise.state
        id = state.id
        run = state.run
        status = state.clock.status
        rate = state.clock.rate
        elapsed = state.clock.time(at: now.wall)
        duration = state.clock.duration
        link = state.link
        isNoDuff = state.noDuff != nil
        deliveries = state.ledger.counts
        latencies = state.ledger.latencies
        lateness = state.ledger.lateness
        teams = state.ledger.teams.map { Team(id: $0.id, isConnected: $0.isConnected, lane: $0.lane.count) }
        waiting = Self.grouped(WaitingList(state, now: now).rows)
        simulations = state.simulations.entries.map { Simulation(id: $0, isConnected: $1.isConnected) }
            .sorted { $0.id < $1.id }
        let blocked = state.sagas.blockedCount
        sagas = Sagas(
            active: state.sagas.activeCount - blocked, waiting: state.sagas.waitingCount, blocked: blocked)
        repeatedAnswers = exercise.repeatedAnswers
        unrecordedRefusals = exercise.unrecordedRefusals
    }

    /// The rows come oldest first, so the first of a group is its oldest.
    private static func grouped(_ rows: [WaitingList.Row]) -> [Waiting] {
        var groups: [Waiting] = []
        for row in rows {
            if let place = groups.firstIndex(where: { $0.kind == row.kind && $0.state == row.state }) {
                groups[place].count += 1
            } else {
                groups.append(Waiting(kind: row.kind, state: row.state, count: 1, oldest: row.since))
            }
        }
        return groups
    }
}
