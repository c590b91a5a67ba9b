import ExerciseModel

extension RuleReading {
    /// What a mapping of `then` does, by its keys; `nil` when a fault was noted.
    func action(_ node: Node, undo: Bool) -> (kind: ActionKind, entry: Section)? {
        guard let entries = node.mapping, let first = entries.first else {
            faults.error(
                section.site(node), "an action must be a mapping",
                label: node.isEmpty ? "this is empty" : node.kindWords,
                help: "begin it with one of: " + ActionKind.words.joined(separator: ", "))
            return nil
        }
        let kinds = entries.compactMap { entry in ActionKind(rawValue: entry.key).map { ($0, entry) } }
        guard let (kind, entry) = kinds.first else {
            refuse(entries, first)
            return nil
        }
        guard kinds.count == 1 else {
            faults.error(
                Site(source: section.source, range: kinds[1].1.keyRange),
                "this action has both '\(kind.rawValue)' and '\(kinds[1].0.rawValue)'",
                notes: [(Site(source: section.source, range: entry.keyRange), "the other stands here")],
                help: "write each as an action of its own")
            return nil
        }
        guard let table = undo ? kind.undoTable : kind.table else {
            faults.error(
                Site(source: section.source, range: entry.keyRange), "'\(kind.rawValue)' undoes nothing",
                help: "an undo is one of: send_to, deliver, control, set, publish")
            return nil
        }
        return Section(node, table, in: section.source, faults: faults).map { (kind, $0) }
    }

    private func refuse(_ entries: [Node.Entry], _ first: Node.Entry) {
        for entry in entries {
            guard let near = EditDistance.nearest(to: entry.key, among: ActionKind.words) else { continue }
            return faults.error(
                Site(source: section.source, range: entry.keyRange),
                "there is no action \(DisplayText.quoted(entry.key))", help: "did you mean '\(near)'?")
        }
        faults.error(
            Site(source: section.source, range: first.keyRange), "this action does not say what it does",
            help: "write one of: " + ActionKind.words.joined(separator: ", "))
    }

    /// Reads one action and counts it as a step; `nil` when a fault was noted.
    mutating func readAction(_ entry: Section, _ kind: ActionKind) -> Action? {
        let errors = faults.errors
        let deed = deed(entry, kind, undo: false)
        let undo = undo(of: entry, kind)
        let site = entry.keySite(kind.rawValue) ?? entry.mark
        let timeout = timeout(of: entry, kind)
        let retries = entry.whole("retries", in: 0...100)
        let delay = entry.duration("retry_delay")
        let isFine = faults.errors == errors
        steps.append(
            Step(
                deed: isFine ? deed : nil, kind: kind, stage: stage, site: site,
                isUndone: undo != nil || Self.isWaived(entry["undo"])))
        guard isFine, let deed else { return nil }
        var action = Action(deed, undo: undo)
        action.timeout = timeout ?? action.timeout
        action.retries = retries ?? action.retries
        action.retryDelay = delay ?? action.retryDelay
        return action
    }

    private func timeout(of entry: Section, _ kind: ActionKind) -> Int64? {
        if kind == .approve, entry["timeout"] == nil {
            entry.missing("timeout", of: "this action", help: "write how long controllers have, such as 'timeout: 10m'")
        }
        return entry.duration("timeout")
    }

    private static func isWaived(_ node: Node?) -> Bool { node?.scalar?.text == "none" }

    /// What undoes an action: a command as the seed's keys spell it, or an action of its own.
    private mutating func undo(of entry: Section, _ kind: ActionKind) -> Deed? {
        let old = ["compensate_command", "compensate_params"].first { entry[$0].map { !$0.isNull } ?? false }
        guard let node = entry["undo"], !node.isNull else {
            return old == nil ? nil : compensation(of: entry)
        }
        if let old, let site = entry.keySite("undo"), let other = entry.keySite(old) {
            faults.error(
                site, "'undo' and '\(old)' say the same", notes: [(other, "the other stands here")],
                help: "write one of them")
            return nil
        }
        guard !Self.isWaived(node) else { return nil }
        guard node.mapping != nil else {
            entry.wrongType("undo", node, wanted: "an action", help: "write {send_to: …, command: …}, or none")
            return nil
        }
        return action(node, undo: true).flatMap { deed($0.entry, $0.kind, undo: true) }
    }

    private mutating func compensation(of entry: Section) -> Deed? {
        guard entry["compensate_command"] != nil else {
            faults.error(
                entry.keySite("compensate_params") ?? entry.mark, "'compensate_params' has no 'compensate_command'",
                help: "name the command that they belong to")
            return nil
        }
        let params = params("compensate_params", of: entry, undo: true)
        guard let command = command("compensate_command", of: entry), let params,
            let simulation = entry["send_to"]?.scalar.flatMap({ SimulationID($0.text) })
        else { return nil }
        names.sends(command, to: simulation)
        return .send(simulation, command: command, params: params)
    }

    /// The parameters of a command: a mapping, or one reference that stands for it; `{}` when there are none.
    mutating func params(_ key: String, of entry: Section, undo: Bool) -> Template? {
        guard let node = entry[key], !node.isNull else { return try? Template(JSONText(literal: "{}")) }
        guard node.mapping != nil || node.scalar?.text.hasPrefix("${") == true else {
            entry.wrongType(key, node, wanted: "a mapping", help: "write names and values, such as {level: 3}")
            return nil
        }
        return template(key, of: entry, undo: undo)
    }

    /// A value in which references may stand; `nil` when it is not there, or when a fault was noted.
    mutating func template(_ key: String, of entry: Section, undo: Bool) -> Template? {
        guard let node = entry[key] else { return nil }
        return template(entry.json(key, node), node, of: entry, undo: undo)
    }

    /// The same of a value and its text.
    mutating func template(_ text: JSONText?, _ node: Node, of entry: Section, undo: Bool) -> Template? {
        let errors = faults.errors
        findReferences(in: node, entry, undo: undo)
        guard let text, errors == faults.errors else { return nil }
        do throws(TemplateFault) {
            return try Template(text)
        } catch {
            faults.error(entry.site(node), error.sentence)
            return nil
        }
    }
}
