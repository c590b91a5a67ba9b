import ExerciseModel

/// Holds what simulations were told to what the log had decided by then (I1, I2, I3, I12).
struct ToldAudit {
    private struct Sent {
        var event: LoggedEvent
        var simulation: String?
        /// The position at which nobody waited for its answer any more.
        var until = Int64.max
    }

    private struct Attempt: Hashable {
        var step: LoggedStep
        var number: Int64
    }

    private(set) var violations: [Violation] = []
    private let walk: LogWalk
    private let records: [EventRecord]
    private var actions: [String: [LoggedAction]] = [:]
    private var sent: [Attempt: Sent] = [:]
    /// The last attempt at what is open, and at anything.
    private var open: [LoggedStep: Attempt] = [:]
    private var last: [LoggedStep: Attempt] = [:]
    /// Where each simulation registered first.
    private var registered: [String: Int64] = [:]

    init(_ observations: Observations, _ walk: LogWalk) {
        self.walk = walk
        records = observations.records
        for record in records { if let event = LoggedEvent(record) { fold(event) } }
        for message in observations.simulations.told { audit(message) }
    }

    private mutating func fold(_ event: LoggedEvent) {
        let step = LoggedStep(event)
        switch event.type {
        case "simulation.registered":
            let name = event.text("simulation")
            registered[name] = registered[name] ?? event.position
        case "saga.started": actions[step.saga] = LoggedAction.all(of: event)
        case "step.dispatched":
            close(step, event.position)
            let attempt = Attempt(step: step, number: event.integer("attempt"))
            let steps = actions[step.saga] ?? []
            let action = steps.indices.contains(Int(step.step)) ? steps[Int(step.step)] : nil
            sent[attempt] = Sent(event: event, simulation: action?.simulation(in: step.phase))
            (open[step], last[step]) = (attempt, attempt)
        case "step.progressed":
            // Whoever is still at it, after all, is waited for again.
            guard let attempt = last[step] else { return }
            open[step] = attempt
            sent[attempt]?.until = .max
        case "step.completed", "step.failed", "step.unknown", "step.skipped": close(step, event.position)
        case "saga.ended": for key in open.keys where key.saga == step.saga { close(key, event.position) }
        default: break
        }
    }

    private mutating func close(_ step: LoggedStep, _ position: Int64) {
        if let attempt = open.removeValue(forKey: step) { sent[attempt]?.until = position }
    }

    private mutating func complain(_ invariant: String, _ sentence: String) {
        violations.append(Violation(invariant, sentence))
    }

    private mutating func audit(_ message: SimulationTraffic.Told) {
        guard let object = try? JSONObject(message.payload[...]), let type = object["type"]?.string else {
            return complain("I2", "'\(message.simulation)' was told something that is no message")
        }
        switch type {
        case "command": auditCommand(object, message)
        case "event.accepted": auditAcceptance(object, message)
        case "registered":
            guard let position = registered[message.simulation], position <= message.committed else {
                return complain("I2", "'\(message.simulation)' was called registered before the log had it")
            }
        default: break
        }
    }

    private mutating func auditCommand(_ command: JSONObject, _ message: SimulationTraffic.Told) {
        let step = LoggedStep(
            saga: command["saga_id"]?.string ?? "", step: command["step_id"]?.integer ?? -1,
            phase: command["phase"]?.string ?? "")
        let attempt = Attempt(step: step, number: command["attempt"]?.integer ?? 0)
        guard let sent = sent[attempt], sent.event.position <= message.committed else {
            return complain("I2", "'\(message.simulation)' was sent attempt \(attempt.number) of \(step), not decided")
        }
        if sent.simulation != message.simulation {
            complain("I12", "'\(message.simulation)' was sent \(step), which is not one of its steps")
        }
        if command["command_id"]?.string != step.description {
            complain("I3", "\(step) was sent under the name \(command["command_id"]?.string ?? "")")
        }
        let keeps =
            command["params"].map { Array($0.bytes) } == sent.event.data["params"].map { Array($0.bytes) }
            && command["correlation_id"]?.string == sent.event.record.correlation
        if !keeps { complain("I2", "\(step) was sent otherwise than it was decided") }
        if sent.until <= message.before {
            complain("I3", "\(step) was sent at \(message.committed), settled at \(sent.until)")
        }
        if walk.emergencies.stands(from: message.before, to: message.committed) {
            complain("I10", "\(step) was sent at \(message.committed), under NO DUFF")
        }
    }

    private mutating func auditAcceptance(_ answer: JSONObject, _ message: SimulationTraffic.Told) {
        let (id, position) = (answer["event_id"]?.string, answer["position"]?.integer ?? 0)
        guard position > 0, position <= message.committed, position <= Int64(records.count),
            let event = LoggedEvent(records[Int(position) - 1]), event.type == "simulation.event",
            event.text("simulation") == message.simulation, event.data["event_id"]?.string == id
        else {
            return complain("I1", "'\(message.simulation)' heard of '\(id ?? "")' at \(position), not in the log then")
        }
    }
}
