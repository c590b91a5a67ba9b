package import ExerciseModel

/// The expected actions whose deadline runs or has passed, until somebody has seen them.
package struct ActionWatch: Equatable, Sendable {
    /// One action of one inject of one team; actions count from 1.
    package struct Key: Hashable, Sendable {
        package var slot: DeliverySlot
        package var action: Int
    }

    /// What is still awaited.
    package struct Awaited: Equatable, Sendable {
        package var deadline: ExerciseInstant
        /// Since when it is overdue; `nil` before the deadline.
        package var overdueSince: UTCInstant?
    }

    private struct Seen: Hashable, Sendable {
        var inject: InjectID
        var action: Int
        var team: TeamID?
    }

    package private(set) var awaited: [Key: Awaited] = [:]
    /// The first deadline that has not passed, or `never`.
    package private(set) var nextDeadline = ExerciseInstant.never
    private var seen: Set<Seen> = []

    package init() {}

    /// The actions whose deadline has passed at this time and that are not overdue yet, the oldest first.
    package func due(at time: ExerciseInstant) -> [Key] {
        guard nextDeadline <= time else { return [] }
        let due = awaited.filter { $0.value.overdueSince == nil && $0.value.deadline <= time }
        return due.sorted {
            ($0.value.deadline, $0.key.slot.team, $0.key.slot.place, $0.key.action)
                < ($1.value.deadline, $1.key.slot.team, $1.key.slot.place, $1.key.action)
        }.map(\.key)
    }

    /// An inject went out: from now on its actions are awaited, but for those that were seen before.
    mutating func await(_ inject: Inject, in slot: DeliverySlot, of team: TeamID, since time: ExerciseInstant) {
        guard let actions = inject.details?.expectedActions, !actions.isEmpty else { return }
        for (index, action) in actions.enumerated() {
            guard let span = action.deadline, !wasSeen(inject.id, index + 1, by: team) else { continue }
            let deadline = ExerciseInstant(microseconds: time.microseconds + span)
            awaited[Key(slot: slot, action: index + 1)] = Awaited(deadline: deadline)
            nextDeadline = min(nextDeadline, deadline)
        }
    }

    private func wasSeen(_ inject: InjectID, _ action: Int, by team: TeamID) -> Bool {
        seen.contains(Seen(inject: inject, action: action, team: nil))
            || seen.contains(Seen(inject: inject, action: action, team: team))
    }

    /// An action was seen: of one team, or of those in all these slots.
    mutating func see(_ inject: InjectID, _ tick: Tick, slots: [DeliverySlot]) {
        seen.insert(Seen(inject: inject, action: tick.action, team: tick.team))
        for slot in slots { awaited[Key(slot: slot, action: tick.action)] = nil }
        findNext()
    }

    /// A deadline passed.
    mutating func expire(_ key: Key, at instant: UTCInstant) {
        awaited[key]?.overdueSince = instant
        findNext()
    }

    /// The schedule has ended: no further deadline passes, and what is overdue stays so.
    mutating func end() {
        awaited = awaited.filter { $0.value.overdueSince != nil }
        nextDeadline = .never
    }

    private mutating func findNext() {
        nextDeadline = awaited.values.reduce(.never) { $1.overdueSince == nil ? min($0, $1.deadline) : $0 }
    }
}
