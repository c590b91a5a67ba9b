import ExerciseModel
import Orchestration
import ScenarioRules

extension ProgressText {
    /// What a simulation did; `nil` for what says nothing to a person who watches.
    static func words(_ fact: SimulationFact) -> String? {
        switch fact {
        case .registered(let simulation, _, let door): "\(simulation) registered over \(door.rawValue)"
        case .left(let simulation, let reason): "\(simulation) left: \(reason)"
        case .returned(let simulation): "\(simulation) is back"
        case .reported(let event, _): "event  \(event.type) from \(event.from)"
        case .refused(let simulation, _, let message): "\(simulation?.text ?? "a simulation") refused: \(message)"
        case .passedOver(_, let reason): "an event that waited is not looked at: \(reason)"
        case .evaluated: nil
        }
    }

    /// How far a saga is; what it was told by simulations is left to the log.
    static func words(_ saga: SagaID, _ fact: SagaFact) -> String? {
        switch fact {
        case .started(let start): "\(saga)  begins by rule \(start.rule)"
        case .stepFailed(_, let failure):
            "\(saga)  failed: \(failure.reason)" + (failure.retryAt == nil ? "" : "; it is tried again")
        case .stepUnknown: "\(saga)  no answer: whether it was done is unknown"
        case .compensating(let reason): "\(saga)  is undone: \(reason)"
        case .blocked(_, let reason): "\(saga)  blocked: \(reason)"
        case .ended(let end): "\(saga)  \(end.state.rawValue)"
        default: nil
        }
    }

    /// The line for a command that goes to a simulation; `nil` for another event.
    static func commandLine(_ event: Event, in state: ExerciseState) -> String? {
        guard case .saga(let saga, .stepDispatched(let step, let dispatch)) = event.fact,
            case .send(let simulation, let command, _)? = state.sagas.saga(saga)?.script.deed(step)
        else { return nil }
        let undo = step.phase == .undo ? " (undo)" : ""
        let attempt = dispatch.attempt > 1 ? ", attempt \(dispatch.attempt)" : ""
        return line(event, nil, "\(saga)  \(simulation) \(command)\(undo)\(attempt)")
    }
}
