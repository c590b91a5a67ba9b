import ExerciseControl
import ExerciseModel
import Orchestration

/// An exercise as those who watch it see it: the same fold as the daemon's, of the events that it committed.
struct ExerciseView {
    private(set) var state: ExerciseState

    init(_ state: ExerciseState) { self.state = state }

    mutating func apply(_ event: Event) {
        if event.exercise == state.id, event.position > state.position { state.apply(event) }
    }

    /// Whether the schedule has ended and everything that was released is settled.
    var isOver: Bool {
        let counts = state.ledger.counts
        return (state.clock.status == .completed || state.clock.status == .stopped)
            && counts.underway == 0
    }

    /// Scheduled injects that were held or left out although no controller said so.
    var leftOut: Int {
        return state.ledger.slots(in: [.held, .skipped]).count { slot in
            let delivery = state.ledger.delivery(at: slot)
            guard state.ledger.due(at: slot) != nil else { return false }
            return delivery.isKeptByRule
        }
    }

    /// Contingency injects, and those that waited for another, which the end found uncalled for.
    var unused: Int { state.ledger.slots(in: [.skipped]).count { isUncalled($0) } }

    /// Whether the end left out an inject that had no time.
    func isUncalled(_ slot: DeliverySlot) -> Bool {
        state.ledger.due(at: slot) == nil && state.ledger.delivery(at: slot).isKeptByRule
    }

    /// Whether all went as planned.
    var isClean: Bool {
        state.ledger.counts[.failed] + state.ledger.counts[.unheard] + leftOut == 0
    }

    /// The next inject on the schedule and the teams that get it.
    func next(after time: ExerciseInstant) -> (inject: InjectID, due: ExerciseInstant, teams: [TeamID])? {
        let ahead = state.ledger.slots(in: [.scheduled]).compactMap { slot in
            state.ledger.due(at: slot).map { (due: $0, slot: slot) }
        }
        guard let due = ahead.lazy.map(\.due).filter({ $0 > time }).min() else { return nil }
        let entries = ahead.filter { $0.due == due }
        guard let first = entries.first else { return nil }
        let inject = state.ledger.inject(at: first.slot).id
        let teams = entries.filter { state.ledger.inject(at: $0.slot).id == inject }
            .map { state.ledger.teams[$0.slot.team].id }
        return (inject, due, teams)
    }
}
