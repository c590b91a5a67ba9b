import ExerciseModel

/// Checks control commands in rules by the reader that every door uses.
enum ControlCheck {
    /// Keys of a command that say who sends it and how; for a rule's the exercise knows.
    private static let foreign = ["id", "by", "timestamp", "dry_run", "plan", "if_revision", "mirrored", "accepted"]

    /// Whether a command may stand in a rule; notes a fault when not.
    static func isFine(
        _ command: Template, _ node: Node, _ entry: Section, _ names: ScenarioNames, undo: Bool
    ) -> Bool {
        let errors = entry.faults.errors
        for field in node.mapping ?? [] where foreign.contains(field.key) {
            entry.faults.error(
                Site(source: entry.source, range: field.keyRange), "a command of a rule has no '\(field.key)'",
                help: "leave it out")
        }
        let name = name(of: command)
        refuse(command, name, at: entry.site(node), entry.faults)
        if undo, let name, ["reset", "stop"].contains(name) {
            entry.faults.error(
                entry.site(node), "'\(name)' undoes nothing", label: "it ends what is being undone",
                help: "write it as the last action of a rule")
        }
        checkNames(node, entry, names)
        return errors == entry.faults.errors
    }

    private static func refuse(_ command: Template, _ name: String?, at site: Site, _ faults: FaultList) {
        // What arguments are when references stand in them is known when the rule runs; that there is such a command, now.
        let isPlain = command.references.isEmpty
        let probe = isPlain ? Array(command.source.bytes) : JSONWriter.object { $0.field("command", name ?? "") }
        guard case .refused(let result, _) = ControlMessage.read(probe, retained: false),
            case .refused(let code, let message) = result.outcome, isPlain || code == .unknownCommand
        else { return }
        faults.error(site, message, help: code == .unknownCommand ? near(name) : nil)
    }

    /// The command as a JSON object: of its name alone, or of a mapping; `nil` when a fault was noted.
    static func json(of node: Node, _ entry: Section) -> JSONText? {
        guard node.mapping == nil else { return entry.json("control", node) }
        guard let name = entry.words("control", most: 64) else { return nil }
        let object = JSONWriter.object { $0.field("command", name) }
        return JSONText(trusted: object[...])
    }

    /// The name of a command; `nil` when it has none.
    static func name(of command: Template) -> String? {
        (try? JSONObject(command.source.bytes))?["command"]?.string
    }

    private static func near(_ name: String?) -> String? {
        let words = [
            "start", "pause", "resume", "stop", "reset", "speed", "seek", "deliver", "hold", "release", "skip", "move",
            "add", "retry", "noduff", "clear_noduff", "receipt", "tick", "note", "approve", "reject", "saga_retry",
            "saga_skip",
            "saga_cancel", "saga_abandon",
        ]
        return name.flatMap { EditDistance.nearest(to: $0, among: words) }.map { "did you mean '\($0)'?" }
            ?? "docs/controlling.md lists the commands"
    }

    /// The inject and the teams of a command, where they stand there as they are.
    private static func checkNames(_ node: Node, _ entry: Section, _ names: ScenarioNames) {
        let fields = node.mapping ?? []
        let places =
            fields.filter { $0.key == "team" }.map(\.value)
            + (fields.first { $0.key == "teams" }?.value.sequence ?? [])
        let teams = places.compactMap { node in
            node.scalar.flatMap { TeamID($0.text) }.map { (id: $0, site: entry.site(node)) }
        }
        guard let place = fields.first(where: { $0.key == "inject" })?.value,
            let inject = place.scalar.flatMap({ InjectID($0.text) })
        else { return }
        names.check(inject: inject, at: entry.site(place), teams: teams)
    }
}
