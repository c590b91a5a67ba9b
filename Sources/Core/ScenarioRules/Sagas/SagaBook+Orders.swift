package import ExerciseModel

extension SagaBook {
    /// What an operator's order brings about.
    ///
    /// `retry` and `skip` are for a step that is stuck: an undo that blocks the saga, or a step of either phase that
    /// waits for its simulation or for its next attempt. One that was sent and may still be answered is neither
    /// repeated nor passed over: its time limit runs, and `cancel` and `abandon` are there. A passed-over step that
    /// was sent before may have been done, and is undone like one that nobody answered.
    package func decide(
        _ order: SagaOrder, on id: SagaID, _ around: SagaSurroundings
    ) -> Result<[SagaFact], Refusal> {
        guard let saga = sagas[id] else { return .failure(Refusal(.unknownSaga, "there is no saga '\(id)'")) }
        guard !saga.state.isEnd else { return refuse("\(id) is over: \(saga.state.rawValue)") }
        switch order {
        case .abandon(let reason): return .success([saga.abandoned(reason)])
        case .cancel(let reason):
            if saga.state == .compensating || saga.state == .blocked { return refuse("\(id) is being undone already") }
            if saga.isCancelled { return refuse("\(id) is being cancelled already") }
            return .success([saga.cancelled(reason)])
        case .retry:
            guard let step = saga.stuckStep else { return refuse("\(id) has no step that waits or is blocked") }
            if around.isNoDuff { return .failure(Refusal(.conflict, "NO DUFF: nothing is sent")) }
            return .success([.retried(step)])
        case .skip(let reason):
            guard let step = saga.stuckStep else { return refuse("\(id) has no step that waits or is blocked") }
            return .success([.stepSkipped(step, reason: reason)])
        }
    }

    private func refuse(_ words: String) -> Result<[SagaFact], Refusal> {
        .failure(Refusal(.invalidTransition, words))
    }

    /// What a controller's answer to the question of a step brings about.
    package func decideApproval(
        _ id: SagaID, step: Int, agreed: Bool, by: String?, reason: String?
    ) -> Result<[SagaFact], Refusal> {
        let name = StepName(step, .do)
        guard let saga = sagas[id], saga.script.actions.indices.contains(step), saga.script.leavesNothing(step) else {
            return .failure(Refusal(.unknownApproval, "there is no question '\(id).\(step)'"))
        }
        guard !saga.state.isEnd, saga.run(name).stand == .dispatched else {
            return refuse("the question '\(id).\(step)' is not open")
        }
        guard agreed else {
            let words = reason.map { "a controller said no: \($0)" } ?? "a controller said no"
            return .success([.stepFailed(name, StepFailure(.rejected, reason: words))])
        }
        let output = JSONWriter.object {
            $0.field("by", ifPresent: by)
            $0.field("reason", ifPresent: reason)
        }
        return .success([.stepCompleted(name, output: JSONText(trusted: output[...]))])
    }

    /// `stop`: all that is not being undone yet is cancelled.
    package func decideStop(reason: String) -> [(SagaID, SagaFact)] {
        oldestFirst.compactMap { id in
            guard let saga = sagas[id], !saga.isCancelled, saga.state != .compensating, saga.state != .blocked else {
                return nil
            }
            return (id, saga.cancelled(reason))
        }
    }

    /// `reset`: all that is not over ends as it stands.
    package func decideAbandonAll(reason: String) -> [(SagaID, SagaFact)] {
        oldestFirst.compactMap { id in sagas[id].map { (id, $0.abandoned(reason)) } }
    }
}

extension Saga {
    fileprivate func abandoned(_ reason: String) -> SagaFact {
        .ended(SagaEnd(.abandoned, reason: reason, notUndone: notUndone))
    }

    /// One that waits for its simulations has nothing to settle.
    fileprivate func cancelled(_ reason: String) -> SagaFact {
        state == .waiting ? .ended(SagaEnd(.cancelled, reason: reason)) : .cancelling(reason: reason)
    }

    /// The step that an operator can do something about: it is blocked, or waits for anything but an answer.
    package var stuckStep: StepName? {
        openSteps.first { state == .blocked || (run($0).isStuck && !(isDoomed && $0.phase == .do)) }
    }
}
