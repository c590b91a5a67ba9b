import ExerciseModel

/// An event and all that followed from it, as a drawing of lines.
struct EventTree {
    private let root: EventRecord
    private var followers: [Int64: [EventRecord]] = [:]
    private var members: Set<Int64>

    init(root: EventRecord) {
        self.root = root
        members = [root.position]
    }

    /// Takes the next event of the log, in order; one that does not follow from the root is left out.
    mutating func add(_ record: EventRecord) {
        guard let cause = record.causation, members.contains(cause) else { return }
        members.insert(record.position)
        followers[cause, default: []].append(record)
    }

    /// A line for each event, children below their cause in the order of the log.
    var lines: [String] {
        // Without recursion: a chain of events may be as long as the log.
        var lines: [String] = []
        var open: [(record: EventRecord, lead: String, isLast: Bool, isRoot: Bool)] = [(root, "", true, true)]
        while let (record, lead, isLast, isRoot) = open.popLast() {
            let branch = isRoot ? "" : isLast ? "└─ " : "├─ "
            lines.append(lead + branch + EventText.node(record))
            let below = isRoot ? lead : lead + (isLast ? "   " : "│  ")
            let children = followers[record.position] ?? []
            for (index, child) in children.enumerated().reversed() {
                open.append((child, below, index == children.count - 1, false))
            }
        }
        return lines
    }
}
