import ExerciseControl
import ExerciseHost
import ExerciseModel
import Orchestration

extension MetricFamily {
    /// A gauge of each exercise, as its present run stands.
    private static func gauge(
        _ name: String, _ further: [String] = [], help: String,
        write: @escaping @Sendable (ExerciseFigures, String, inout SampleWriter) -> Void
    ) -> MetricFamily {
        MetricFamily(name, .gauge, ["exercise"] + further, help: help) { scrape, writer in
            for exercise in scrape.figures?.exercises ?? [] { write(exercise, exercise.id.text, &writer) }
        }
    }

    /// Exercises as they stand; a `reset` begins these anew.
    static let exercise = clock + deliveries + teams + simulations + waiting

    private static let clock = [
        gauge(
            "whitecell_exercise_status", ["status"], help: "1 for the status that the exercise has, 0 for the others."
        ) {
            exercise, id, writer in
            for status in ClockStatus.allCases { writer.add(id, status.rawValue, is: exercise.status == status) }
        },
        gauge("whitecell_exercise_run", help: "Number of the present run; each reset begins the next one.") {
            $2.add($1, is: $0.run)
        },
        gauge("whitecell_exercise_rate", help: "Exercise seconds in a second of wall time.") {
            $2.add($1, is: $0.rate.thousandths, digits: 3)
        },
        gauge("whitecell_exercise_elapsed_seconds", help: "Exercise time since STARTEX.") {
            $2.add($1, is: $0.elapsed.milliseconds, digits: 3)
        },
        gauge("whitecell_exercise_duration_seconds", help: "Exercise time of ENDEX; absent without one.") {
            if $0.duration != .never { $2.add($1, is: $0.duration.milliseconds, digits: 3) }
        },
        gauge(
            "whitecell_exercise_no_duff", help: "Whether a real emergency stands: the clock stands and nothing is sent."
        ) { $2.add($1, is: $0.isNoDuff) },
        gauge("whitecell_exercise_broker_connected", help: "Whether the broker hears this exercise and it may publish.")
        {
            $2.add($1, is: $0.link == .attending)
        },
    ]

    private static let deliveries = [
        gauge(
            "whitecell_deliveries", ["state"], help: "Injects times teams of the run, by the state of their delivery."
        ) {
            exercise, id, writer in
            for state in DeliveryState.allCases {
                writer.add(id, state.rawValue, is: Int64(exercise.deliveries[state]))
            }
        },
        gauge("whitecell_deliveries_late", help: "Deliveries released, held or left out later than the precision asks.")
        {
            $2.add($1, is: Int64($0.deliveries.late))
        },
        gauge("whitecell_delivery_latency_average_seconds", help: "Mean time from release to proof in the run.") {
            $2.add($1, is: Int64($0.latencies.average * 1_000), digits: 6)
        },
        gauge("whitecell_delivery_latency_p50_seconds", help: "Median time from release to proof in the run.") {
            $2.add($1, is: $0.latencies.percentile(50), digits: 3)
        },
        gauge("whitecell_delivery_latency_p99_seconds", help: "99th percentile from release to proof in the run.") {
            $2.add($1, is: $0.latencies.percentile(99), digits: 3)
        },
        gauge("whitecell_delivery_latency_max_seconds", help: "Longest time from release to proof in the run.") {
            $2.add($1, is: $0.latencies.maximum, digits: 3)
        },
        gauge("whitecell_timer_lateness_p99_seconds", help: "99th percentile from due to released in the run.") {
            $2.add($1, is: $0.lateness.percentile(99), digits: 3)
        },
    ]

    private static let teams = [
        gauge("whitecell_teams_connected", help: "Teams with a client whose last word was online.") {
            $2.add($1, is: Int64($0.teams.count { $0.isConnected }))
        },
        gauge("whitecell_team_connected", ["team"], help: "Whether a client of the team said last that it is online.") {
            exercise, id, writer in
            for team in exercise.teams { writer.add(id, team.id.text, is: team.isConnected) }
        },
        gauge("whitecell_team_lane_depth", ["team"], help: "Injects released to the team and not settled yet.") {
            exercise, id, writer in
            for team in exercise.teams { writer.add(id, team.id.text, is: Int64(team.lane)) }
        },
    ]

    private static let simulations = [
        gauge(
            "whitecell_simulation_connected", ["simulation"],
            help: "Whether a simulation that has registered is connected."
        ) {
            exercise, id, writer in
            for simulation in exercise.simulations { writer.add(id, simulation.id.text, is: simulation.isConnected) }
        },
        gauge("whitecell_sagas", ["state"], help: "Sagas that are not over: active, waiting for simulations, blocked.")
        {
            exercise, id, writer in
            writer.add(id, "active", is: Int64(exercise.sagas.active))
            writer.add(id, "waiting", is: Int64(exercise.sagas.waiting))
            writer.add(id, "blocked", is: Int64(exercise.sagas.blocked))
        },
        MetricFamily(
            "whitecell_simulation_answers_repeated_total", .counter, ["exercise"],
            help: "Answers of simulations that said again what was known."
        ) { scrape, writer in
            for exercise in scrape.figures?.exercises ?? [] {
                writer.add(exercise.id.text, is: exercise.repeatedAnswers)
            }
        },
    ]

    private static let waiting = [
        gauge(
            "whitecell_waiting", ["kind", "state"],
            help: "What waits; a kind and state of which nothing waits is absent."
        ) {
            exercise, id, writer in
            for row in exercise.waiting { writer.add(id, row.kind, row.state, is: Int64(row.count)) }
        },
        gauge(
            "whitecell_waiting_oldest_timestamp_seconds", ["kind", "state"],
            help: "Since when the oldest of what waits does."
        ) { exercise, id, writer in
            for row in exercise.waiting { writer.add(id, row.kind, row.state, is: row.oldest.milliseconds, digits: 3) }
        },
    ]
}
