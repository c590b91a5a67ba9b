import ExerciseModel

/// The next deadline of each saga that has one, the earliest first.
struct SagaDeadlines: Equatable, Sendable {
    private struct Entry: Equatable, Sendable, Comparable {
        var at: WallInstant
        var id: SagaID

        static func < (left: Entry, right: Entry) -> Bool { (left.at, left.id) < (right.at, right.id) }
    }

    private var entries: [Entry] = []

    /// When the first passes; `never` without any.
    var next: WallInstant { entries.first?.at ?? .never }

    /// Whose deadline passes first; `nil` without any.
    var first: SagaID? { entries.first?.id }

    /// Moves the deadline of a saga; `never` is none.
    mutating func move(_ id: SagaID, from old: WallInstant, to new: WallInstant) {
        guard old != new else { return }
        if old != .never {
            let place = entries.place(of: Entry(at: old, id: id))
            if place < entries.count, entries[place].id == id { entries.remove(at: place) }
        }
        if new != .never {
            let entry = Entry(at: new, id: id)
            entries.insert(entry, at: entries.place(of: entry))
        }
    }
}
