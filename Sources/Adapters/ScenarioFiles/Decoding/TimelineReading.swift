import ExerciseModel

/// Reads the injects of one timeline.
struct TimelineReading {
    private let source: SourceText
    private let draft: ExerciseDraft
    private let caps: ExerciseCaps
    private let faults: FaultList
    private let objectives: Set<String>
    /// The contents of YAML injects, written as the elements of one array so that they share a buffer.
    private var contents = JSONWriter()
    private var contentRanges: [Range<Int>] = []

    /// The injects in the order of the file, and the bytes of each one's name.
    private(set) var injects: [Inject] = []
    private(set) var ranges: [Range<Int>] = []
    private var triggers: [Int: TriggerPlace] = [:]
    private var deadlines: [InjectIndex.Deadline] = []
    private var broken: Set<InjectID> = []
    /// The objectives that injects serve.
    private(set) var served: Set<String> = []

    /// Reads the tree of a timeline file; faults are noted.
    init(_ root: Node, in source: SourceText, of draft: ExerciseDraft, caps: ExerciseCaps, faults: FaultList) {
        self.source = source
        self.draft = draft
        self.caps = caps
        self.faults = faults
        objectives = Set(draft.objectives.map(\.id))
        read(root)
    }

    /// What the index of the exercise keeps of it.
    func entry(of id: TimelineID) -> InjectIndex.Entry {
        InjectIndex.Entry(
            timeline: id, source: source, injects: injects, ranges: ranges, triggers: triggers, deadlines: deadlines,
            broken: broken)
    }

    private mutating func read(_ root: Node) {
        guard let section = Section(root, .timeline, in: source, faults: faults) else { return }
        guard section["injects"] != nil else {
            return faults.error(
                Site(source: source, range: root.mapping?.first?.keyRange ?? root.range),
                "this timeline has no 'injects'", help: "write 'injects:' and its list")
        }
        let nodes = section.list("injects")
        guard nodes.count <= caps.injects else {
            return faults.error(
                section.site(nodes[caps.injects]), "this timeline has too many injects",
                label: "\(nodes.count) of at most \(caps.injects)", help: "raise MAX_INJECTS_PER_TIMELINE")
        }
        injects.reserveCapacity(nodes.count)
        ranges.reserveCapacity(nodes.count)
        contents.openArray()
        for node in nodes {
            guard let section = Section(node, .inject, in: source, faults: faults) else { continue }
            read(section)
        }
        shareContents()
    }

    /// Makes the contents slices of one buffer without slack.
    private mutating func shareContents() {
        guard !contentRanges.isEmpty else { return }
        let buffer = Array(contents.bytes[...])
        for (number, range) in contentRanges.enumerated() { injects[number].content = JSONText(trusted: buffer[range]) }
        contents = JSONWriter(capacity: 0)
    }

    private mutating func read(_ section: Section) {
        let id = section.identifier("id", InjectID.self)
        let type = type(of: section)
        var trigger: TriggerPlace?
        let schedule = schedule(of: section, trigger: &trigger)
        let content = content(of: section)
        let late = section.latePolicy()
        let grace = section.length("grace")
        var times: [InjectIndex.Deadline] = []
        let details = details(of: section, deadlines: &times)
        guard let id, let type, let schedule, let content else {
            if let id { broken.insert(id) }
            return
        }
        triggers[injects.count] = trigger
        deadlines += times
        if case .written(let range) = content { contentRanges.append(range) }
        var text = JSONText(literal: "null")
        if case .slice(let slice) = content { text = slice }
        injects.append(
            Inject(
                id: id, type: type, content: text, schedule: schedule, late: late, grace: grace, details: details))
        ranges.append(section.mark.range)
    }

    private func type(of section: Section) -> String? {
        guard let node = section["type"] else {
            section.missing("type", help: "such as mail, social, sms, call, video, article, alert or sensor")
            return nil
        }
        guard let type = section.text("type") else { return nil }
        if type.isEmpty { faults.error(section.site(node), "'type' is empty") }
        return type
    }

    private func schedule(of section: Section, trigger: inout TriggerPlace?) -> InjectSchedule? {
        let manual = section.flag("manual") ?? false
        let keys = ["time", "manual", "after"].filter { section[$0] != nil && ($0 != "manual" || manual) }
        guard keys.count < 2 else {
            refuse(keys, of: section)
            return nil
        }
        if manual { return .manual }
        if section["after"] != nil {
            let after = section.trigger("after")
            trigger = after?.place
            return after.map { .after($0.trigger) }
        }
        guard let node = section["time"] else {
            // A `manual` of the wrong kind was refused already.
            if section["manual"].map({ $0.scalar?.kind == .bool(false) }) ?? true {
                section.missing(
                    "time",
                    help:
                        "write 'time: \"T+05:30\"', 'after:' and an inject, or 'manual: true' for a contingency inject"
                )
            }
            return nil
        }
        guard let micros = section.point("time") else { return nil }
        draft.end.check(micros, "\(section.name) is due", at: section.site(node), faults: faults)
        return .at(ExerciseInstant(microseconds: micros))
    }

