import ExerciseModel

/// The injects of an exercise by name: the same name stands once in a timeline, and in several only for the same inject.
struct InjectIndex {
    /// The injects of one timeline and where their parts stand.
    struct Entry {
        let timeline: TimelineID
        let source: SourceText
        let injects: [Inject]
        /// The bytes of each one's name.
        let ranges: [Range<Int>]
        /// Where the `after` of an inject stands, by the inject's number.
        let triggers: [Int: TriggerPlace]
        let deadlines: [Deadline]
        /// The names of injects that have a fault of their own.
        let broken: Set<InjectID>

        func site(_ number: Int) -> Site { Site(source: source, range: ranges[number]) }

        func site(_ range: Range<Int>) -> Site { Site(source: source, range: range) }

        /// The numbers of the injects by name.
        var numbers: [InjectID: Int] {
            Dictionary(injects.enumerated().map { ($1.id, $0) }) { first, _ in first }
        }
    }

    /// The deadline of an expected action.
    struct Deadline {
        /// The number of its inject.
        let inject: Int
        let micros: Int64
        let range: Range<Int>
    }

    private(set) var entries: [Entry] = []
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
        if left.schedule != right.schedule { return word(left.schedule, right.schedule) }
        if left.type != right.type { return "type" }
        if left.content != right.content, !left.content.slice.saysSame(as: right.content.slice) { return "content" }
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

    private static func word(_ left: InjectSchedule, _ right: InjectSchedule) -> String {
        if case .after = left, case .after = right { return "'after'" }
        return "time"
    }

    /// Where an inject of any timeline stands first.
    func site(of id: InjectID) -> (timeline: TimelineID, site: Site)? {
        first[id].map { (entries[$0.entry].timeline, entries[$0.entry].site($0.inject)) }
    }
}
