import ExerciseModel

/// Where the parts of an `after` stand.
struct TriggerPlace {
    /// The name of the inject that is waited for.
    let inject: Range<Int>
    let delay: Range<Int>?
}

extension Section {
    /// What an inject waits for: the id of another, or a mapping that begins with it; `nil` when a fault was noted.
    func trigger(_ key: String) -> (trigger: InjectTrigger, place: TriggerPlace)? {
        guard let node = self[key] else { return nil }
        if node.mapping != nil { return longTrigger(node) }
        guard let scalar = node.scalar, scalar.kind == .string || scalar.kind == .number else {
            wrongType(
                key, node, wanted: "the id of an inject, or a mapping",
                help: "write 'after: inject-003', or 'after: {inject: inject-003, state: seen, delay: 5m}'")
            return nil
        }
        return identifier(key, node, InjectID.self).map { id in
            (InjectTrigger(inject: id, milestone: .delivered), TriggerPlace(inject: node.range, delay: nil))
        }
    }

    private func longTrigger(_ node: Node) -> (trigger: InjectTrigger, place: TriggerPlace)? {
        guard let after = Section(node, .after, in: source, faults: faults) else { return nil }
        let state = after.choice("state", of: Milestone.allCases.map(\.rawValue))
        let delay = after.length("delay")
        guard let inject = after["inject"] else {
            after.missing("inject", of: "the 'after' of \(name)", help: "name the inject that it waits for")
            return nil
        }
        return after.identifier("inject", inject, InjectID.self).map { id in
            let milestone = state.flatMap { Milestone(rawValue: $0.word) } ?? .delivered
            let trigger = InjectTrigger(inject: id, milestone: milestone, delay: delay ?? 0)
            return (trigger, TriggerPlace(inject: inject.range, delay: after["delay"]?.range))
        }
    }
}
