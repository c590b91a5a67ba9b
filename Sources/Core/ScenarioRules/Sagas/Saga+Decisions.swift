package import ExerciseModel

extension Saga {
    /// What follows whatever stands around it; asked only when its attention says so.
    func decideAct() -> SagaFact? {
        switch state {
        case .compensating:
            guard let index = currentUndo else { return .ended(undone) }
            let undo = StepName(index, .undo)
            return .blocked(undo, reason: "step \(index) could not be undone: \(steps[index].undoing.reason)")
        case .pending, .inProgress:
            guard isDoomed else { return .ended(SagaEnd(.completed)) }
            return decideSettling() ?? decideTurn()
        case .waiting, .blocked, .completed, .failed, .compensated, .cancelled, .abandoned: return nil
        }
    }

    /// A step that would have been tried again is not: its last attempt was its last.
    private func decideSettling() -> SagaFact? {
        for index in currentSteps {
            let run = steps[index].doing
            guard run.isUnderWay, run.stand != .dispatched || script.leavesNothing(index) else { continue }
            let step = StepName(index, .do)
            if script.leavesNothing(index) {
                return .stepFailed(step, StepFailure(.expired, reason: "it is no longer asked"))
            }
            return run.answer == false
                ? .stepFailed(step, StepFailure(.answered, reason: run.reason)) : .stepUnknown(step)
        }
        return nil
    }

    private func decideTurn() -> SagaFact {
        currentUndo == nil ? .ended(undone) : .compensating(reason: reason ?? "")
    }

    /// The end of a saga that is not done, with nothing left to undo.
    private var undone: SagaEnd {
        let hasUndone = steps.contains { $0.undoing.stand == .completed }
        let state: SagaState = isCancelled ? .cancelled : hasUndone ? .compensated : .failed
        return SagaEnd(state, reason: reason, notUndone: notUndone)
    }

    /// The first dispatch of the next step that is to begin.
    func decideBegin(_ around: SagaSurroundings) -> SagaFact? {
        if order.isEmpty, let fact = decideFlaw() { return fact }
        let index = currentSteps.first { steps[$0].doing.stand == .pending && steps[$0].doing.attempt == 0 }
        return index.map { decideDispatch(StepName($0, .do), around) }
    }

    /// Before anything is sent: a later step, or an undo, names something that the event does not hold.
    private func decideFlaw() -> SagaFact? {
        let context = TemplateContext(event: reported)
        let flaw = script.needs.first { context.value(of: $0.reference) == nil }
        return flaw.map {
            .stepFailed(StepName($0.index, .do), StepFailure(.unresolved, reason: "\($0.reference) has no value"))
        }
    }

    /// What goes out also in a pause: an undo, a further attempt, or the limit of what NO DUFF had stopped.
    func decideSend(_ around: SagaSurroundings) -> SagaFact? {
        for step in openSteps {
            let run = steps[step.index][step.phase]
            if run.stand == .pending, step.phase == .undo || run.attempt > 0 { return decideDispatch(step, around) }
            if run.stand == .dispatched, run.until == .never {
                return .stepProgressed(step, until: around.now.adding(microseconds: script.actions[step.index].timeout))
            }
        }
        return nil
    }

    /// What follows from the first deadline that has passed; `nil` when none has.
    func decideDue(_ around: SagaSurroundings) -> SagaFact? {
        guard let step = openSteps.first(where: { isTimed($0) && run($0).until <= around.now }) else { return nil }
        switch run(step).stand {
        case .waiting: return isReachable(step, around) ? decideDispatch(step, around) : decideAbsence(step, around)
        case .retryWait: return decideDispatch(step, around)
        default: return decideSilence(step, around)
        }
    }

    /// The dispatch of a step that waits for a simulation, which is there now.
    func decideArrival(of simulation: SimulationID, _ around: SagaSurroundings) -> SagaFact? {
        let step = openSteps.first { run($0).stand == .waiting && script.deed($0)?.simulation == simulation }
        return step.map { decideDispatch($0, around) }
    }

    /// The steps that something may become of now: those of the stage, or the one that is being undone.
    var openSteps: [StepName] {
        switch state {
        case .pending, .inProgress: currentSteps.map { StepName($0, .do) }.filter { !run($0).isSettled }
        case .compensating, .blocked: currentUndo.map { [StepName($0, .undo)] } ?? []
        default: []
        }
    }

