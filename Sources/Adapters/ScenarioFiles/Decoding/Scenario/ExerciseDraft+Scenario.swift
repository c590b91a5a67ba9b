import ExerciseModel

extension ExerciseDraft {
    /// Where an exercise says that its rules are.
    enum ScenarioPlace {
        case file(String, Site)
        case here(ScenarioReading.Place)
        /// In a file that holds nothing else.
        case alone(Node)
    }

    /// What a scenario runs in that nobody has put into an exercise.
    static func alone(defaults: DeliverySettings, caps: ExerciseCaps) -> ExerciseDraft {
        var draft = ExerciseDraft(caps: caps)
        draft.plan.id = ExerciseFiles.scenarioExercise
        draft.plan.onRestart = .continue
        draft.plan.maxGap = .max
        draft.plan.delivery = defaults
        return draft
    }

    /// Whether a file holds a scenario and no exercise.
    static func isScenario(_ root: Node) -> Bool {
        let keys = Set(root.mapping?.map(\.key) ?? [])
        let others = Set(KeyTable.exercise.known + ["exercise", "injects"]).subtracting(["scenario", "rules", "expect"])
        return keys.contains("scenario") && keys.isDisjoint(with: others)
    }

    mutating func readSimulations(_ section: Section) {
        let nodes = section.list("simulations")
        if nodes.count > Limits.simulations {
            section.faults.error(
                section.site(nodes[Limits.simulations]), "\(section.name) has too many simulations",
                label: "\(nodes.count) of at most \(Limits.simulations)")
        }
        var ids: [SimulationID: Site] = [:]
        for node in nodes {
            guard let entry = Section(node, .simulation, in: section.source, faults: section.faults) else { continue }
            let name = entry.text("name")
            guard let id = entry.identifier("id", SimulationID.self) else { continue }
            if let first = ids[id] {
                section.faults.error(
                    entry.mark, "the simulation '\(id)' stands twice", notes: [(first, "it stands here first")])
                continue
            }
            ids[id] = entry.mark
            simulations.append((id, entry.mark))
            plan.simulations.append(Simulation(id: id, name: name ?? id.text))
        }
    }

    mutating func readVariables(_ section: Section) {
        guard let node = section["variables"], !node.isNull else { return }
        guard let entries = node.mapping else {
            return section.wrongType(
                "variables", node, wanted: "a mapping", help: "write names and the values that they begin with")
        }
        if entries.count > Limits.simulations {
            section.faults.error(
                Site(source: section.source, range: entries[Limits.simulations].keyRange),
                "\(section.name) has too many variables", label: "\(entries.count) of at most \(Limits.simulations)")
        }
        for entry in entries {
            let key = Node(range: entry.keyRange, value: .scalar(Scalar(text: entry.key, kind: .string)))
            guard let name = section.variable("variables", key) else { continue }
            plan.variables[name] = section.json(name, entry.value)
        }
    }

    /// Finds the rules: in a file that is named, or in place.
    mutating func findScenario(_ section: Section) {
        if let site = section.keySite("rules"), section["rules"]?.isNull == false {
            if let other = section.keySite("scenario") {
                section.faults.error(
                    site, "'scenario' and 'rules' both hold rules", notes: [(other, "the other stands here")],
                    help: "write one of them")
            }
            scenario = section["rules"].map { .here(.rules($0)) }
        }
        guard let node = section["scenario"], !node.isNull else { return }
        if node.mapping != nil {
            scenario = .here(.scenario(node))
            if let entry = node.mapping?.first(where: { $0.key == "expect" }) {
                section.faults.error(
                    Site(source: section.source, range: entry.keyRange),
                    "'expect' belongs to the exercise, not to its 'scenario'", help: "write it beside 'scenario'")
            }
        } else if node.scalar?.kind == .string, let path = section.words("scenario", most: 4_096) {
            guard !path.utf8.contains(where: { $0 < 0x20 }) else {
                return section.faults.error(section.site(node), "'scenario' must be a path")
            }
            scenario = .file(path, section.site(node))
        } else if node.scalar?.kind != .string {
            section.wrongType(
                "scenario", node, wanted: "the path of a scenario's file, or a mapping",
                help: "write 'scenario: scenarios/harbour.yaml', or 'rules:' and the list")
        }
    }
}
