import ExerciseModel

/// What an exercise file says, before its timelines are read.
struct ExerciseDraft {
    var plan: ExercisePlan
    /// The exercise's name, when it has a valid one.
    var id: ExerciseID?
    var end: ExerciseEnd
    /// The timelines in the order in which teams name them first, and where.
    var timelines: [(id: TimelineID, site: Site)] = []
    /// The declared objectives and where they stand.
    var objectives: [(id: String, site: Site)] = []
    /// The names of all teams, those with a fault included.
    var teams: Set<TeamID> = []
    var expectations: [ExpectationReading] = []
    var reactions: [ReactionReading] = []
    /// The declared simulations and where they stand.
    var simulations: [(id: SimulationID, site: Site)] = []
    /// `nil` when the exercise has no rules.
    var scenario: ScenarioPlace?

    /// What a timeline that is checked alone stands in: an exercise that declares nothing.
    init(caps: ExerciseCaps) {
        plan = ExercisePlan(id: ExerciseID(trusted: "exercise"))
        end = ExerciseEnd(duration: nil, site: nil, most: caps.duration * 1_000_000)
    }

    /// Reads the tree of an exercise file; `nil` when there is no exercise in it.
    init?(
        _ root: Node, in source: SourceText, defaults: DeliverySettings, caps: ExerciseCaps, faults: FaultList
    ) {
        guard let node = Self.exercise(in: root, source: source, faults: faults),
            let section = Section(node, .exercise, in: source, faults: faults)
        else { return nil }
        self.init(caps: caps)
        id = section.identifier("id", ExerciseID.self)
        plan.id = id ?? plan.id
        plan.title = section.text("title") ?? ""
        plan.description = section.text("description") ?? ""
        plan.scenarioID = section.text("scenario_id")
        readClock(section, caps: caps)
        plan.delivery = Self.delivery(section, defaults: defaults)
        plan.publishEvents = section.flag("publish_events") ?? false
        readObjectives(section)
        readTeams(section, caps: caps)
        readSimulations(section)
        readVariables(section)
        findScenario(section)
        readExpectations(section)
    }

    /// Reads what an exercise, or a scenario that stands alone, expects of itself.
    mutating func readExpectations(_ section: Section) {
        for node in section.list("expect") {
            if node.mapping?.contains(where: { ["event", "commands"].contains($0.key) }) ?? false {
                if let reading = ReactionReading(node, in: section, of: self) { reactions.append(reading) }
            } else if let reading = ExpectationReading(node, in: section, of: self) {
                expectations.append(reading)
            }
        }
        plan.expectations = expectations.map(\.expectation)
        plan.reactions = reactions.map(\.reaction)
    }

    /// Whether the keys of a file are those of a timeline and not of an exercise.
    static func isTimeline(_ root: Node) -> Bool {
        let keys = Set(root.mapping?.map(\.key) ?? [])
        return keys.contains("injects") && keys.isDisjoint(with: ["exercise", "teams", "duration"])
    }

    /// The mapping under `exercise`, or the whole file when it holds the keys of one.
    private static func exercise(in root: Node, source: SourceText, faults: FaultList) -> Node? {
        guard let entries = root.mapping else {
            faults.error(
                Site(source: source, range: root.range), "an exercise file must hold a mapping", label: root.kindWords,
                help: "begin it with 'exercise:'")
            return nil
        }
        if let exercise = entries.first(where: { $0.key == "exercise" }) {
            for entry in entries where entry.key != "exercise" {
                let known = (KeyTable.exercise.known + KeyTable.exercise.later).contains(entry.key)
                faults.error(
                    Site(source: source, range: entry.keyRange),
                    "\(DisplayText.quoted(entry.key)) does not belong beside 'exercise'",
                    help: known ? "move it into 'exercise'" : "leave it out")
            }
            return exercise.value
        }
        let at = Site(source: source, range: entries.first?.keyRange ?? root.range)
        if isTimeline(root) {
            faults.error(at, "this is a timeline, no exercise", help: "name the exercise file that uses it")
        } else if entries.contains(where: { ["id", "teams", "duration"].contains($0.key) }) {
            return root
        } else {
            let near = EditDistance.nearest(to: entries.first?.key ?? "", among: ["exercise"])
            faults.error(
                at, "an exercise file has the key 'exercise' at its top",
                help: near.map { "did you mean '\($0)'?" } ?? "write 'exercise:' and indent its keys below it")
        }
        return nil
    }

    private mutating func readClock(_ section: Section, caps: ExerciseCaps) {
        plan.onRestart =
            section.choice("on_restart", of: RestartPolicy.allCases.map(\.rawValue))
            .flatMap { RestartPolicy(rawValue: $0.word) } ?? plan.onRestart
        plan.maxGap = section.length("max_gap") ?? plan.maxGap
        plan.late = section.latePolicy() ?? plan.late
        plan.grace = section.length("grace") ?? plan.grace
        guard let node = section["duration"], let micros = section.length("duration") else { return }
        let site = section.site(node)
        let seconds = TimeSpelling.text(inSeconds: micros)
        guard micros > 0 else { return section.faults.error(site, "'duration' must be more than 0") }
        guard micros <= end.most else {
            return section.faults.error(
                site, "'duration' is longer than an exercise may last",
                label: "\(seconds) of at most \(caps.duration) s",
                help: "shorten it, or raise MAX_EXERCISE_DURATION")
        }
        if node.scalar?.kind == .number, micros < 600_000_000, let text = node.scalar?.text {
            let quote = section.source.isJSON ? "\"" : ""
            section.faults.warning(
                site, "a bare 'duration' counts seconds", label: "the exercise lasts \(seconds)",
                help: "write \(quote)\(text)m\(quote) for minutes, or \(quote)\(text)s\(quote) if seconds are meant")
        }
        plan.duration = ExerciseInstant(microseconds: micros)
        end = ExerciseEnd(duration: micros, site: site, most: end.most)
    }

