import ExerciseModel
import Logging

/// A committed event as a log line, with the seed's keys.
struct EventLine {
    private let event: Event
    private let injectType: (InjectID) -> String?

    init(_ event: Event, injectType: @escaping (InjectID) -> String?) {
        self.event = event
        self.injectType = injectType
    }

    func write(to logger: Logger) {
        // What is told at debug alone is most of all events: words for nothing would cost a core.
        if isDetail, logger.logLevel > .debug { return }
        let (level, name, own) = content
        var metadata: Logger.Metadata = [
            "exercise_id": .string(event.exercise.text),
            "exercise_time": .stringConvertible(ExerciseSeconds(time: event.exerciseTime)),
            "position": .stringConvertible(event.position),
        ]
        metadata.merge(own) { _, new in new }
        logger.log(level: level, "\(name)", metadata: metadata)
    }

    /// A step of what goes well.
    private var isDetail: Bool {
        switch event.fact {
        case .injectReleased(_, let release): !release.late
        case .simulation(.reported), .simulation(.evaluated), .simulation(.passedOver): true
        case .saga(_, .compensating), .saga(_, .blocked): false
        case .saga(_, .ended(let end)): end.state == .completed
        case .saga: true
        default: false
        }
    }

    private var content: (Logger.Level, String, Logger.Metadata) {
        switch event.fact {
        case .injectDelivered(let target, let proof):
            (
                .info, "inject_delivered",
                about(target).merging([
                    "delivery_latency_ms": .stringConvertible(proof.latency), "proof": .string(proof.kind.rawValue),
                    "seq": .stringConvertible(proof.seq), "attempt": .stringConvertible(proof.attempt),
                ]) { _, new in new }
            )
        case .injectReleased(let target, let release):
            (
                release.late ? .warning : .debug, "inject_released",
                about(target).merging([
                    "seq": .stringConvertible(release.seq), "late_ms": .stringConvertible(release.lateness),
                ]) { _, new in new }
            )
        case .injectQueued(let target, let reason, _, _):
            (.warning, "inject_queued", about(target, reason.rawValue))
        case .injectHeld(let target, let reason, _):
            (.warning, "inject_held", about(target, reason.note ?? reason.name))
        case .injectSkipped(let target, let reason):
            (.notice, "inject_skipped", about(target, reason.note ?? reason.name))
        case .injectAttemptFailed(let target, let failure):
            (.warning, "inject_attempt_failed", about(target, failure.error))
        case .injectUnheard(let target, _, _):
            (.warning, "inject_unheard", about(target, "nobody is subscribed to the team's feed"))
        case .injectFailed(let target, _, _, let reason): (.error, "inject_failed", about(target, reason))
        case .receiptRecorded(let target, let receipt):
            (.info, "receipt_recorded", about(target).merging(["status": .string(receipt.milestone.rawValue)]) { $1 })
        case .actionOverdue(let target, let action):
            (.warning, "action_overdue", about(target).merging(["action": .stringConvertible(action)]) { $1 })
        default: other
        }
    }

