package import ExerciseModel

extension SagaBook {
    /// What an answer means: the first valid one for a step and phase stands.
    ///
    /// Without `command_id`, once an undo was sent and its `do` was never answered, the first answer is the late one to
    /// the `do` and the next the undo's (`contract.md` 2).
    package func decideAnswer(
        _ answer: StepAnswer, from simulation: SimulationID, _ around: SagaSurroundings
    ) -> AnswerDecision {
        guard let id = SagaID(answer.saga), let saga = sagas[id] else { return decideUnknown(answer) }
        guard saga.script.actions.indices.contains(answer.step) else {
            return .refused(Refusal(.invalidCommand, "\(id) has no step \(answer.step)"))
        }
        let phase: StepName.Phase
        switch answer.commandID {
        case CommandID(id, StepName(answer.step, .do)).text: phase = .do
        case CommandID(id, StepName(answer.step, .undo)).text: phase = .undo
        case let other?:
            let words = "'\(other.prefix(64))' is no command_id of step \(answer.step) of \(id)"
            return .refused(Refusal(.invalidCommand, words))
        case nil: phase = saga.phase(answeredBy: simulation, answer)
        }
        let step = StepName(answer.step, phase)
        let deed = saga.script.deed(step)
        guard deed == nil || deed?.simulation == simulation else {
            let words = "step \(answer.step) of \(id) is not one of \(simulation)"
            return ignore(saga, step, .otherSimulation, answer, simulation, words)
        }
        return decide(answer, on: step, of: saga, from: simulation, around)
    }

    /// A saga that is not in the book: over for long or of an earlier run, or never made.
    private func decideUnknown(_ answer: StepAnswer) -> AnswerDecision {
        guard let id = SagaID(answer.saga), id <= forgotten, answer.step >= 0 else {
            return .refused(Refusal(.unknownSaga, "there is no saga '\(answer.saga.prefix(64))'"))
        }
        if answer.kind == .progress { return .repeated(id) }
        // Whether it was heard before is forgotten as well.
        return .refused(Refusal(.conflict, "\(id) is over: the answer comes late and changes nothing"))
    }

    private func decide(
        _ answer: StepAnswer, on step: StepName, of saga: Saga, from simulation: SimulationID,
        _ around: SagaSurroundings
    ) -> AnswerDecision {
        let run = saga.run(step)
        guard run.attempt > 0 else {
            let words = "step \(step.index) of \(saga.id) was never sent for \(step.phase.rawValue)"
            return ignore(saga, step, .neverAsked, answer, simulation, words)
        }
        if let fact = saga.decideAnswer(answer.kind, to: step, around) { return .taken(saga.id, fact) }
        if answer.kind == .progress || run.answer == answer.isCompleted && run.isSettled { return .repeated(saga.id) }
        // What is still open has heard the same before, or gets its next attempt anyway.
        if !run.isSettled && !saga.state.isEnd { return .repeated(saga.id) }
        guard run.isSettled, run.answer != nil else {
            return ignore(saga, step, .late, answer, simulation, "the answer comes late and changes nothing")
        }
        let words = "step \(step.index) of \(saga.id) was answered otherwise before, and that stands"
        return ignore(saga, step, .contradiction, answer, simulation, words)
    }

    private func ignore(
        _ saga: Saga, _ step: StepName, _ why: IgnoredAnswer.Why, _ answer: StepAnswer, _ simulation: SimulationID,
        _ words: String
    ) -> AnswerDecision {
        let ignored = IgnoredAnswer(why, from: simulation, completed: answer.isCompleted)
        if saga.ignored[step]?.contains(ignored) == true { return .repeated(saga.id) }
        return .ignored(saga.id, .answerIgnored(step, ignored), Refusal(.conflict, words))
    }
}

extension StepAnswer {
    fileprivate var isCompleted: Bool { if case .completed = kind { true } else { false } }
}

extension Saga {
    /// Which phase an answer without `command_id` is for.
    fileprivate func phase(answeredBy simulation: SimulationID, _ answer: StepAnswer) -> StepName.Phase {
        let (doing, undoing) = (StepName(answer.step, .do), StepName(answer.step, .undo))
        guard run(undoing).attempt > 0, script.deed(undoing)?.simulation == simulation else { return .do }
        guard script.deed(doing)?.simulation == simulation, run(doing).answer == nil, answer.kind != .progress else {
            return .undo
        }
        let wasLate = ignored[doing]?.contains { $0.why == .late && $0.from == simulation } ?? false
        return wasLate ? .undo : .do
    }

    /// What an answer brings about; `nil` when nothing.
    fileprivate func decideAnswer(
        _ kind: StepAnswer.Kind, to step: StepName, _ around: SagaSurroundings
    ) -> SagaFact? {
        guard !state.isEnd else { return nil }
        let run = run(step)
        // An undo that nobody answered blocks the saga; it is still asked for.
        let isOpen = run.isUnderWay || (step.phase == .undo && run.stand == .failed && run.answer == nil)
        guard isOpen else { return nil }
        switch kind {
        case .completed(let output): return .stepCompleted(step, output: output)
        case .failed(let reason, let retryable):
            guard run.isUnderWay else { return nil }
            return decideFailure(reason ?? "it failed", retryable: retryable, step, around)
        case .progress:
            guard run.isUnderWay else { return nil }
            let timeout = script.actions[step.index].timeout
            let until = around.now.adding(microseconds: timeout)
            // Told often, it is recorded only where it makes a difference.
            let gained = run.stand == .dispatched ? until.microseconds - run.until.microseconds : timeout
            return gained >= timeout / 10 && gained > 0 ? .stepProgressed(step, until: until) : nil
        }
    }

    private func decideFailure(
        _ reason: String, retryable: Bool, _ step: StepName, _ around: SagaSurroundings
    ) -> SagaFact? {
        let run = run(step)
        if run.stand != .dispatched, retryable || run.answer == false { return nil }
        let retryAt = retryable ? retryAt(step, spent: run.tries, around.now) : nil
        return .stepFailed(step, StepFailure(.answered, reason: reason, retryAt: retryAt))
    }
}
