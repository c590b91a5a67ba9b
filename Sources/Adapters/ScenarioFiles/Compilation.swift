import ExerciseModel

/// One way from the bytes of an exercise to its plan, faults gathered on the way.
struct Compilation {
    /// Gives the file of a timeline, or notes a fault at the place that names it.
    typealias TimelineLookup = (TimelineID, Site, ExerciseID?, FaultList) -> SourceFiles.File?

    private let defaults: DeliverySettings
    private let caps: ExerciseCaps
    private let faults = FaultList()
    private var index = InjectIndex()
    private var served: Set<String> = []

    init(defaults: DeliverySettings, caps: ExerciseCaps) {
        self.defaults = defaults
        self.caps = caps
    }

    /// Compiles an exercise file with the timelines that the lookup gives.
    mutating func run(_ file: SourceFiles.File, timeline: TimelineLookup) -> CheckedExercise {
        let source = SourceText(file)
        return run(source, file, root: tree(of: source), timeline: timeline)
    }

    /// Compiles an exercise file, or checks a timeline by itself.
    mutating func runAny(_ file: SourceFiles.File, timeline: TimelineLookup) -> CheckedFile {
        let source = SourceText(file)
        let root = tree(of: source)
        guard let root, ExerciseDraft.isTimeline(root) else {
            return .exercise(run(source, file, root: root, timeline: timeline))
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

    private mutating func run(
        _ source: SourceText, _ file: SourceFiles.File, root: Node?, timeline: TimelineLookup
    ) -> CheckedExercise {
        var files = SourceFiles(exercise: file, timelines: [])
        guard let root,
            var draft = ExerciseDraft(root, in: source, defaults: defaults, caps: caps, faults: faults)
        else { return CheckedExercise(plan: nil, diagnostics: faults.diagnostics, files: files) }
        for (id, site) in draft.timelines {
            guard let file = timeline(id, site, draft.id, faults) else { continue }
            files.timelines.append(SourceFiles.TimelineFile(id: id, file: file))
            let source = SourceText(file)
            let errors = faults.errors
            guard let root = tree(of: source) else { continue }
            let timeline = take(root, since: errors, of: source, as: id, namedAt: site, in: draft)
            if let timeline { draft.plan.timelines.append(timeline) }
        }
        index.checkReferences(of: draft, faults: faults)
        // A timeline that could not be read may serve any objective.
        if draft.plan.timelines.count == draft.timelines.count { warnOfIdleObjectives(draft) }
        return CheckedExercise(
            plan: faults.errors == 0 ? draft.plan : nil, diagnostics: faults.diagnostics, files: files,
            expectations: draft.expectations.map { FaultList.place(of: $0.site) })
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

    /// The tree of a file, or `nil` when a fault of the text was noted.
    private func tree(of source: SourceText) -> Node? {
        faults.begin(source.path)
        guard source.bytes.count <= Limits.file else {
            faults.error(file: source.path, FileBytes.Fault.tooLarge.sentence)
            return nil
        }
        if let offset = UTF8Check.firstFault(in: source.bytes) {
            faults.error(
                TreeFault(
                    range: offset..<offset + 1, message: "these bytes are no UTF-8", help: "save the file as UTF-8"),
                in: source)
            return nil
        }
        return source.isJSON ? JSONTree.read(source, faults: faults) : YAMLTree.read(source, faults: faults)
    }

    private func warnOfIdleObjectives(_ draft: ExerciseDraft) {
        for objective in draft.objectives where !served.contains(objective.id) {
            faults.warning(
                objective.site, "no inject serves the objective '\(objective.id)'",
                help: "name it in the 'objectives' of an inject, or leave it out")
        }
    }
}
