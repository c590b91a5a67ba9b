import ExerciseHost
import ExerciseModel

extension MetricFamily {
    /// A counter of each exercise since the process started.
    private static func counter(
        _ name: String, help: String, _ read: @escaping @Sendable (ExerciseTally) -> Int64
    ) -> MetricFamily {
        MetricFamily(name, .counter, ["exercise"], help: help) { scrape, writer in
            each(scrape) { exercise, tally in writer.add(exercise.id.text, is: read(tally)) }
        }
    }

    /// A counter of each team since the process started.
    private static func teamCounter(
        _ name: String, help: String, _ read: @escaping @Sendable (ExerciseTally.Team) -> Int64
    ) -> MetricFamily {
        MetricFamily(name, .counter, ["exercise", "team"], help: help) { scrape, writer in
            each(scrape) { exercise, tally in
                for team in exercise.teams {
                    let own = tally.teams[team.id] ?? ExerciseTally.Team()
                    writer.add(exercise.id.text, team.id.text, is: read(own))
                }
            }
        }
    }

    private static func histogram(
        _ name: String, help: String, _ read: @escaping @Sendable (ExerciseTally) -> DurationBuckets
    ) -> MetricFamily {
        MetricFamily(name, .histogram, ["exercise"], help: help) { scrape, writer in
            each(scrape) { exercise, tally in writer.add(exercise.id.text, is: read(tally)) }
        }
    }

    private static func each(_ scrape: Scrape, _ body: (ExerciseFigures, ExerciseTally) -> Void) {
        guard let figures = scrape.figures else { return }
        for exercise in figures.exercises { body(exercise, figures.tallies[exercise.id] ?? ExerciseTally()) }
    }

    /// What committed events add up to; a `reset` leaves these as they are.
    static let tallied = [
        counter("whitecell_events_logged_total", help: "Events in the log, over all runs.") { $0.position },
        MetricFamily(
            "whitecell_commands_total", .counter, ["exercise", "outcome"],
            help: "Control commands since the daemon started, accepted or refused."
        ) { scrape, writer in
            each(scrape) { exercise, tally in
                writer.add(exercise.id.text, "accepted", is: tally.commandsAccepted)
                writer.add(exercise.id.text, "refused", is: tally.commandsRefused)
            }
        },
        counter("whitecell_injects_released_total", help: "Injects that entered a team's lane.") { $0.released },
        counter("whitecell_injects_held_total", help: "Injects held until a controller decides.") { $0.held },
        counter("whitecell_injects_skipped_total", help: "Injects left out, whatever the reason.") { $0.skipped },
        teamCounter("whitecell_injects_delivered_total", help: "Injects delivered with proof.") { $0.delivered },
        teamCounter("whitecell_injects_failed_total", help: "Injects given up after all attempts.") { $0.failed },
        teamCounter("whitecell_injects_unheard_total", help: "Injects set aside because nobody was subscribed.") {
            $0.unheard
        },
        counter("whitecell_delivery_attempts_failed_total", help: "Attempts that failed and were followed by another.")
        {
            $0.attemptsFailed
        },
        counter("whitecell_broker_losses_total", help: "Losses of the broker while the exercise was on it.") {
            $0.brokerLosses
        },
        counter("whitecell_simulation_events_total", help: "Events that simulations reported.") { $0.reported },
        MetricFamily(
            "whitecell_simulation_messages_refused_total", .counter, ["exercise"],
            help: "Messages of simulations that were not taken, or changed nothing."
        ) { scrape, writer in
            each(scrape) { exercise, tally in
                writer.add(exercise.id.text, is: tally.messagesRefused + exercise.unrecordedRefusals)
            }
        },
        counter("whitecell_saga_steps_dispatched_total", help: "Attempts at steps of sagas.") { $0.stepsDispatched },
        MetricFamily(
            "whitecell_sagas_ended_total", .counter, ["exercise", "state"], help: "Sagas that are over, by their end."
        ) { scrape, writer in
            each(scrape) { exercise, tally in
                for state in SagaState.allCases where state.isEnd {
                    writer.add(exercise.id.text, state.rawValue, is: tally.sagasEnded[state] ?? 0)
                }
            }
        },
        histogram("whitecell_delivery_latency_seconds", help: "From the release of an inject to the proof of delivery.")
        {
            $0.latency
        },
        histogram("whitecell_timer_lateness_seconds", help: "From the instant an inject is due to its release.") {
            $0.lateness
        },
    ]
}
