import ExerciseModel

/// One entry of `expect` that says which commands follow from an event.
struct ReactionReading {
    let reaction: Reaction
    /// The whole entry, and each of its commands.
    let site: Site
    var commandSites: [Site] { commands.map { $0.site($0.node) } }
    private let event: Section
    private let commands: [Section]
    private let fails: [(text: String, node: Node)]

    /// Reads an entry; `nil` when a fault was noted.
    init?(_ node: Node, in section: Section, of draft: ExerciseDraft) {
        guard let entry = Section(node, .reaction, in: section.source, faults: section.faults) else { return nil }
        let errors = section.faults.errors
        let at = entry["at"] == nil ? 0 : entry.point("at")
        if let at, let node = entry["at"] {
            draft.end.check(at, "this is expected", at: entry.site(node), faults: section.faults)
        }
        if entry["commands"] == nil {
            entry.missing("commands", help: "write the commands that follow, or [] if none does")
        }
        commands = entry.list("commands").compactMap {
            Section($0, .reactionCommand, in: section.source, faults: section.faults)
        }
        fails = entry.texts("fails")
        guard let node = entry["event"],
            let event = Section(node, .reactionEvent, in: section.source, faults: section.faults)
        else { return nil }
        self.event = event
        site = entry.site(entry.node)
        if event["event_type"] == nil { event.missing("event_type") }
        let type = event.words("event_type", most: Limits.simulationName)
        let from = event.identifier("from", SimulationID.self)
        let payload = event["payload"] == nil ? JSONText(literal: "null") : event.json("payload")
        let expected = commands.compactMap(Self.command)
        guard let at, let type, let from, let payload, section.faults.errors == errors else { return nil }
        reaction = Reaction(
            at: ExerciseInstant(microseconds: at), event: SimulationEvent(from: from, type: type, payload: payload),
            commands: expected, fails: Set(fails.map(\.text)))
    }

    private static func command(_ section: Section) -> Reaction.Command? {
        let simulation = section.identifier("send_to", SimulationID.self)
        if section["command"] == nil { section.missing("command") }
        let command = section.words("command")
        let (params, output) = (section.json("params"), section.json("output"))
        guard let simulation, let command else { return nil }
        return Reaction.Command(to: simulation, command, params: params, output: output)
    }

    /// Checks what it names once the rules were read.
    func check(_ names: ScenarioNames) {
        _ = names.simulation("from", event)
        for section in commands {
            guard let simulation = names.simulation("send_to", section), let node = section["command"],
                let command = node.scalar?.text
            else { continue }
            let known = names.commands[simulation] ?? []
            guard !known.contains(command) else { continue }
            let near = EditDistance.nearest(to: command, among: known.sorted())
            section.faults.error(
                section.site(node), "no rule sends \(DisplayText.quoted(command)) to '\(simulation)'",
                help: near.map { "did you mean '\($0)'?" }
                    ?? (known.isEmpty ? nil : "it is sent: " + known.sorted().shown()))
        }
        let expected = Set(reaction.commands.map(\.command))
        for (text, node) in fails where !expected.contains(text) {
            let near = EditDistance.nearest(to: text, among: expected.sorted())
            event.faults.error(
                event.site(node), "\(DisplayText.quoted(text)) is none of the expected commands",
                help: near.map { "did you mean '\($0)'?" } ?? "write it among the 'commands'")
        }
    }
}
