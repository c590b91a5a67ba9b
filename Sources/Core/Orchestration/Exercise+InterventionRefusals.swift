import ExerciseControl
import ExerciseModel

extension Exercise {
    /// Why what is to come cannot be changed so.
    func refusal(ofIntervention order: ControlCommand.Order) -> Refusal? {
        switch order {
        case .hold(let scope, _): refusal(ofChanging: scope, to: "held", all: changeable(scope, but: .held))
        case .skip(let scope, _): refusal(ofChanging: scope, to: "left out", all: changeable(scope))
        case .release(let scope): refusal(ofReleasing: scope)
        case .move(let inject, let to, let ripple): refusal(ofMoving: inject, to: to, ripple: ripple)
        case .add(let inject, let teams): refusal(ofAdding: inject, to: teams)
        case .noDuff: state.noDuff == nil ? nil : Refusal(.conflict, "NO DUFF stands already")
        case .clearNoDuff: state.noDuff == nil ? Refusal(.conflict, "there is no NO DUFF to clear") : nil
        case .receipt(let target, _, _): refusal(ofReceiptFor: target)
        case .tick(let inject, let tick): refusal(ofTicking: inject, tick)
        default: nil
        }
    }

    private func refusal(
        ofChanging scope: ControlCommand.Scope, to done: String, all: [DeliverySlot]
    ) -> Refusal? {
        guard all.isEmpty else { return nil }
        guard scope != .everything, let slot = slots(scope).first else {
            return Refusal(.conflict, "there is nothing left that could be \(done)")
        }
        return Refusal(.conflict, "\(words(slot)): it cannot be \(done)")
    }

    private func refusal(ofReleasing scope: ControlCommand.Scope) -> Refusal? {
        guard releasable(scope).isEmpty, scope != .everything, let slot = slots(scope).first else { return nil }
        let help = state.ledger.delivery(at: slot).state == .manual ? ": deliver it" : ""
        return Refusal(.conflict, "\(words(slot)), not held\(help)")
    }

    /// What the inject in a slot is, in a sentence.
    private func words(_ slot: DeliverySlot) -> String {
        let (target, delivery) = (state.ledger.target(at: slot), state.ledger.delivery(at: slot))
        return "'\(target.inject)' for '\(target.team)' is \(delivery.state.rawValue)"
    }

    private func refusal(ofMoving inject: InjectID, to: ExerciseInstant, ripple: Bool) -> Refusal? {
        if changeable(.inject(inject, nil)).isEmpty {
            return state.ledger.slots(of: inject).first.map {
                Refusal(.conflict, "\(words($0)): it cannot be moved")
            }
        }
        let over = moves(inject, to: to, ripple: ripple).first { $0.1 > state.clock.duration }
        guard let (slot, time) = over else { return nil }
        let name = state.ledger.target(at: slot).inject
        let end = ClockText.formatted(state.clock.duration)
        return Refusal(
            name == inject ? .invalidCommand : .conflict,
            "'\(name)' would be due at \(ClockText.formatted(time)), and the exercise ends at \(end)")
    }

    private func refusal(ofAdding inject: Inject, to teams: [TeamID]) -> Refusal? {
        if state.ledger.knows(inject.id) {
            return Refusal(.conflict, "there is an inject '\(inject.id)' already")
        }
        switch inject.schedule {
        case .at(let due) where due > state.clock.duration:
            let end = ClockText.formatted(state.clock.duration)
            return Refusal(.invalidCommand, "'\(inject.id)' is due after ENDEX: the exercise ends at \(end)")
        case .after(let trigger): return teams.lazy.compactMap { unknown(trigger.inject, for: $0) }.first
        default: return nil
        }
    }

    private func refusal(ofReceiptFor target: InjectTarget) -> Refusal? {
        guard let slot = state.ledger.slot(of: target), !wasHanded(slot) else { return nil }
        return Refusal(.conflict, "\(words(slot)): it was never sent")
    }

    private func refusal(ofTicking inject: InjectID, _ tick: Tick) -> Refusal? {
        let slot = state.ledger.slots(of: inject).first
        let actions = slot.flatMap { state.ledger.inject(at: $0).details?.expectedActions.count } ?? 0
        guard tick.action > max(actions, 1) else { return nil }
        return Refusal(.invalidCommand, "'\(inject)' has \(actions) expected actions: there is no \(tick.action)")
    }
}
