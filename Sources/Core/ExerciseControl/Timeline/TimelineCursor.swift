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

    /// Lays out the timelines of a plan.
    package init(plan: ExercisePlan) {
        let timelines = Dictionary(plan.timelines.map { ($0.id, $0) }) { first, _ in first }
        for (team, timeline) in plan.teams.map({ timelines[$0.timeline] }).enumerated() {
            for (place, inject) in (timeline?.injects ?? []).enumerated() {
                guard case .at(let due) = inject.schedule else { continue }
                entries.append(Entry(due: due, slot: DeliverySlot(team: team, place: place)))
            }
        }
        entries.sort {
            ($0.due, $0.slot.place, $0.slot.team) < ($1.due, $1.slot.place, $1.slot.team)
        }
    }

    /// When the next one comes due, or `nil` after the last.
    package var nextDue: ExerciseInstant? { next < entries.count ? entries[next].due : nil }

    /// The entries that the clock passes on its way to this time.
    package func due(at time: ExerciseInstant) -> ArraySlice<Entry> {
        entries[next..<max(next, firstIndex(after: time))]
    }

    /// The entries that lie before this time and have not been passed: what a seek there would skip.
    package func skipped(to time: ExerciseInstant) -> ArraySlice<Entry> {
        entries[next..<max(next, firstIndex(notBefore: time))]
    }

    /// The entries at or after this time: what a seek there brings ahead, if it had been passed.
    package func ahead(of time: ExerciseInstant) -> ArraySlice<Entry> { entries[firstIndex(notBefore: time)...] }

    /// Passes all that is due at this time.
    package mutating func pass(_ time: ExerciseInstant) { next = max(next, firstIndex(after: time)) }

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
