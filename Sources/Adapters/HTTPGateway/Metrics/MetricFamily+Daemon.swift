import ExerciseHost
import ExerciseModel

extension MetricFamily {
    /// The daemon as a whole.
    static let daemon = [
        MetricFamily(
            "whitecell_build_info", .gauge, ["version", "instance_id"], help: "Always 1; says which daemon this is."
        ) { $1.add($0.identity.version, $0.identity.instance.text, is: 1) },
        MetricFamily(
            "whitecell_host_up", .gauge,
            help: "Whether the thread that runs the exercises answered this scrape within a second."
        ) { $1.add(is: $0.figures != nil) },
        MetricFamily("whitecell_broker_up", .gauge, help: "Whether both connections to the MQTT broker stand.") {
            $1.add(is: $0.isBrokerUp)
        },
        MetricFamily("whitecell_store_up", .gauge, help: "Whether events can be made durable.") { scrape, writer in
            guard let figures = scrape.figures else { return }
            writer.add(is: figures.storeFault == nil)
        },
        MetricFamily("whitecell_exercises", .gauge, help: "Exercises that are loaded.") { scrape, writer in
            guard let figures = scrape.figures else { return }
            writer.add(is: Int64(figures.exercises.count))
        },
        MetricFamily(
            "whitecell_turn_duration_seconds", .summary,
            help: "Turns of the thread that runs the exercises, and the time that they took, commits included."
        ) { scrape, writer in
            guard let work = scrape.figures?.work else { return }
            writer.add(sum: work.microseconds, count: work.turns)
        },
        MetricFamily("whitecell_store_commits_total", .counter, help: "Transactions that the store has made durable.") {
            scrape, writer in
            guard let work = scrape.figures?.work else { return }
            writer.add(is: work.commits)
        },
    ]
}