    private var other: (Logger.Level, String, Logger.Metadata) {
        switch event.fact {
        case .brokerLost(let reason, let inFlight):
            (
                .warning, "broker_lost",
                ["reason": .string(reason), "in_flight": .stringConvertible(inFlight.count)]
            )
        case .brokerAttending: (.info, "broker_connected", [:])
        case .rivalSeen(let instance): (.error, "rival_seen", ["instance": .string(instance.text)])
        case .clockRecovered(let recovery): (.warning, "clock_recovered", ["sentence": .string(recovery.sentence)])
        case .clockJumped(let milliseconds):
            (.warning, "clock_jumped", ["by_ms": .stringConvertible(milliseconds)])
        case .filesChanged(let paths):
            (.warning, "files_changed", ["paths": .string(paths.joined(separator: ", "))])
        case .commandAccepted(let record): (.info, "command_accepted", about(record))
        case .commandRefused(let record, let code, let message):
            (
                .warning, "command_refused",
                about(record).merging(["code": .string(code.rawValue), "reason": .string(message)]) { _, new in new }
            )
        case .noDuffDeclared(let message, _): (.critical, "noduff_declared", ["reason": .string(message)])
        case .receiptRejected(let team, let inject, let reason):
            (
                .warning, "receipt_rejected",
                ["team_id": .string(team.text), "inject_id": .string(inject), "reason": .string(reason)]
            )
        case .replayRejected(let team, let reason):
            (.warning, "replay_rejected", ["team_id": .string(team.text), "reason": .string(reason)])
        case .simulation(let fact): simulation(fact)
        case .saga(let saga, let fact): self.saga(saga, fact)
        case .approvalRequested(let approval):
            (
                .warning, "approval_requested",
                ["approval": .string(approval.id), "question": .string(approval.question)]
            )
        case .teamOnline(let team, _): (.info, "team_online", ["team_id": .string(team.text)])
        case .teamOffline(let team, _): (.info, "team_offline", ["team_id": .string(team.text)])
        default:
            (.info, FactCodec.encode(event.fact).type.replacing(".", with: "_"), [:])
        }
    }

    private func about(_ target: InjectTarget, _ reason: String? = nil) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "team_id": .string(target.team.text), "inject_id": .string(target.inject.text),
        ]
        if let type = injectType(target.inject) { metadata["inject_type"] = .string(type) }
        if let reason { metadata["reason"] = .string(reason) }
        return metadata
    }

    private func about(_ record: CommandRecord) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["command": .string(record.command), "actor": .string(event.actor)]
        if let id = record.id { metadata["id"] = .string(id) }
        return metadata
    }
}

extension EventLine {
    private func simulation(_ fact: SimulationFact) -> (Logger.Level, String, Logger.Metadata) {
        switch fact {
        case .registered(let id, _, let door):
            (.info, "simulation_registered", ["simulation_id": .string(id.text), "door": .string(door.rawValue)])
        case .left(let id, let reason):
            (.warning, "simulation_left", ["simulation_id": .string(id.text), "reason": .string(reason)])
        case .returned(let id): (.info, "simulation_returned", ["simulation_id": .string(id.text)])
        case .reported(let event, _):
            (
                .debug, "simulation_event",
                ["simulation_id": .string(event.from.text), "event_type": .string(event.type)]
            )
        case .evaluated: (.debug, "rules_evaluated", [:])
        case .passedOver(_, let reason): (.debug, "rules_passed_over", ["reason": .string(reason)])
        case .refused(let id, let code, let message):
            (
                .warning, "simulation_refused",
                [
                    "simulation_id": .string(id?.text ?? ""), "code": .string(code.rawValue),
                    "reason": .string(message),
                ]
            )
        }
    }

    /// What an operator must know of a saga stands out; each step is told at debug alone.
    private func saga(_ saga: SagaID, _ fact: SagaFact) -> (Logger.Level, String, Logger.Metadata) {
        let id: Logger.Metadata = ["saga_id": .string(saga.description)]
        switch fact {
        case .started(let start): return (.debug, "saga_started", id.merging(["rule": .string(start.rule.text)]) { $1 })
        case .compensating(let reason):
            return (.warning, "saga_compensating", id.merging(["reason": .string(reason)]) { $1 })
        case .blocked(let step, let reason):
            return (
                .error, "saga_blocked",
                id.merging(["step_id": .stringConvertible(step.index), "reason": .string(reason)]) { $1 }
            )
        case .ended(let end):
            let level: Logger.Level = end.state == .completed ? .debug : .warning
            return (level, "saga_ended", id.merging(["state": .string(end.state.rawValue)]) { $1 })
        default:
            return (.debug, FactCodec.type(of: event.fact).rawValue.replacing(".", with: "_"), id)
        }
    }
}
