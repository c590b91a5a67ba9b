package import ExerciseModel

extension DeliveryLedger {
    /// What becomes of an inject that the clock has reached; nothing if a hand was quicker.
    package func decideDue(
        _ entry: TimelineCursor.Entry, dueRunning: Int64, plan: ExercisePlan, gate: LaneGate
    ) -> Fact? {
        guard delivery(at: entry.slot).state == .scheduled else { return nil }
        if let reason = gate.closed {
            return .injectQueued(target(at: entry.slot), reason, dueRunning: dueRunning, byHand: false)
        }
        return decideLateness(entry.slot, dueRunning: dueRunning, plan: plan, gate: gate)
    }

    /// What becomes of a queued inject now that the lanes are open.
    package func decideQueued(_ slot: DeliverySlot, plan: ExercisePlan, gate: LaneGate) -> Fact {
        let delivery = delivery(at: slot)
        if delivery.byHand { return decideByHand(slot, gate: gate) }
        return decideLateness(slot, dueRunning: delivery.dueRunning, plan: plan, gate: gate)
    }

    /// A release by a controller's hand: at once, whatever the schedule.
    package func decideByHand(_ slot: DeliverySlot, gate: LaneGate) -> Fact {
        let target = target(at: slot)
        if let reason = gate.closed {
            return .injectQueued(target, reason, dueRunning: gate.running, byHand: true)
        }
        let release = Release(
            seq: teams[slot.team].lane.nextSeq, exerciseTime: gate.time, lateness: 0, late: false, byHand: true)
        return .injectReleased(target, release)
    }

    /// What becomes of an inject that is no longer held, when everything is let go: back on its schedule if its time
    /// lies ahead, else it goes by its lateness, like any other; nothing if that holds it again.
    package func decideLetGo(
        _ slot: DeliverySlot, dueRunning: Int64?, plan: ExercisePlan, gate: LaneGate
    ) -> Fact? {
        guard let dueRunning else { return .injectRescheduled(target(at: slot)) }
        if let reason = gate.closed {
            return .injectQueued(target(at: slot), reason, dueRunning: dueRunning, byHand: false)
        }
        let fact = decideLateness(slot, dueRunning: dueRunning, plan: plan, gate: gate)
        if case .injectHeld(_, let reason, _) = fact, delivery(at: slot).reason == reason.name { return nil }
        return fact
    }

    /// What becomes of an inject that a seek jumps over.
    package func decideSkipped(_ slot: DeliverySlot, policy: LatePolicy, gate: LaneGate) -> Fact {
        let target = target(at: slot)
        switch policy {
        case .skip: return .injectSkipped(target, .seek)
        case .hold: return .injectHeld(target, .seek, lateMilliseconds: 0)
        case .fire: return .injectQueued(target, .clockStands, dueRunning: gate.running, byHand: false)
        }
    }

    /// Late is measured in wall time for which the clock ran; beyond the grace the inject's policy decides.
    private func decideLateness(
        _ slot: DeliverySlot, dueRunning: Int64, plan: ExercisePlan, gate: LaneGate
    ) -> Fact {
        let inject = inject(at: slot)
        let lateness = max(0, gate.running - dueRunning)
        let isLate = lateness > plan.delivery.precision
        let beyondGrace = isLate && lateness > (inject.grace ?? plan.grace)
        switch beyondGrace ? inject.late ?? plan.late : .fire {
        case .hold: return .injectHeld(target(at: slot), .late, lateMilliseconds: lateness / 1_000)
        case .skip: return .injectSkipped(target(at: slot), .late)
        case .fire:
            let planned = due(at: slot) ?? gate.time
            let release = Release(
                seq: teams[slot.team].lane.nextSeq, exerciseTime: planned, lateness: lateness / 1_000, late: isLate,
                byHand: false)
            return .injectReleased(target(at: slot), release)
        }
    }
}
