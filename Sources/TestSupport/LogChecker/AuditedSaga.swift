import ExerciseModel

/// One saga as the log tells of it.
struct AuditedSaga {
    private struct Run {
        var attempt: Int64 = 0
        var params: [UInt8] = []
        var isSettled = false
        var isDone = false
        /// Whether it was done, or may have been.
        var mayBeDone = false
    }

    private struct Step {
        var stage: Int
        var canBeUndone: Bool
        /// Whether it is undone only when it is known to be done.
        var isVariable: Bool
        var runs = ["do": Run(), "undo": Run()]

        subscript(phase: String) -> Run {
            get { runs[phase] ?? Run() }
            set { runs[phase] = newValue }
        }
    }

    private var steps: [Step] = []
    /// In the order of their first dispatch.
    private var order: [Int] = []
    private var isUndoing = false
    private(set) var isOver = false
    private(set) var isBlocked = false
    /// The instant of the last event about it.
    private(set) var changedAt: UTCInstant

    init(_ start: LoggedEvent) {
        changedAt = start.record.at
        for (stage, actions) in (start.data["stages"]?.array ?? []).enumerated() {
            for action in (actions.array ?? []).compactMap(\.object) {
                let isVariable = action["set"] != nil && action["undo"] == nil
                steps.append(
                    Step(stage: stage, canBeUndone: action["undo"] != nil || isVariable, isVariable: isVariable))
            }
        }
    }

    /// What is wrong with an event about it, and which promise it breaks.
    func fault(_ event: LoggedEvent, isPaused: Bool) -> (String, String)? {
        let (index, phase) = (Int(event.integer("step")), event.text("phase"))
        if event.type.hasPrefix("step."), !steps.indices.contains(index) { return ("I2", "has no step \(index)") }
        switch event.type {
        case "step.dispatched":
            let run = steps[index][phase]
            if event.integer("attempt") != run.attempt + 1 { return ("I2", "skips an attempt at step \(index)") }
            if run.attempt > 0, event.data["params"].map({ Array($0.text.bytes) }) != run.params {
                return ("I3", "sends step \(index) again with other parameters")
            }
            if run.isSettled, run.isDone { return ("I3", "sends step \(index) again, which is done") }
            return phase == "do" ? faultOfDoing(index, isPaused) : faultOfUndoing(index)
        case "step.completed", "step.progressed", "step.unknown":
            return steps[index][phase].attempt > 0 ? nil : ("I2", "has an answer to step \(index), never sent")
        case "saga.ended": return faultOfEnd(event.text("state"))
        default: return nil
        }
    }

    private func faultOfDoing(_ index: Int, _ isPaused: Bool) -> (String, String)? {
        if isUndoing { return ("I5", "does step \(index) while it undoes") }
        if isPaused, steps[index]["do"].attempt == 0 { return ("I10", "begins step \(index) in a pause") }
        let isEarly = steps.contains { $0.stage < steps[index].stage && !$0["do"].isDone }
        return isEarly ? ("I2", "begins step \(index) before an earlier stage is done") : nil
    }

    private func faultOfUndoing(_ index: Int) -> (String, String)? {
        if !isUndoing { return ("I5", "undoes step \(index) and has not turned back") }
        if steps[index]["do"].attempt == 0 { return ("I5", "undoes step \(index), which was never sent") }
        let next = order.last { step in
            let run = steps[step]["do"]
            return run.mayBeDone && steps[step].canBeUndone && !(steps[step].isVariable && !run.isDone)
                && !steps[step]["undo"].isDone
        }
        return next == index ? nil : ("I5", "undoes step \(index) and not \(next.map(String.init) ?? "nothing")")
    }

    private func faultOfEnd(_ state: String) -> (String, String)? {
        switch state {
        case "completed": steps.allSatisfy { $0["do"].isDone } ? nil : ("I2", "is completed with steps left")
        case "compensated":
            steps.contains { $0["undo"].isDone } ? nil : ("I5", "is compensated and nothing was undone")
        default: nil
        }
    }

    /// Folds an event about it; a step that was passed over counts as done in its phase.
    mutating func apply(_ event: LoggedEvent) {
        let (index, phase) = (Int(event.integer("step")), event.text("phase"))
        changedAt = event.record.at
        isBlocked = event.type == "saga.blocked" || (isBlocked && event.type == "step.answer_ignored")
        if event.type == "saga.compensating" { isUndoing = true }
        if event.type == "saga.ended" { isOver = true }
        guard event.type.hasPrefix("step."), steps.indices.contains(index) else { return }
        var run = steps[index][phase]
        switch event.type {
        case "step.dispatched":
            if phase == "do", run.attempt == 0 { order.append(index) }
            run = Run(
                attempt: event.integer("attempt"), params: event.data["params"].map { Array($0.text.bytes) } ?? [],
                mayBeDone: true)
        case "step.completed": (run.isSettled, run.isDone, run.mayBeDone) = (true, true, true)
        case "step.skipped": (run.isSettled, run.isDone) = (true, true)
        case "step.unknown": run.isSettled = true
        case "step.failed":
            if event.text("cause") == "answered" { run.mayBeDone = false }
            if event.data["retry_at_us"] == nil { (run.isSettled, run.mayBeDone) = (true, false) }
        default: break
        }
        steps[index][phase] = run
    }
}
