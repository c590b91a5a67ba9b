package import ExerciseModel

/// What a saga of a rule does: its actions, numbered as the outside counts them, from 0, stage by stage. It never
/// changes, so that all sagas of the rule share one.
package final class SagaScript: Equatable, Sendable {
    package let rule: RuleID
    package let stages: [Stage]
    package let actions: [Action]
    /// Of each stage, the numbers of its actions.
    let ranges: [Range<Int>]
    /// All that any of its actions or their undoing sends to, each once, in the order of their first use.
    package let simulations: [SimulationID]
    /// What must be in the event, beyond what the first action finds out by itself; each once, of the first that needs
    /// it.
    let needs: [Need]

    struct Need: Equatable, Sendable {
        var index: Int
        var reference: TemplateReference
    }

    init(_ rule: RuleID, _ stages: [Stage]) {
        self.rule = rule
        self.stages = stages
        actions = stages.flatMap(\.actions)
        var ranges: [Range<Int>] = []
        for stage in stages {
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<start + stage.actions.count)
        }
        self.ranges = ranges
        var seen: Set<SimulationID> = []
        simulations = actions.flatMap { [$0.deed.simulation, $0.undo?.simulation] }.compactMap(\.self)
            .filter { seen.insert($0).inserted }
        var known: Set<TemplateReference> = []
        needs = actions.enumerated().flatMap { index, action in
            let deeds = [index == 0 ? nil : action.deed, action.undo].compactMap(\.self)
            return deeds.flatMap(\.eventReferences).map { Need(index: index, reference: $0) }
        }.filter { known.insert($0.reference).inserted }
    }

    /// The same actions of the same rule.
    package static func == (left: SagaScript, right: SagaScript) -> Bool {
        left === right || (left.rule == right.rule && left.stages == right.stages)
    }

    /// What a step does; `nil` when nothing undoes it. A variable that was set is set back even where no undo is
    /// written.
    package func deed(_ step: StepName) -> Deed? {
        // An action is never taken out of the list: to copy it costs more than all that is asked of it.
        guard step.phase == .undo else { return actions[step.index].deed }
        return actions[step.index].undo ?? (restores(step.index) ? actions[step.index].deed : nil)
    }

    /// Whether the undoing of an action is the variable's own, with its old value as the parameters.
    package func restores(_ index: Int) -> Bool {
        if case .set = actions[index].deed { return actions[index].undo == nil }
        return false
    }

    /// Whether an action leaves nothing behind that could be undone.
    func leavesNothing(_ index: Int) -> Bool {
        if case .approve = actions[index].deed { true } else { false }
    }
}

extension Deed {
    /// What it takes from the event, which is known before anything is sent.
    fileprivate var eventReferences: [TemplateReference] {
        switch self {
        case .send(_, _, let template), .control(let template), .set(_, let template), .publish(_, let template, _):
            template.references.filter(\.isOfEvent)
        case .deliver, .approve: []
        }
    }
}

extension TemplateReference {
    fileprivate var isOfEvent: Bool {
        switch self {
        case .payload, .eventType, .eventFrom, .eventID: true
        case .output, .variable, .sagaID: false
        }
    }
}
