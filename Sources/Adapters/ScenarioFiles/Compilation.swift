import ExerciseModel

/// One way from the bytes of an exercise to its plan, faults gathered on the way.
struct Compilation {
    /// Gives the files that an exercise names, or notes a fault at the place that names one.
    struct Lookup {
        let timeline: (TimelineID, Site, ExerciseID?, FaultList) -> SourceFiles.File?
        /// By the path as it is written.
        let scenario: (String, Site, FaultList) -> SourceFiles.File?
    }

    private let defaults: DeliverySettings
    private let caps: ExerciseCaps
    private let faults = FaultList()
    private var index = InjectIndex()
    private var served: Set<String> = []

    init(defaults: DeliverySettings, caps: ExerciseCaps) {
        self.defaults = defaults
        self.caps = caps
    }

    /// Compiles an exercise file with the files that the lookup gives; a scenario alone becomes an exercise.
    mutating func run(_ file: SourceFiles.File, _ lookup: Lookup) -> CheckedExercise {
        let source = SourceText(file)
        return run(source, file, root: Node.root(of: source, faults: faults), lookup)
    }

    /// Compiles an exercise file, or checks a timeline or a scenario by itself, or played simulations.
    mutating func runAny(_ file: SourceFiles.File, _ lookup: Lookup) -> CheckedFile {
        let source = SourceText(file)
        let root = Node.root(of: source, faults: faults)
        if let root, PlayReading.isPlay(root) { return .play(CheckedPlay(file)) }
        if let root, ExerciseDraft.isScenario(root) { return .scenario(checkScenario(root, source, file)) }
        guard let root, ExerciseDraft.isTimeline(root) else {
            return .exercise(run(source, file, root: root, lookup))
        }
        let draft = ExerciseDraft(caps: caps)
        let id = TimelineSearch.timeline(of: file.path)
        let site = Site(source: source, range: root.mapping?.first?.keyRange ?? root.range)
        let read = take(root, since: 0, of: source, as: id, namedAt: site, in: draft)
        index.checkReferences(of: draft, faults: faults)
        return .timeline(
            CheckedTimeline(
                timeline: faults.errors == 0 ? read : nil, diagnostics: faults.diagnostics, file: file))
    }

    /// Checks a scenario without the injects, the teams and the variables of an exercise.
    private func checkScenario(_ root: Node, _ source: SourceText, _ file: SourceFiles.File) -> CheckedExercise {
        var draft = alone(root, source)
        if case .alone(let node) = draft.scenario {
            readAlone(node, source, &draft, ScenarioNames(draft: draft, index: nil, faults: faults))
        }
        return checked(draft, SourceFiles(exercise: file, timelines: []))
    }

    /// A scenario alone stands in an exercise that says nothing.
    private func alone(_ root: Node, _ source: SourceText) -> ExerciseDraft {
        var draft = ExerciseDraft.alone(defaults: defaults, caps: caps)
        draft.scenario = ScenarioReading.scenario(in: root, source, faults: faults).map { .alone($0) }
        return draft
    }

    /// What the tree of an exercise's own file says.
    private func draft(_ root: Node, _ source: SourceText) -> ExerciseDraft? {
        ExerciseDraft.isScenario(root)
            ? alone(root, source) : ExerciseDraft(root, in: source, defaults: defaults, caps: caps, faults: faults)
    }

    private func checked(_ draft: ExerciseDraft, _ files: SourceFiles) -> CheckedExercise {
        CheckedExercise(
            plan: faults.errors == 0 ? draft.plan : nil, diagnostics: faults.diagnostics, files: files,
            places: ExpectedPlaces(draft))
    }

    private mutating func run(
        _ source: SourceText, _ file: SourceFiles.File, root: Node?, _ lookup: Lookup
    ) -> CheckedExercise {
        var files = SourceFiles(exercise: file, timelines: [])
        guard let root, var draft = draft(root, source) else {
            return CheckedExercise(plan: nil, diagnostics: faults.diagnostics, files: files)
        }
        for (id, site) in draft.timelines {
            guard let file = lookup.timeline(id, site, draft.id, faults) else { continue }
            files.timelines.append(SourceFiles.TimelineFile(id: id, file: file))
            let source = SourceText(file)
            let errors = faults.errors
            guard let root = Node.root(of: source, faults: faults) else { continue }
            let timeline = take(root, since: errors, of: source, as: id, namedAt: site, in: draft)
            if let timeline { draft.plan.timelines.append(timeline) }
        }
        index.checkReferences(of: draft, faults: faults)
        readScenario(source, &draft, &files, lookup)
        // A timeline that could not be read may serve any objective.
        if draft.plan.timelines.count == draft.timelines.count { warnOfIdleObjectives(draft) }
        return checked(draft, files)
    }

    /// Reads the rules of an exercise, and checks what is expected of them.
    private func readScenario(
        _ source: SourceText, _ draft: inout ExerciseDraft, _ files: inout SourceFiles, _ lookup: Lookup
    ) {
        let names = ScenarioNames(draft: draft, index: index, faults: faults)
        switch draft.scenario {
        case nil: names.finish()
        case .alone(let node): return readAlone(node, source, &draft, names)
        case .here(let place):
            draft.plan.scenario = ScenarioReading(place, in: source, names: names, faults: faults).scenario
        case .file(let path, let site):
            guard let file = lookup.scenario(path, site, faults) else { return }
            files.scenario = file
            let source = SourceText(file)
            guard let root = Node.root(of: source, faults: faults),
                let node = ScenarioReading.scenario(named: site, in: root, source, faults: faults)
            else { return }
            draft.plan.scenario = ScenarioReading(.scenario(node), in: source, names: names, faults: faults).scenario
        }
        for reaction in draft.reactions { reaction.check(names) }
    }

    /// Reads the rules of a scenario that stands alone, and what it expects of them itself.
    private func readAlone(
        _ node: Node, _ source: SourceText, _ draft: inout ExerciseDraft, _ names: ScenarioNames
    ) {
        let reading = ScenarioReading(.scenario(node), in: source, names: names, faults: faults)
        draft.plan.scenario = reading.scenario
        if let section = reading.section { draft.readExpectations(section) }
        for reaction in draft.reactions { reaction.check(names) }
    }

    /// Reads the injects of a timeline; `nil` when none could be. `errors` is their count before its file was read.
    private mutating func take(
        _ root: Node, since errors: Int, of source: SourceText, as id: TimelineID, namedAt site: Site,
        in draft: ExerciseDraft
    ) -> Timeline? {
        let reading = TimelineReading(root, in: source, of: draft, caps: caps, faults: faults)
        served.formUnion(reading.served)
        if reading.injects.isEmpty {
            guard faults.errors == errors else { return nil }
            faults.warning(site, "timeline '\(id.text)' has no injects", label: "its teams are sent nothing")
        }
        index.add(reading.entry(of: id), faults: faults)
        return Timeline(id: id, injects: reading.injects)
    }

    private func warnOfIdleObjectives(_ draft: ExerciseDraft) {
        for objective in draft.objectives where !served.contains(objective.id) {
            faults.warning(
                objective.site, "no inject serves the objective '\(objective.id)'",
                help: "name it in the 'objectives' of an inject, or leave it out")
        }
    }
}
