import ExerciseModel

extension RuleReading {
    /// Notes what a rule without a fault probably does not mean.
    func warn(of stages: [Stage], _ trigger: RuleTrigger) {
        if let field = trigger.condition.flatMap(Contradiction.find) {
            faults.warning(
                conditionSite ?? section.mark, "\(section.name) can never match",
                label: field.isEmpty ? "no payload meets this" : "no value of \(DisplayText.quoted(field)) meets this",
                help: "write alternatives below 'any'")
        }
        warnOfMissingUndo()
        warnOfLocks(stages)
    }

    private func warnOfMissingUndo() {
        for (number, step) in steps.enumerated() {
            guard case .send(let simulation, let command, _) = step.deed, !step.isUndone,
                let other = failing(beside: number)
            else { continue }
            faults.warning(
                step.site, "nothing undoes \(DisplayText.quoted(command)) of '\(simulation)' when another step fails",
                label: "it would be left as it is", notes: [(steps[other].site, "this may fail")],
                help: "write a 'compensate_command', or 'undo: none' if it may stay")
        }
    }

    /// The first step that can fail when this one is done already.
    private func failing(beside number: Int) -> Int? {
        steps.indices.first { other in
            guard other != number, steps[other].stage >= steps[number].stage else { return false }
            switch steps[other].kind {
            case .set, .publish, .parallel: return false
            case .sendTo, .deliver, .control, .approve: return true
            }
        }
    }

    /// A saga has all its simulations from its beginning to its end.
    private func warnOfLocks(_ stages: [Stage]) {
        let actions = stages.flatMap(\.actions)
        let held = Set(actions.flatMap { [$0.deed.simulation, $0.undo?.simulation] }.compactMap { $0 })
        guard !held.isEmpty else { return }
        let words = held.sorted().map { "'\($0)'" }.joined(separator: ", ")
        for (step, action) in zip(steps, actions) {
            guard case .approve = action.deed else { continue }
            faults.warning(
                step.site, "\(words) \(held.count == 1 ? "does" : "do") nothing for other rules while this waits",
                label: "up to \(TimeSpelling.text(ofLength: action.timeout))",
                help: "let a rule without commands to simulations ask, or keep the 'timeout' short")
        }
    }
}
