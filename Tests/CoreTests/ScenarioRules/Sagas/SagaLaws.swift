import ExerciseModel
import ScenarioRules

/// Holds the recorded facts of sagas to the invariants of `quality.md` 2, from the facts alone.
struct SagaLaws {
    private var faults: [String] = []
    private var course: [SagaID: Course] = [:]
    private var holders: [SimulationID: SagaID] = [:]

    private struct Course {
        var simulations: Set<SimulationID>
        var starts: [Int] = []
        var undone: [Int] = []
        var settled: [StepName: Bool] = [:]
        var params: [StepName: JSONText] = [:]
        var attempts: [StepName: Int] = [:]
        var isOver = false
    }

    /// What breaks a law, in words; empty when nothing does.
    static func faults(in log: [Event]) -> [String] {
        var laws = SagaLaws()
        for event in log {
            if case .saga(let id, let fact) = event.fact { laws.take(id, fact) }
        }
        return laws.faults
    }

    private mutating func take(_ id: SagaID, _ fact: SagaFact) {
        if case .started(let start) = fact {
            let deeds = start.stages.flatMap(\.actions).flatMap { [$0.deed, $0.undo] }
            course[id] = Course(simulations: Set(deeds.compactMap { $0?.simulation }))
            if start.granted { hold(id) }
            return
        }
        guard let known = course[id] else { return blame(id, "has facts before it started") }
        if known.isOver {
            if case .answerIgnored = fact { return }
            return blame(id, "has facts after its end")
        }
        switch fact {
        case .granted: hold(id)
        case .stepDispatched(let step, let dispatch): send(id, step, dispatch, known)
        case .stepCompleted(let step, _): settle(id, step)
        case .stepFailed(let step, let failure): if failure.retryAt == nil { settle(id, step) }
        case .stepUnknown(let step), .stepSkipped(let step, _): settle(id, step)
        case .retried(let step): course[id]?.settled[step] = nil
        case .ended:
            course[id]?.isOver = true
            for simulation in known.simulations where holders[simulation] == id { holders[simulation] = nil }
        default: break
        }
    }

    /// I4: at most one saga holds a simulation.
    private mutating func hold(_ id: SagaID) {
        for simulation in course[id]?.simulations ?? [] {
            if let other = holders[simulation] { blame(id, "gets \(simulation), which \(other) holds") }
            holders[simulation] = id
        }
    }

    private mutating func send(_ id: SagaID, _ step: StepName, _ dispatch: Dispatch, _ known: Course) {
        if !known.simulations.allSatisfy({ holders[$0] == id }) { blame(id, "sends without its simulations") }
        // I3: a simulation that remembers does it once, if the command keeps its name and content, and nothing is
        // sent that is settled.
        if known.settled[step] != nil { blame(id, "sends \(step.spelled), which is settled") }
        if let before = known.params[step], before != dispatch.params { blame(id, "changes \(step.spelled)") }
        if dispatch.attempt != known.attempts[step, default: 0] + 1 { blame(id, "miscounts \(step.spelled)") }
        course[id]?.params[step] = dispatch.params
        course[id]?.attempts[step] = dispatch.attempt
        if step.phase == .do {
            if dispatch.attempt == 1 { course[id]?.starts.append(step.index) }
            if !known.undone.isEmpty { blame(id, "goes on while it is undone") }
            return
        }
        // I5: undone is only what was sent, the last first, and one at a time.
        guard dispatch.attempt == 1 else { return }
        guard let place = known.starts.firstIndex(of: step.index) else {
            return blame(id, "undoes \(step.index), which was never sent")
        }
        for earlier in known.undone where known.starts.firstIndex(of: earlier) ?? 0 <= place {
            blame(id, "undoes \(step.index) after \(earlier)")
        }
        if let last = known.undone.last, known.settled[StepName(last, .undo)] == nil {
            blame(id, "undoes \(step.index) while \(last) is being undone")
        }
        course[id]?.undone.append(step.index)
    }

    private mutating func settle(_ id: SagaID, _ step: StepName) {
        let isBlockedUndo = step.phase == .undo
        if course[id]?.settled[step] != nil, !isBlockedUndo { blame(id, "settles \(step.spelled) twice") }
        course[id]?.settled[step] = true
    }

    private mutating func blame(_ id: SagaID, _ words: String) { faults.append("\(id) \(words)") }
}
