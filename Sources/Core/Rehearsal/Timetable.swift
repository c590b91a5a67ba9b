package import ExerciseControl
package import ExerciseModel

/// What each team of an exercise is sent and when, as a rehearsal had it.
package struct Timetable: Equatable, Sendable {
    /// One inject of one team.
    package struct Entry: Equatable, Sendable {
        package var team: TeamID
        package var inject: InjectID
        package var type: String
        package var title: String?
        package var schedule: InjectSchedule
        /// When it was due: as the author wrote, or as the inject that it follows made it; `nil` while nothing has.
        package var planned: ExerciseInstant?
        package var outcome: Outcome
        /// Bytes of its content.
        package var bytes: Int
        package var expectedActions: [ExpectedAction]
        /// The rule that had it sent; `nil` when none had.
        package var cause: Cause?

        /// When it was sent, or `nil`.
        package var released: ExerciseInstant? {
            guard case .sent(let at, _, _) = outcome else { return nil }
            return at
        }
    }

    /// A rule, and the event that it answers.
    package struct Cause: Equatable, Sendable {
        package var rule: RuleID
        package var event: SimulationEvent
    }

    /// What became of an inject.
    package enum Outcome: Equatable, Sendable {
        /// Released at this instant, under this number of the team's feed.
        case sent(at: ExerciseInstant, seq: Int64, state: DeliveryState)
        /// A contingency inject: nobody's hand released it.
        case manual
        /// What it was to follow never came so far.
        case waiting(InjectTrigger)
        /// It was left out, and why.
        case left(DeliveryState, reason: String)
    }

    package let exercise: ExerciseID
    package let title: String
    /// In the order of the plan.
    package private(set) var teams: [Team]
    /// What was sent, in the order in which it went out; then the rest, by team and place.
    package private(set) var entries: [Entry]
    /// Where the table begins: STARTEX, unless it was cut.
    package private(set) var start = ExerciseInstant.zero
    /// Where it ends: ENDEX, or the last inject where there is none.
    package private(set) var end: ExerciseInstant
    /// The instant of ENDEX; `nil` when the exercise has none.
    package let endex: ExerciseInstant?
    /// What followed from the event of each of the plan's reactions, in their order.
    package let consequences: [Consequence]
    /// Where the entries of each team stand: a thousand teams would look through all of them a thousand times.
    private var places: [TeamID: [Int]] = [:]

    /// The entries of one team, in the same order.
    package func entries(of team: TeamID) -> [Entry] { (places[team] ?? []).map { entries[$0] } }

    /// The part that is about one team; `nil` when there is none of that name.
    package func narrowed(to team: TeamID) -> Timetable? {
        guard teams.contains(where: { $0.id == team }) else { return nil }
        var part = self
        part.teams = teams.filter { $0.id == team }
        part.entries = entries(of: team)
        part.index()
        return part
    }

    /// The part between two instants, both of them in it; what was never sent stays.
    package func cut(from first: ExerciseInstant?, to last: ExerciseInstant?) -> Timetable {
        var part = self
        part.start = max(start, first ?? start)
        part.end = max(part.start, min(end, last ?? end))
        part.entries = entries.filter { entry in
            guard let released = entry.released else { return true }
            return released >= part.start && released <= part.end
        }
        part.index()
        return part
    }

    private mutating func index() { places = Dictionary(grouping: entries.indices) { entries[$0].team } }
}

extension Timetable {
    /// A release as the rehearsal saw it.
    struct Released {
        var slot: DeliverySlot
        var release: Release
        var at: ExerciseInstant
        /// The rule that had it sent.
        var cause: Cause?
    }

    /// Puts together what was seen and what the ledger says at the end.
    init(
        _ plan: ExercisePlan, released: [Released], ledger: DeliveryLedger, end: ExerciseInstant,
        consequences: [Consequence]
    ) {
        self.consequences = consequences
        exercise = plan.id
        title = plan.title
        teams = plan.teams
        endex = plan.duration
        self.end = plan.duration ?? end
        entries = []
        entries.reserveCapacity(ledger.counts.scheduled)
        var seen: Set<DeliverySlot> = []
        for release in released where seen.insert(release.slot).inserted {
            let delivery = ledger.delivery(at: release.slot)
            add(
                release.slot, ledger, planned: release.release.exerciseTime,
                .sent(at: release.at, seq: release.release.seq, state: delivery.state), release.cause)
        }
        for team in ledger.teams.indices {
            for place in ledger.teams[team].deliveries.indices {
                let slot = DeliverySlot(team: team, place: place)
                if !seen.contains(slot) { addUnsent(slot, ledger) }
            }
        }
        index()
    }

    private mutating func addUnsent(_ slot: DeliverySlot, _ ledger: DeliveryLedger) {
        let delivery = ledger.delivery(at: slot)
        switch ledger.inject(at: slot).schedule {
        case .at(let due): add(slot, ledger, planned: due, .left(delivery.state, reason: delivery.reason))
        case .manual: add(slot, ledger, planned: nil, .manual)
        case .after(let trigger): add(slot, ledger, planned: nil, .waiting(trigger))
        }
    }

    private mutating func add(
        _ slot: DeliverySlot, _ ledger: DeliveryLedger, planned: ExerciseInstant?, _ outcome: Outcome,
        _ cause: Cause? = nil
    ) {
        let inject = ledger.inject(at: slot)
        entries.append(
            Entry(
                team: ledger.teams[slot.team].id, inject: inject.id, type: inject.type,
                title: inject.details?.title, schedule: inject.schedule, planned: planned, outcome: outcome,
                bytes: inject.content.bytes.count, expectedActions: inject.details?.expectedActions ?? [],
                cause: cause))
    }
}
