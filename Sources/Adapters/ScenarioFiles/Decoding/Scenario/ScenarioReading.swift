import ExerciseModel

/// Reads the rules of an exercise.
struct ScenarioReading {
    /// Where the rules stand.
    enum Place {
        /// The mapping of a scenario.
        case scenario(Node)
        /// A list of rules without a name.
        case rules(Node)
    }

    private let source: SourceText
    private let names: ScenarioNames
    private let faults: FaultList
    private var ids: [RuleID: Site] = [:]
    private var places: [Site] = []
    /// The rules that have no fault.
    private(set) var scenario = Scenario()
    /// The mapping that they stand in; `nil` when they are a list, or it is none.
    private(set) var section: Section?

    /// Reads rules; faults are noted.
    init(_ place: Place, in source: SourceText, names: ScenarioNames, faults: FaultList) {
        self.source = source
        self.names = names
        self.faults = faults
        switch place {
        case .rules(let node): read(node)
        case .scenario(let node):
            guard let section = Section(node, .scenario, in: source, faults: faults) else { return }
            self.section = section
            scenario.name = section.text("name") ?? ""
            if let rules = section["rules"] {
                read(rules)
            } else {
                section.missing("rules", help: "write 'rules:' and a list")
            }
        }
        warnOfTwins()
        names.finish()
    }

    /// The mapping of a scenario in a file of its own; `nil` when a fault was noted. `site` names the file.
    static func scenario(
        named site: Site? = nil, in root: Node, _ source: SourceText, faults: FaultList
    ) -> Node? {
        guard let entries = root.mapping else {
            faults.error(
                Site(source: source, range: root.range), "a scenario file must hold a mapping", label: root.kindWords,
                help: "begin it with 'scenario:'")
            return nil
        }
        for entry in entries where entry.key != "scenario" {
            let near = EditDistance.nearest(to: entry.key, among: ["scenario"])
            let known = KeyTable.scenario.known.contains(entry.key)
            faults.error(
                Site(source: source, range: entry.keyRange),
                "a scenario file has no key \(DisplayText.quoted(entry.key)) at its top",
                help: near.map { "did you mean '\($0)'?" }
                    ?? (known ? "write 'scenario:' and indent it below" : "its one key is 'scenario'"))
        }
        guard let node = entries.first(where: { $0.key == "scenario" })?.value else {
            if entries.isEmpty {
                faults.error(site ?? Site(source: source, range: root.range), "the scenario's file is empty")
            }
            return nil
        }
        return node
    }

    private mutating func read(_ rules: Node) {
        let site = Site(source: source, range: rules.range)
        guard let nodes = rules.isNull ? [] : rules.sequence else {
            return faults.error(
                site, "'rules' must be a list", label: rules.kindWords, help: "write a '-' before each rule")
        }
        guard nodes.count <= Limits.rules else {
            return faults.error(
                Site(source: source, range: nodes[Limits.rules].range), "this scenario has too many rules",
                label: "\(nodes.count) of at most \(Limits.rules)")
        }
        if nodes.isEmpty { faults.warning(site, "this scenario has no rules", label: "events lead to nothing") }
        for (number, node) in nodes.enumerated() {
            guard let section = Section(node, .rule, in: source, faults: faults) else { continue }
            let id = id(of: section, number: number)
            guard let rule = RuleReading(section, id: id, names: names).rule else { continue }
            scenario.rules.append(rule)
            places.append(section.mark)
        }
    }

    /// The name of a rule, by its place when it has none of its own.
    private mutating func id(of section: Section, number: Int) -> RuleID {
        let own = RuleID(trusted: "rule-\(number + 1)")
        let given = section["id"] == nil ? nil : section.identifier("id", RuleID.self)
        let id = given ?? own
        if let first = ids[id] {
            faults.error(
                section.mark, "the rule '\(id)' stands twice",
                label: given == nil ? "a rule without an id is called after its place" : "",
                notes: [(first, "it stands here first")], help: given == nil ? "give it an id" : nil)
        } else {
            ids[id] = section.mark
        }
        return id
    }

    /// A rule that was copied and not changed.
    private func warnOfTwins() {
        for (number, rule) in scenario.rules.enumerated() {
            let first = scenario.rules[..<number].firstIndex { $0.when == rule.when && $0.then == rule.then }
            guard let first else { continue }
            faults.warning(
                places[number], "rule '\(rule.id)' is the same as '\(scenario.rules[first].id)'",
                label: "both answer the same events", notes: [(places[first], "the other stands here")],
                help: "leave one of them out")
        }
    }
}
