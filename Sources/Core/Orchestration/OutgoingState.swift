import ExerciseControl
import ExerciseModel
import ScenarioRules

/// The retained messages about an exercise (`contract.md` 1).
package enum OutgoingState {
    /// Timer update: `total` and `percentage` are 0 without ENDEX.
    static func timer(_ state: ExerciseState, instance: InstanceID, now: Moment) -> [UInt8] {
        let clock = state.clock
        let time = clock.time(at: now.wall)
        let total = clock.duration == .never ? 0 : clock.duration.seconds
        return JSONWriter.object { writer in
            writer.field("current", time.seconds)
            writer.field("total", total)
            writer.field("formatted", ClockText.formatted(time))
            let permille = total == 0 ? 0 : min(1_000, (time.seconds * 1_000 + total / 2) / total)
            writer.decimal("percentage", permille, digits: 1)
            writer.field("status", clock.status.rawValue)
            rate(clock.rate, &writer)
            writer.field("timestamp", now.utc)
            writer.field("instance", instance.text)
        }
    }

    /// Status update: `previous` is null when the exercise was loaded.
    static func status(_ state: ExerciseState, instance: InstanceID, now: Moment) -> [UInt8] {
        let change = state.statusChange
        return JSONWriter.object { writer in
            writer.field("exercise_id", state.id.text)
            writer.field("status", state.clock.status.rawValue)
            if let previous = change?.previous {
                writer.field("previous", previous.rawValue)
            } else {
                writer.null("previous")
            }
            writer.field("timestamp", change?.at ?? now.utc)
            writer.decimal("exercise_time", (change?.exerciseTime ?? .zero).milliseconds, digits: 3)
            if let reason = change?.reason { writer.field("reason", reason) } else { writer.null("reason") }
            if let by = change?.by { writer.field("by", by) } else { writer.null("by") }
            writer.field("run", state.run)
            writer.field("instance", instance.text)
        }
    }

    /// Whether a real emergency stands, and whose word it is.
    static func noDuff(_ state: ExerciseState, now: Moment) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("active", state.noDuff != nil)
            if let noDuff = state.noDuff {
                writer.field("message", noDuff.message)
                if let by = noDuff.by { writer.field("by", by) } else { writer.null("by") }
                writer.field("since", noDuff.since)
            }
            writer.field("timestamp", now.utc)
        }
    }

    /// Metrics: the seed's six first.
    static func monitoring(_ state: ExerciseState, eventRate: Double, now: Moment) -> [UInt8] {
        let ledger = state.ledger
        let counts = ledger.counts
        return JSONWriter.object { writer in
            writer.field("injects_scheduled", counts.scheduled)
            writer.field("injects_delivered", counts[.delivered])
            writer.field("injects_failed", counts[.failed])
            writer.field("teams_connected", ledger.connectedTeams)
            writer.decimal("average_delivery_latency", Int64(ledger.latencies.average * 1_000), digits: 3)
            writer.field("exercise_duration", state.clock.time(at: now.wall).seconds)
            writer.field("injects_pending", counts[.scheduled] + counts[.manual] + counts[.waiting])
            writer.field("injects_held", counts[.held])
            writer.field("injects_late", counts.late)
            writer.field("injects_unheard", counts[.unheard])
            writer.field("injects_waiting", counts.underway + counts[.queued])
            writer.field("delivery_latency_p50_ms", ledger.latencies.percentile(50))
            writer.field("delivery_latency_p99_ms", ledger.latencies.percentile(99))
            writer.field("delivery_latency_max_ms", ledger.latencies.maximum)
            writer.field("timer_lateness_p99_ms", ledger.lateness.percentile(99))
            writer.field("events_logged", state.position)
            writer.decimal("events_per_second", Int64(eventRate * 10), digits: 1)
            writer.field("events_waiting", state.rules.queuedCount)
            writer.field("sagas_active", state.sagas.activeCount)
            writer.field("sagas_waiting", state.sagas.waitingCount)
            writer.field("sagas_blocked", state.sagas.blockedCount)
            writer.field("approvals_waiting", state.approvals.count)
            writer.field("simulations_connected", state.simulations.connected.count)
            writer.field("broker_connected", state.link == .attending)
            TeamFigures.write(state, &writer)
        }
    }

    private static func rate(_ rate: Rate, _ writer: inout JSONWriter) {
        if rate.thousandths % 1_000 == 0 {
            writer.field("rate", rate.thousandths / 1_000)
        } else {
            writer.decimal("rate", rate.thousandths, digits: 3)
        }
    }
}
