package import ExerciseModel

/// All scheduled injects of an exercise in the order in which they come due, and how far the clock has passed them.
package struct TimelineCursor: Equatable, Sendable {
    /// One inject of one team.
    package struct Entry: Equatable, Sendable {
        package var due: ExerciseInstant
        package var slot: DeliverySlot
    }

    /// By due time, then place in the timeline, then team.
    package private(set) var entries: [Entry] = []
    /// The first entry that the clock has not passed.
    private var next = 0

    package init() {}

    /// Lays out what has a time in a ledger; it stands as `stand(at:in:)` says.
    package init(_ ledger: DeliveryLedger, at time: ExerciseInstant = .zero) {
        for team in ledger.teams.indices {
            for place in ledger.teams[team].deliveries.indices {
                let slot = DeliverySlot(team: team, place: place)
                if let due = ledger.due(at: slot) { entries.append(Entry(due: due, slot: slot)) }
            }
        }
        entries.sort(by: TimelineCursor.precedes)
        stand(at: time, in: ledger)
    }

    /// Stands before the first entry that lies ahead of this time, or that the clock passed and nobody decided on.
    package mutating func stand(at time: ExerciseInstant, in ledger: DeliveryLedger) {
        next =
            entries.firstIndex { $0.due >= time || ledger.delivery(at: $0.slot).state == .scheduled } ?? entries.count
    }

    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        (left.due, left.slot.place, left.slot.team) < (right.due, right.slot.place, right.slot.team)
    }

    /// Gives a delivery another time, or its first; a time that the clock has passed is due at once.
    package mutating func plan(_ slot: DeliverySlot, from old: ExerciseInstant?, to new: ExerciseInstant) {
        if let old, let index = index(of: Entry(due: old, slot: slot)) {
            entries.remove(at: index)
            if index < next { next -= 1 }
        }
        let entry = Entry(due: new, slot: slot)
        entries.insert(entry, at: max(next, partition { !TimelineCursor.precedes($0, entry) }))
    }

    /// What was planned for a time that has passed may stand behind others of that time.
    private func index(of entry: Entry) -> Int? {
        let index = partition { !TimelineCursor.precedes($0, entry) }
        return index < entries.count && entries[index] == entry ? index : entries.firstIndex(of: entry)
    }

    /// The first that the clock has not passed, or `nil` after the last.
    package var nextEntry: Entry? { next < entries.count ? entries[next] : nil }

    /// When the next one comes due, or `nil` after the last.
    package var nextDue: ExerciseInstant? { next < entries.count ? entries[next].due : nil }

    /// The entries that the clock passes on its way to this time.
    package func due(at time: ExerciseInstant) -> ArraySlice<Entry> {
        entries[next..<max(next, firstIndex(after: time))]
    }

    /// Passes the next entry if it is due at this time.
    package mutating func take(upTo time: ExerciseInstant) -> Entry? {
        guard let entry = nextEntry, entry.due <= time else { return nil }
        next += 1
        return entry
    }

    /// The entries that lie before this time and have not been passed: what a seek there would skip.
    package func skipped(to time: ExerciseInstant) -> ArraySlice<Entry> {
        entries[next..<max(next, firstIndex(notBefore: time))]
    }

    /// The entries at or after this time: what a seek there brings ahead, if it had been passed.
    package func ahead(of time: ExerciseInstant) -> ArraySlice<Entry> { entries[firstIndex(notBefore: time)...] }

    /// Stands right before this time.
    package mutating func seek(_ time: ExerciseInstant) { next = firstIndex(notBefore: time) }

    private func firstIndex(after time: ExerciseInstant) -> Int { partition { $0.due > time } }

    private func firstIndex(notBefore time: ExerciseInstant) -> Int { partition { $0.due >= time } }

    private func partition(_ belongsAfter: (Entry) -> Bool) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if belongsAfter(entries[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Where a delivery stands in the tables: the team's number in the plan, the inject's place in its timeline.
package struct DeliverySlot: Hashable, Sendable {
    package var team: Int
    package var place: Int

    package init(team: Int, place: Int) {
        self.team = team
        self.place = place
    }
}
