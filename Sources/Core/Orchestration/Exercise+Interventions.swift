import ExerciseControl
import ExerciseModel

extension Exercise {
    /// Changes what is to come: holds, lets go, leaves out, moves or adds.
    mutating func intervene(_ order: ControlCommand.Order, by actor: String, _ cause: Cause) {
        switch order {
        case .hold(let scope, let reason):
            for slot in changeable(scope, but: .held) {
                let fact = Fact.injectHeld(state.ledger.target(at: slot), .hand(reason), lateMilliseconds: 0)
                record(fact, by: actor, cause: cause)
            }
        case .release(let scope): release(scope, by: actor, cause)
        case .skip(let scope, let reason):
            for slot in changeable(scope) {
                record(.injectSkipped(state.ledger.target(at: slot), .hand(reason)), by: actor, cause: cause)
            }
        case .move(let inject, let to, let ripple):
            for (slot, time) in moves(inject, to: to, ripple: ripple) {
                record(.injectPlanned(state.ledger.target(at: slot), at: time, .moved), by: actor, cause: cause)
            }
        case .add(let inject, let teams):
            record(.injectAdded(reachable(inject), teams: teams), by: actor, cause: cause)
        default: break
        }
    }

    /// The deliveries of a scope that nobody has released, but for those in one state.
    func changeable(_ scope: ControlCommand.Scope, but state: DeliveryState? = nil) -> [DeliverySlot] {
        slots(scope).filter {
            let found = self.state.ledger.delivery(at: $0).state
            return found.isOpen && found != state
        }
    }

    /// The deliveries of a scope, whatever became of them.
    func slots(_ scope: ControlCommand.Scope) -> [DeliverySlot] {
        switch scope {
        case .inject(let inject, nil): state.ledger.slots(of: inject)
        case .inject(let inject, let team?):
            state.ledger.slot(of: InjectTarget(team: team, inject: inject)).map { [$0] } ?? []
        case .everything: state.ledger.slots(in: [.scheduled, .manual, .waiting, .held, .queued])
        }
    }

    /// What is held and would be let go.
    func releasable(_ scope: ControlCommand.Scope) -> [DeliverySlot] {
        slots(scope).filter { state.ledger.delivery(at: $0).state == .held }
    }

    /// Whether the time of a delivery has come; before `start` only what lies before the point sought is past.
    func isPast(_ slot: DeliverySlot) -> Bool {
        guard let due = state.ledger.due(at: slot) else { return false }
        return state.clock.status == .initialized ? due < state.clock.base : due <= time(at: now)
    }

    /// One inject goes out if its time has passed; of everything, the rule of lateness decides on each. Before `start`
    /// what has passed waits for it.
    private mutating func release(_ scope: ControlCommand.Scope, by actor: String, _ cause: Cause) {
        var gate = gate
        if state.clock.status == .initialized { gate.closed = gate.closed ?? .clockStands }
        for slot in releasable(scope).sorted(by: comesDueBefore) {
            let isPast = isPast(slot)
            if isPast, scope != .everything {
                record(state.ledger.decideByHand(slot, gate: gate), by: actor, cause: cause)
                continue
            }
            let dueRunning = isPast ? state.ledger.due(at: slot).map { state.clock.running(when: $0) } : nil
            let fact = state.ledger.decideLetGo(slot, dueRunning: dueRunning, plan: state.plan, gate: gate)
            if let fact { record(fact, by: actor, cause: cause) }
        }
    }

    /// What comes due first goes first, whatever has no time last.
    private func comesDueBefore(_ left: DeliverySlot, _ right: DeliverySlot) -> Bool {
        let (first, second) = (state.ledger.due(at: left) ?? .never, state.ledger.due(at: right) ?? .never)
        return (first, left.place, left.team) < (second, right.place, right.team)
    }

    /// Which deliveries a move gives which time; the past is now. With `ripple` all that are planned for later go along
    /// by as much as it really moves, so that the gaps between them stay.
    func moves(_ inject: InjectID, to: ExerciseInstant, ripple: Bool) -> [(DeliverySlot, ExerciseInstant)] {
        let moved = changeable(.inject(inject, nil))
        let earliest = time(at: now)
        var moves = moved.map { ($0, max(to, earliest)) }
        guard ripple, let old = moved.compactMap({ state.ledger.due(at: $0) }).min() else { return moves }
        let shift = max(to, earliest).microseconds - old.microseconds
        for slot in changeable(.everything) where !moved.contains(slot) {
            guard let due = state.ledger.due(at: slot), due > old else { continue }
            moves.append((slot, max(ExerciseInstant(microseconds: due.microseconds + shift), earliest)))
        }
        return moves
    }

    /// An inject that is added for a time that has passed is due now.
    private func reachable(_ inject: Inject) -> Inject {
        guard case .at(let due) = inject.schedule else { return inject }
        var inject = inject
        inject.schedule = .at(max(due, time(at: now)))
        return inject
    }

    /// A real emergency: the clock stands, and what has not left for the broker does not leave.
    mutating func declareNoDuff(_ message: String, by: String?, _ actor: String, _ cause: Cause) {
        record(.noDuffDeclared(message: message, by: by), by: actor, cause: cause)
        if state.clock.status == .running { record(.clockPaused(wall: now.wall), by: actor, cause: cause) }
        order(.withdraw(state.id))
        lanes.lapse()
        bulletin.tellNoDuff()
    }

    /// The emergency is over; the exercise stands until somebody resumes it.
    mutating func clearNoDuff(by: String?, _ actor: String, _ cause: Cause) {
        let cleared = record(.noDuffCleared(by: by), by: actor, cause: cause)
        lanes.touchAll(state.ledger)
        for team in state.ledger.teams.indices where state.ledger.teams[team].isConnected {
            for fact in state.ledger.decidePresence(team: team) { record(fact, by: actor, cause: cleared) }
        }
        bulletin.tellNoDuff()
    }
}

extension ControlCommand.Order {
    /// The inject that it names; `nil` when none, or everything.
    var inject: InjectID? {
        switch self {
        case .deliver(let inject, _, _), .move(let inject, _, _), .tick(let inject, _),
            .hold(.inject(let inject, _), _),
            .release(.inject(let inject, _)), .skip(.inject(let inject, _), _), .retry(.inject(let inject, _)):
            inject
        case .add(let inject, _): inject.id
        case .receipt(let target, _, _): target.inject
        default: nil
        }
    }
}
