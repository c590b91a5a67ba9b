import ExerciseModel
import ScenarioRules

extension Exercise {
    /// Tells of a command that does not reach its simulation, and how that ended (`contract.md` 1, Failure record), as
    /// its saga stands after the fact.
    mutating func publishFailure(after fact: SagaFact, of saga: SagaID) {
        guard let (step, status, error, next) = commandFailure(by: fact, of: saga), let known = state.sagas.saga(saga),
            case .send(let simulation, let command, _)? = known.script.deed(step)
        else { return }
        if case .away = state.link { return untold.append(.saga(saga, fact)) }
        let payload = JSONWriter.object { writer in
            writer.field("id", CommandID(saga, step).text)
            writer.field("simulation_id", simulation.text)
            writer.field("saga_id", saga.description)
            writer.field("step_id", step.index)
            writer.field("command", command)
            writer.field("error", error)
            writer.field("timestamp", now.utc)
            writer.field("retry_count", max(0, known.steps[step.index][step.phase].attempt - 1))
            writer.field("status", status.rawValue)
            writer.field("run", state.run)
            if let next { writer.field("next_attempt_at", now.utc(of: next)) } else { writer.null("next_attempt_at") }
        }
        publish(Publication(topic: Topic.failure(state.id), payload: payload, qos: 1))
    }

    private func commandFailure(
        by fact: SagaFact, of saga: SagaID
    ) -> (StepName, FailureRecord.Status, String, WallInstant?)? {
        switch fact {
        case .stepWaiting(let step, _): (step, .pendingRetry, "the simulation is not connected", nil)
        case .stepFailed(let step, let failure) where failure.cause == .notConnected || failure.cause == .timedOut:
            (step, failure.retryAt == nil ? .failed : .pendingRetry, failure.reason, failure.retryAt)
        case .stepUnknown(let step): (step, .failed, "no answer", nil)
        // It was answered, after attempts that were not.
        case .stepCompleted(let step, _) where isTold(step, of: saga): (step, .delivered, "", nil)
        case .stepFailed(let step, let failure) where failure.cause == .answered && isTold(step, of: saga):
            (step, .delivered, "", nil)
        default: nil
        }
    }

    private func isTold(_ step: StepName, of saga: SagaID) -> Bool {
        state.sagas.run(step, of: saga)?.wasLost ?? false
    }
}
