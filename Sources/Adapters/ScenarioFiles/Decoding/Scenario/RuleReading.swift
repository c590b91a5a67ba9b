import ExerciseModel

/// Reads one rule.
struct RuleReading {
    /// One action and where it stands.
    struct Step {
        /// `nil` when it has a fault.
        var deed: Deed?
        let kind: ActionKind
        let stage: Int
        let site: Site
        /// Whether it is undone, or the file says that it need not be.
        var isUndone = false
    }

    /// A reference to the output of a step.
    private struct StepReference {
        let step: Int
        /// The action that it stands in, and whether in its undo.
        let owner: Int
        let inUndo: Bool
        let site: Site
    }

    let section: Section
    let names: ScenarioNames
    var faults: FaultList { section.faults }
    /// Where the conditions of the rule stand.
    var conditionSite: Site?
    /// As far as it was read: the actions in the order of their numbers.
    var steps: [Step] = []
    private var stages: [Stage] = []
    private var references: [StepReference] = []
    /// The number of the stage that is being read.
    var stage: Int { stages.count }
    /// The rule; `nil` when a fault was noted.
    private(set) var rule: Rule?

    init(_ section: Section, id: RuleID, names: ScenarioNames) {
        self.section = section
        self.names = names
        let errors = section.faults.errors
        let trigger = trigger()
        let nodes = section.list("then")
        if section["then"] == nil {
            section.missing("then", help: "write 'then:' and a list of actions")
        } else if let then = section["then"], then.isEmpty {
            faults.error(
                section.keySite("then") ?? section.site(then), "\(section.name) does nothing: its 'then' is empty")
        }
        for node in nodes { readStage(node) }
        checkCount()
        checkReferences()
        checkEnd()
        guard let trigger, errors == faults.errors else { return }
        rule = Rule(id: id, when: trigger, then: stages)
        warn(of: stages, trigger)
    }

    private mutating func readStage(_ node: Node) {
        guard let (kind, entry) = action(node, undo: false) else {
            steps.append(Step(deed: nil, kind: .sendTo, stage: stages.count, site: section.site(node)))
            return stages.append(Stage([]))
        }
        guard kind == .parallel else {
            let action = readAction(entry, kind)
            return stages.append(Stage(action.map { [$0] } ?? []))
        }
        let nodes = entry.list("parallel")
        if nodes.isEmpty, let value = entry["parallel"], value.isEmpty {
            faults.error(entry.keySite("parallel") ?? entry.site(value), "'parallel' is empty")
        }
        var actions: [Action] = []
        for node in nodes {
            guard let (kind, child) = action(node, undo: false) else {
                steps.append(Step(deed: nil, kind: .sendTo, stage: stages.count, site: section.site(node)))
                continue
            }
            guard kind != .parallel else {
                faults.error(
                    child.keySite("parallel") ?? child.mark, "a 'parallel' stands inside another",
                    help: "write all its actions into one list")
                continue
            }
            if let action = readAction(child, kind) { actions.append(action) }
        }
        checkSimulations(ofStage: stages.count)
        stages.append(Stage(actions))
    }

    /// Two commands to one simulation cannot go on at the same time.
    private func checkSimulations(ofStage stage: Int) {
        var first: [SimulationID: Site] = [:]
        for step in steps where step.stage == stage {
            guard let simulation = step.deed?.simulation else { continue }
            if let other = first[simulation] {
                faults.error(
                    step.site, "two actions of one 'parallel' send to '\(simulation)'",
                    notes: [(other, "the other stands here")], help: "write one of them before or behind the 'parallel'"
                )
            } else {
                first[simulation] = step.site
            }
        }
    }

    private func checkCount() {
        guard steps.count > Limits.actions else { return }
        faults.error(
            steps[Limits.actions].site, "\(section.name) has too many actions",
            label: "\(steps.count) of at most \(Limits.actions)", help: "let another rule do the rest")
    }

    /// What ends the exercise, or begins it anew, has nothing behind it.
    private func checkEnd() {
        for (number, step) in steps.enumerated() {
            guard case .control(let command) = step.deed, let name = ControlCheck.name(of: command),
                ["reset", "stop"].contains(name),
                let other = steps.indices.first(where: { $0 != number && steps[$0].stage >= step.stage })
            else { continue }
            faults.error(
                step.site, "'\(name)' is not the last action", label: "what follows would never be done",
                notes: [(steps[other].site, "this follows")], help: "move it to the end of 'then'")
        }
    }

    /// Notes the references in a value, and the faults of their spelling.
    mutating func findReferences(in node: Node, _ entry: Section, undo: Bool) {
        if let text = node.scalar?.text, node.scalar?.kind == .string, text.contains("${") {
            for spelling in ReferenceSpelling.all(in: text) {
                let start = entry.start(of: text, in: node)
                let place = start.map { $0 + spelling.range.lowerBound..<$0 + spelling.range.upperBound }
                note(spelling, at: Site(source: entry.source, range: place ?? node.range), undo: undo)
            }
        }
        for child in node.sequence ?? [] { findReferences(in: child, entry, undo: undo) }
        for child in node.mapping ?? [] {
            if !ReferenceSpelling.all(in: child.key).isEmpty {
                faults.error(
                    Site(source: entry.source, range: child.keyRange), "a key takes no references",
                    help: "write them into values; '$${' is the text itself")
            }
            findReferences(in: child.value, entry, undo: undo)
        }
    }

    private mutating func note(_ spelling: ReferenceSpelling, at site: Site, undo: Bool) {
        switch spelling.reference {
        case .output(let step, _):
            references.append(StepReference(step: step, owner: steps.count, inUndo: undo, site: site))
        case .variable(let name, _): names.reads(name, at: site)
        default: break
        }
        if let (message, help) = spelling.fault { faults.error(site, message, help: help) }
    }

    private func checkReferences() {
        for reference in references {
            let (step, owner) = (reference.step, reference.owner)
            guard steps.indices.contains(step), steps.indices.contains(owner) else {
                let last = steps.count - 1
                faults.error(
                    reference.site, "there is no step \(step)",
                    help: last == 0 ? "the rule has step 0 only" : "the rule has the steps 0 to \(last)")
                continue
            }
            let isDone = steps[step].stage < steps[owner].stage || (reference.inUndo && step == owner)
            if !isDone {
                faults.error(
                    reference.site, "step \(step) is not done before this",
                    label: step == owner ? "this is step \(step) itself" : "this is step \(owner)",
                    help: "name a step that stands before this one")
            } else if ![.sendTo, .set].contains(steps[step].kind), steps[step].deed != nil {
                faults.error(
                    reference.site, "step \(step) has no output",
                    notes: [(steps[step].site, "it stands here")],
                    help: "a command that a simulation completes has one, and a 'set'")
            }
        }
    }
}