    /// How far a step has come in its phase.
    package func run(_ step: StepName) -> StepRun {
        steps.indices.contains(step.index) ? steps[step.index][step.phase] : StepRun()
    }

    private func isTimed(_ step: StepName) -> Bool {
        switch run(step).stand {
        case .waiting, .dispatched, .retryWait: true
        case .pending, .completed, .failed, .unknown, .skipped: false
        }
    }

    private func isReachable(_ step: StepName, _ around: SagaSurroundings) -> Bool {
        guard let simulation = script.deed(step)?.simulation else { return true }
        return around.connected.contains(simulation)
    }

    /// An attempt goes out, or waits for its simulation; with a reference that has no value neither.
    private func decideDispatch(_ step: StepName, _ around: SagaSurroundings) -> SagaFact {
        let (run, timeout) = (run(step), script.actions[step.index].timeout)
        do throws(TemplateFault) {
            let params = if let params = run.params { params } else { try resolve(step, around.variables) }
            guard isReachable(step, around) else {
                return .stepWaiting(step, until: around.now.adding(microseconds: run.left ?? timeout))
            }
            let until = around.now.adding(microseconds: timeout)
            return .stepDispatched(step, Dispatch(attempt: run.attempt + 1, params: params, until: until))
        } catch {
            return .stepFailed(step, StepFailure(.unresolved, reason: error.sentence))
        }
    }

    private func decideAbsence(_ step: StepName, _ around: SagaSurroundings) -> SagaFact {
        let simulation = script.deed(step)?.simulation?.text ?? ""
        let failure = StepFailure(.notConnected, reason: "\(simulation) was not connected in time")
        // Never sent, it cannot have been done: nothing more is to be found out.
        if run(step).attempt == 0 { return .stepFailed(step, failure) }
        return decideLoss(step, failure, spent: run(step).tries + 1, around)
    }

    private func decideSilence(_ step: StepName, _ around: SagaSurroundings) -> SagaFact {
        switch script.deed(step) {
        case .approve: return .stepFailed(step, StepFailure(.expired, reason: "nobody answered in time"))
        case .send(let simulation, _, _):
            let failure = StepFailure(.timedOut, reason: "\(simulation) did not answer in time")
            return decideLoss(step, failure, spent: run(step).tries, around)
        default: return decideLoss(step, StepFailure(.timedOut, reason: "not done in time"), spent: .max, around)
        }
    }

    /// An attempt that nobody answered: the next one, or none, when nobody knows whether it was done.
    private func decideLoss(
        _ step: StepName, _ failure: StepFailure, spent: Int, _ around: SagaSurroundings
    ) -> SagaFact {
        if let retryAt = retryAt(step, spent: spent, around.now) {
            return .stepFailed(step, StepFailure(failure.cause, reason: failure.reason, retryAt: retryAt))
        }
        return step.phase == .do ? .stepUnknown(step) : .stepFailed(step, failure)
    }

    /// When the next attempt is due after so many; `nil` when there is none.
    func retryAt(_ step: StepName, spent: Int, _ now: WallInstant) -> WallInstant? {
        let action = script.actions[step.index]
        guard spent <= action.retries, step.phase == .undo || !isDoomed else { return nil }
        return now.adding(
            microseconds: Backoff.delay(
                base: action.retryDelay, tries: spent, attempt: run(step).attempt, command: CommandID(id, step).text))
    }

    private var outputs: [Int: JSONText] {
        var outputs: [Int: JSONText] = [:]
        for index in order { outputs[index] = steps[index].doing.output }
        return outputs
    }

    private func resolve(_ step: StepName, _ variables: [String: JSONText]) throws(TemplateFault) -> JSONText {
        let context = TemplateContext(event: reported, outputs: outputs, variables: variables, saga: id)
        switch script.deed(step) {
        case .send(_, _, let params), .control(let params), .publish(_, let params, _):
            return try params.resolve(context)
        case .set(_, let value):
            if step.phase == .undo, script.restores(step.index) {
                return run(StepName(step.index, .do)).output ?? JSONText(literal: "{}")
            }
            return try value.resolve(context)
        case .deliver(let inject, let teams):
            let bytes = JSONWriter.object {
                $0.field("inject", inject.text)
                if !teams.isEmpty { $0.list("teams", teams.map(\.text)) }
            }
            return JSONText(trusted: bytes[...])
        case .approve(let question):
            var writer = JSONWriter()
            writer.value(question)
            return writer.text
        case nil: return JSONText(literal: "null")
        }
    }
}
