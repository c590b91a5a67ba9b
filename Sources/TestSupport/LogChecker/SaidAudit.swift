import ExerciseModel

/// Holds the log to what simulations really said and did (I1, I2, I3).
struct SaidAudit {
    private struct Name: Hashable {
        var run: Int64
        var simulation: String
        var id: String
    }

    private(set) var violations: [Violation] = []
    private let traffic: SimulationTraffic
    private var actions: [String: [LoggedAction]] = [:]
    private var logged: [SimulationTraffic.Event: Int] = [:]
    private var names: Set<Name> = []

    init(_ observations: Observations) {
        traffic = observations.simulations
        for record in observations.records { if let event = LoggedEvent(record) { audit(event) } }
        for (event, count) in logged where count > traffic.events[event] ?? 0 {
            complain("I1", "an event of '\(event.simulation)' is \(count) times in the log, and was not said so often")
        }
        auditExecutions()
        for event in traffic.unheard {
            complain("I9", "'\(event.simulation)' was never told whether its event '\(event.id ?? "")' counts")
        }
    }

    private mutating func complain(_ invariant: String, _ sentence: String) {
        violations.append(Violation(invariant, sentence))
    }

    private mutating func audit(_ event: LoggedEvent) {
        switch event.type {
        case "saga.started": actions[event.text("saga")] = LoggedAction.all(of: event)
        case "simulation.event": auditEvent(event)
        case "step.completed": auditAnswer(event, isCompleted: true)
        case "step.failed" where event.text("cause") == "answered": auditAnswer(event, isCompleted: false)
        default: break
        }
    }

    private mutating func auditEvent(_ event: LoggedEvent) {
        let id = event.data["event_id"]?.string
        let said = SimulationTraffic.Event(
            of: event.text("simulation"), id: id, payload: event.data["payload"].map { Array($0.bytes) } ?? [])
        logged[said, default: 0] += 1
        guard let id else { return }
        if !names.insert(Name(run: event.record.run, simulation: said.simulation, id: id)).inserted {
            complain("I1", "the event '\(id)' of '\(said.simulation)' counts twice, again at \(event.position)")
        }
    }

    /// An answer counts only when the simulation gave it whose step it is; one that is settled when its saga turns back
    /// was answered before.
    private mutating func auditAnswer(_ event: LoggedEvent, isCompleted: Bool) {
        let step = LoggedStep(event)
        guard let steps = actions[step.saga], steps.indices.contains(Int(step.step)),
            let simulation = steps[Int(step.step)].simulation(in: step.phase)
        else { return }
        let actor = event.record.actor
        if actor != "simulation:\(simulation)", isCompleted || actor != "rules" {
            complain("I3", "\(step) of '\(simulation)' is settled by '\(actor)' at \(event.position)")
        }
        let answer = SimulationTraffic.Answer(
            of: simulation, saga: step.saga, step: step.step, isCompleted: isCompleted)
        if !traffic.answers.contains(answer) {
            complain("I2", "'\(simulation)' never said what is told of \(step) at \(event.position)")
        }
    }

    private mutating func auditExecutions() {
        var seen: Set<SimulationTraffic.Execution> = []
        for execution in traffic.executions where !seen.insert(execution).inserted {
            complain(
                "I3",
                "'\(execution.simulation)' did \(execution.saga).\(execution.step).\(execution.phase) twice")
        }
    }
}