    private static func delivery(_ section: Section, defaults: DeliverySettings) -> DeliverySettings {
        guard let node = section["delivery"], !node.isNull,
            let section = Section(node, .delivery, in: section.source, faults: section.faults)
        else { return defaults }
        var delivery = defaults
        delivery.proof =
            section.choice("proof", of: DeliveryProofWanted.allCases.map(\.rawValue))
            .flatMap { DeliveryProofWanted(rawValue: $0.word) } ?? delivery.proof
        delivery.qos = section.whole("qos", in: 0...2).map { UInt8($0) } ?? delivery.qos
        delivery.retries = section.whole("retries", in: 0...1_000) ?? delivery.retries
        delivery.retryDelay = section.length("retry_delay") ?? delivery.retryDelay
        delivery.exponential =
            section.choice("backoff", of: ["fixed", "exponential"]).map { $0.word == "exponential" }
            ?? delivery.exponential
        delivery.receiptTimeout = positive("receipt_timeout", section) ?? delivery.receiptTimeout
        delivery.timeout = positive("timeout", section) ?? delivery.timeout
        return delivery
    }

    private static func positive(_ key: String, _ section: Section) -> Int64? {
        guard let node = section[key], let micros = section.length(key) else { return nil }
        if micros == 0 { section.faults.error(section.site(node), "'\(key)' must be more than 0") }
        return micros
    }

    private mutating func readObjectives(_ section: Section) {
        var places: [InjectID: Site] = [:]
        for node in section.list("objectives") {
            guard let entry = Section(node, .objective, in: section.source, faults: section.faults) else { continue }
            let title = entry.text("title") ?? ""
            guard let id = entry.identifier("id", InjectID.self) else { continue }
            if let first = places[id] {
                section.faults.error(
                    entry.mark, "the objective \(DisplayText.quoted(id.text)) stands twice",
                    notes: [(first, "it stands here first")])
                continue
            }
            places[id] = entry.mark
            plan.objectives.append(Objective(id: id.text, title: title))
            objectives.append((id.text, entry.mark))
        }
    }

    private mutating func readTeams(_ section: Section, caps: ExerciseCaps) {
        let nodes = section.list("teams")
        if section["teams"]?.isEmpty ?? true {
            let site = section.keySite("teams") ?? section.mark
            section.faults.warning(site, "\(section.name) has no teams", label: "nobody is sent anything")
        }
        if nodes.count > caps.teams {
            section.faults.error(
                section.site(nodes[caps.teams]), "\(section.name) has too many teams",
                label: "\(nodes.count) of at most \(caps.teams)", help: "raise MAX_TEAMS_PER_EXERCISE")
        }
        var ids: [TeamID: Site] = [:]
        var names: [String: Site] = [:]
        for node in nodes {
            guard let entry = Section(node, .team, in: section.source, faults: section.faults) else { continue }
            readTeam(entry, ids: &ids, names: &names)
        }
    }

    private mutating func readTeam(_ entry: Section, ids: inout [TeamID: Site], names: inout [String: Site]) {
        let id = entry.identifier("id", TeamID.self)
        let name = entry.text("name")
        let color = entry.text("color")
        let timeline = timeline(of: entry)
        if let color, !Self.isColor(color), let node = entry["color"] {
            entry.faults.error(
                entry.site(node), "'color' must be a '#' and six hex digits", help: "such as \"#2f6fed\"")
        }
        if let name, let node = entry["name"] {
            if let first = names[name] {
                entry.faults.warning(
                    entry.site(node), "two teams have the name \(DisplayText.quoted(name))",
                    notes: [(first, "the other stands here")])
            } else {
                names[name] = entry.site(node)
            }
        }
        guard let id else { return }
        if let first = ids[id] {
            entry.faults.error(
                entry.mark, "the team '\(id.text)' stands twice", notes: [(first, "it stands here first")])
            return
        }
        ids[id] = entry.mark
        teams.insert(id)
        guard let timeline else { return }
        plan.teams.append(Team(id: id, name: name ?? id.text, timeline: timeline, color: color))
    }

    private mutating func timeline(of entry: Section) -> TimelineID? {
        let old = entry["timeline"] == nil && entry["timeline_id"] != nil
        let key = old ? "timeline_id" : "timeline"
        if !old, let second = entry.keySite("timeline_id") {
            entry.faults.error(second, "'timeline' and 'timeline_id' are the same", help: "write one of them")
        }
        guard let id = entry.identifier(key, TimelineID.self), let node = entry[key] else { return nil }
        if !timelines.contains(where: { $0.id == id }) { timelines.append((id, entry.site(node))) }
        return id
    }

    private static func isColor(_ text: String) -> Bool {
        text.utf8.count == 7 && text.hasPrefix("#") && text.dropFirst().allSatisfy { $0.isHexDigit && $0.isASCII }
    }
}
