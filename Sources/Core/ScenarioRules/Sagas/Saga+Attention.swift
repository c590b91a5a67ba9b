import ExerciseModel

extension Saga {
    /// What it wants to be looked at for as it stands.
    func attend() -> SagaAttention {
        switch state {
        case .pending, .inProgress: isDoomed ? attendSettling() : attendStage()
        case .compensating: attendUndo()
        case .waiting, .blocked, .completed, .failed, .compensated, .cancelled, .abandoned: SagaAttention()
        }
    }

    private func attendStage() -> SagaAttention {
        var attention = SagaAttention()
        attention.acts = stage == script.ranges.count
        for index in currentSteps { attend(StepName(index, .do), &attention) }
        return attention
    }

    /// What is under way settles; nothing is tried again, and nobody is asked any longer.
    private func attendSettling() -> SagaAttention {
        var attention = SagaAttention()
        var isUnderWay = false
        for index in currentSteps {
            let run = steps[index].doing
            if run.stand == .dispatched, !script.leavesNothing(index) {
                isUnderWay = true
                attend(StepName(index, .do), &attention)
            } else if run.isUnderWay {
                attention.acts = true
            }
        }
        if !isUnderWay { attention.acts = true }
        return attention
    }

    private func attendUndo() -> SagaAttention {
        var attention = SagaAttention()
        guard let index = currentUndo, steps[index].undoing.stand != .failed else {
            attention.acts = true
            return attention
        }
        attend(StepName(index, .undo), &attention)
        return attention
    }

    private func attend(_ step: StepName, _ attention: inout SagaAttention) {
        let run = steps[step.index][step.phase]
        switch run.stand {
        case .pending where step.phase == .do && run.attempt == 0: attention.begins = true
        case .pending: attention.sends = true
        case .waiting:
            attention.deadline = min(attention.deadline, run.until)
            if let simulation = script.deed(step)?.simulation { attention.awaits.append(simulation) }
        case .dispatched where run.until == .never: attention.sends = true
        case .dispatched, .retryWait: attention.deadline = min(attention.deadline, run.until)
        case .completed, .failed, .unknown, .skipped: break
        }
    }
}