    /// Notes that an inject says more than once when it goes out.
    private func refuse(_ keys: [String], of section: Section) {
        let sites = keys.compactMap { section.keySite($0) }.sorted { $0.range.lowerBound < $1.range.lowerBound }
        guard let last = sites.last else { return }
        let names = keys.map { "'\($0)'" }
        faults.error(
            last,
            "\(section.name) has " + (keys.count == 2 ? "both " : "\(names[0]), ")
                + names.suffix(2).joined(separator: " and "),
            notes: sites.dropLast().map { ($0, "the other stands here") }, help: "write one of them")
    }

    /// Where the text of a content is.
    private enum Content {
        case slice(JSONText)
        /// The bytes of `contents`.
        case written(Range<Int>)
    }

    private mutating func content(of section: Section) -> Content? {
        guard let node = section["content"] else {
            section.missing("content", help: "write {} if it has none")
            return nil
        }
        if node.isEmpty {
            faults.warning(
                section.keySite("content") ?? section.site(node), "\(section.name) has an empty content",
                label: "the team sees nothing")
        }
        let content: Content
        let size: Int
        if source.isJSON {
            let text = source.bytes[node.range]
            content = .slice(JSONText(trusted: text))
            size = text.count
        } else {
            let start = contents.bytes.count + (contents.bytes.count == 1 ? 0 : 1)
            do throws(JSONContent.Fault) {
                try JSONContent.write(node, to: &contents)
            } catch {
                faults.error(
                    Site(source: source, range: error.range), error.message, help: "put it in quotes if text is meant")
                return nil
            }
            content = .written(start..<contents.bytes.count)
            size = contents.bytes.count - start
        }
        guard size <= Limits.content else {
            let site = section.keySite("content") ?? section.site(node)
            faults.error(
                site, "the content of \(section.name) is too large", label: "\(size) bytes of at most \(Limits.content)"
            )
            return nil
        }
        return content
    }

    private mutating func details(of section: Section, deadlines: inout [InjectIndex.Deadline]) -> InjectDetails? {
        let title = section.text("title")
        let controlNumber = section.text("control_number")
        let from = section.text("from")
        let actions = expectedActions(of: section, deadlines: &deadlines)
        let tags = section.texts("tags").map(\.text)
        let named = section.texts("objectives")
        for objective in named where check(objective, section) { served.insert(objective.text) }
        let attachments = section.texts("attachments").filter { isInside($0, section) }.map(\.text)
        guard
            title != nil || controlNumber != nil || from != nil
                || !(actions.isEmpty && tags.isEmpty && named.isEmpty && attachments.isEmpty)
        else { return nil }
        return InjectDetails(
            title: title, controlNumber: controlNumber, from: from, expectedActions: actions, tags: tags,
            objectives: named.map(\.text), attachments: attachments)
    }

    /// One expected action, or a list of them.
    private func expectedActions(
        of section: Section, deadlines: inout [InjectIndex.Deadline]
    ) -> [ExpectedAction] {
        guard let node = section["expected_action"], !node.isNull else { return [] }
        var actions: [ExpectedAction] = []
        for node in node.sequence ?? [node] {
            guard let entry = Section(node, .expectedAction, in: source, faults: faults) else { continue }
            let deadline = entry.length("deadline")
            if let deadline, let node = entry["deadline"] {
                deadlines.append(InjectIndex.Deadline(inject: injects.count, micros: deadline, range: node.range))
            }
            if entry["text"] == nil { entry.missing("text", of: "the expected action of \(section.name)") }
            if let text = entry.text("text") { actions.append(ExpectedAction(text: text, deadline: deadline)) }
        }
        return actions
    }

    private func check(_ objective: (text: String, node: Node), _ section: Section) -> Bool {
        guard !objectives.isEmpty, !objectives.contains(objective.text) else { return true }
        let declared = draft.objectives.map(\.id)
        let near = EditDistance.nearest(to: objective.text, among: declared)
        faults.error(
            section.site(objective.node), "the exercise has no objective \(DisplayText.quoted(objective.text))",
            notes: near.flatMap { near in draft.objectives.first { $0.id == near } }
                .map { [($0.site, "'\($0.id)' is declared here")] } ?? [],
            help: near.map { "did you mean '\($0)'?" } ?? "it has: " + declared.joined(separator: ", "))
        return false
    }

    /// Whether an attachment stays below the folder of media, whatever it is joined to.
    private func isInside(_ attachment: (text: String, node: Node), _ section: Section) -> Bool {
        let path = attachment.text
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let bad = parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
        guard bad || path.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") }) else { return true }
        faults.error(
            section.site(attachment.node), "an attachment must be a path below the media folder",
            help: "write it without '/' at its start and without '..', such as maps/quay.png")
        return false
    }
}
