import ExerciseModel

extension RuleReading {
    /// What an action does; `nil` when a fault was noted.
    mutating func deed(_ entry: Section, _ kind: ActionKind, undo: Bool) -> Deed? {
        switch kind {
        case .sendTo: send(entry, undo: undo)
        case .deliver: deliver(entry)
        case .control: control(entry, undo: undo)
        case .set: assign(entry, undo: undo)
        case .publish: publish(entry, undo: undo)
        case .approve: approve(entry)
        case .parallel: nil
        }
    }

    private mutating func send(_ entry: Section, undo: Bool) -> Deed? {
        let simulation = names.simulation("send_to", entry)
        if entry["command"] == nil { entry.missing("command", of: "this action") }
        let command = command("command", of: entry)
        let params = params("params", of: entry, undo: undo)
        guard let simulation, let command, let params else { return nil }
        names.sends(command, to: simulation)
        return .send(simulation, command: command, params: params)
    }

    /// The name of a command, into which nothing is filled.
    func command(_ key: String, of entry: Section) -> String? {
        guard let node = entry[key], let command = entry.words(key) else { return nil }
        if command.contains("${") {
            faults.warning(
                entry.site(node), "a command takes no references", label: "its simulation is sent it as it stands",
                help: "write them into 'params'")
        }
        return command
    }

    private func deliver(_ entry: Section) -> Deed? {
        var teams: [(id: TeamID, site: Site)] = []
        if let node = entry["teams"], node.sequence?.isEmpty ?? false {
            faults.error(
                entry.site(node), "'teams' is empty", label: "it goes to nobody",
                help: "leave it out for all that have the inject")
        }
        for node in entry.list("teams") {
            guard let id = entry.identifier("teams", node, TeamID.self) else { continue }
            if let first = teams.first(where: { $0.id == id }) {
                faults.error(
                    entry.site(node), "the team '\(id)' stands twice", notes: [(first.site, "it stands here first")])
            } else {
                teams.append((id, entry.site(node)))
            }
        }
        guard let node = entry["deliver"], let inject = entry.identifier("deliver", InjectID.self) else { return nil }
        names.check(inject: inject, at: entry.site(node), teams: teams)
        return .deliver(inject, teams: teams.map(\.id))
    }

    private mutating func control(_ entry: Section, undo: Bool) -> Deed? {
        guard let node = entry["control"] else { return nil }
        guard node.mapping != nil || node.scalar?.kind == .string else {
            entry.wrongType(
                "control", node, wanted: "a command",
                help: "write its name, or a mapping such as {command: pause, reason: …}")
            return nil
        }
        let text = ControlCheck.json(of: node, entry)
        guard let command = template(text, node, of: entry, undo: undo),
            ControlCheck.isFine(command, node, entry, names, undo: undo)
        else { return nil }
        return .control(command)
    }

    private mutating func assign(_ entry: Section, undo: Bool) -> Deed? {
        guard let node = entry["set"] else { return nil }
        if let name = node.mapping?.first {
            faults.error(
                entry.site(node), "'set' takes the name of one variable", label: node.kindWords,
                help: "write 'set: \(name.key)', and 'value:' below it")
            return nil
        }
        if entry["value"] == nil { entry.missing("value", of: "this action", help: "write what it is set to") }
        let value = template("value", of: entry, undo: undo)
        guard let name = entry.variable("set", node), let value else { return nil }
        names.assigns(name)
        return .set(name, value)
    }

    private mutating func publish(_ entry: Section, undo: Bool) -> Deed? {
        if entry["payload"] == nil {
            entry.missing("payload", of: "this action", help: "write what is published; null for an empty message")
        }
        let payload = template("payload", of: entry, undo: undo)
        let retain = entry.flag("retain") ?? false
        guard let topic = topic(of: entry), let payload else { return nil }
        return .publish(topic: topic, payload, retain: retain)
    }

    /// Below `/world/`, so that nothing else can be meant.
    private func topic(of entry: Section) -> String? {
        guard let node = entry["publish"], let topic = entry.words("publish", most: 1_024) else { return nil }
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let words: String? =
            if topic.hasPrefix("/") {
                "it begins with '/'"
            } else if topic.hasPrefix("world/") {
                "it would stand below /world/world/"
            } else if levels.contains("") {
                "a level is empty"
            } else {
                levels.lazy.compactMap { IdentifierSpelling.fault(of: $0, dots: false)?.words }.first
            }
        guard let words else { return topic }
        faults.error(
            entry.site(node), "'publish' cannot be \(DisplayText.quoted(topic))", label: words,
            help: "write a topic below /world/ without its beginning, such as cranes/n3")
        return nil
    }

    private func approve(_ entry: Section) -> Deed? {
        guard let node = entry["approve"], let question = entry.words("approve", most: 2_048) else { return nil }
        if question.contains("${") {
            faults.warning(
                entry.site(node), "a question takes no references", label: "controllers see it as it stands",
                help: "ask in words that hold for every event")
        }
        return .approve(question)
    }
}

extension Section {
    /// The name of a variable that stands under a key; `nil` when a fault was noted.
    func variable(_ key: String, _ node: Node) -> String? {
        // A dot would begin a part of its value.
        identifier(key, node, SimulationID.self)?.text
    }
}
