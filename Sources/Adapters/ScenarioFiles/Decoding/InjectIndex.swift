import ExerciseModel

/// The injects of an exercise by name: the same name stands once in a timeline, and in several only for the same inject.
struct InjectIndex {
    /// The injects of one timeline and where their names stand.
    struct Entry {
        let timeline: TimelineID
        let source: SourceText
        let injects: [Inject]
        let ranges: [Range<Int>]

        func site(_ number: Int) -> Site { Site(source: source, range: ranges[number]) }
    }

    private var entries: [Entry] = []
    /// Where each name stands first: the timeline and the inject in it, by number.
    private var first: [InjectID: (entry: Int, inject: Int)] = [:]

    /// Adds the injects of a timeline; notes a fault for each whose name is taken by another.
    mutating func add(_ entry: Entry, faults: FaultList) {
        entries.append(entry)
        first.reserveCapacity(first.count + entry.injects.count)
        for (number, inject) in entry.injects.enumerated() {
            if let taken = first.updateValue((entries.count - 1, number), forKey: inject.id) {
                first[inject.id] = taken
                compare(inject, at: entry.site(number), of: entry, with: taken, faults)
            }
        }
    }

    private func compare(
        _ inject: Inject, at site: Site, of entry: Entry, with taken: (entry: Int, inject: Int), _ faults: FaultList
    ) {
        let other = entries[taken.entry]
        let name = DisplayText.quoted(inject.id.text)
        let note = [(other.site(taken.inject), "it stands here first")]
        if other.timeline == entry.timeline {
            faults.error(site, "inject \(name) stands twice in this timeline", notes: note, help: "give one another id")
        } else if let difference = Self.difference(other.injects[taken.inject], inject) {
            faults.error(
                site, "inject \(name) differs from the one in timeline '\(other.timeline.text)'",
                label: "its \(difference) differs", notes: note,
                help: "make them the same, or give one another id")
        }
    }

    private static func difference(_ left: Inject, _ right: Inject) -> String? {
        if left.schedule != right.schedule { return "time" }
        if left.type != right.type { return "type" }
        if left.content != right.content, !JSONEquality.same(left.content, right.content) { return "content" }
        if left.late != right.late { return "'late'" }
        if left.grace != right.grace { return "'grace'" }
        let (one, two) = (left.details ?? InjectDetails(), right.details ?? InjectDetails())
        if one.title != two.title { return "title" }
        if one.expectedActions != two.expectedActions { return "expected action" }
        if one.controlNumber != two.controlNumber { return "control number" }
        if one.from != two.from { return "'from'" }
        if one.tags != two.tags { return "list of tags" }
        if one.objectives != two.objectives { return "list of objectives" }
        return one.attachments != two.attachments ? "list of attachments" : nil
    }
}
