import ExerciseControl
import ExerciseModel

extension Exercise {
    /// Whether injects may enter their lanes, seen from now.
    var gate: LaneGate {
        LaneGate(
            now: now, time: time(at: now), running: state.clock.running(at: now.wall), closed: closed)
    }

    /// Why nothing may enter a lane; `nil` when it may.
    private var closed: QueueReason? { state.noDuff == nil ? state.link.closed : .noDuff }

    /// Brings the timeline up to now: what is queued came due before the rest and goes first, what is due goes its way,
    /// and at the end of the exercise comes ENDEX. Of a burst as many are passed as `most` pays for; the rest is due at
    /// once again.
    mutating func advance(most: Int = .max) {
        followUp()
        releaseQueued()
        followUp()
        guard state.clock.status == .running else {
            isBehind = false
            return
        }
        let time = time(at: now)
        for key in state.ledger.actions.due(at: time) {
            record(.actionOverdue(state.ledger.target(at: key.slot), action: key.action), by: "clock")
        }
        var left = most
        while left > 0, let due = cursor.nextDue, due <= time {
            left -= pass(time, most: left)
            followUp()
        }
        if most > 0 { isBehind = cursor.nextDue.map { $0 <= time } ?? false }
        if time >= state.clock.duration, cursor.nextDue.map({ $0 > time }) ?? true {
            handOver()
            let cause = record(.clockCompleted(wall: now.wall), by: "clock")
            skipOpen(.endex, by: "clock", cause)
        }
    }

    /// Whether nothing stands between an inject and the broker.
    func canLeave(_ entry: TimelineCursor.Entry) -> Bool {
        closed == nil && state.ledger.teams[entry.slot.team].lane.head == nil
    }

    /// Sends what the clock has reached its way, until that has cost `most`; gives what it did cost. Each may be what
    /// others wait for.
    private mutating func pass(_ time: ExerciseInstant, most: Int) -> Int {
        let (plan, gate) = (state.plan, gate)
        var cost = 0
        while cost < most, let entry = cursor.take(upTo: time) {
            cost += canLeave(entry) ? 1 : Exercise.costOfQueueing
            let dueRunning = state.clock.running(when: entry.due)
            if let fact = state.ledger.decideDue(entry, dueRunning: dueRunning, plan: plan, gate: gate) {
                record(fact, by: "clock")
            }
        }
        return cost
    }

    /// Gives their time to injects whose turn another one's fate has brought.
    private mutating func followUp() {
        guard !state.ledger.ripe.isEmpty, state.clock.status == .running || state.clock.status == .paused else {
            return
        }
        for slot in state.ledger.ripe.sorted(by: { ($0.place, $0.team) < ($1.place, $1.team) }) {
            guard case .after(let trigger) = state.ledger.inject(at: slot).schedule else { continue }
            let due = ExerciseInstant(microseconds: time(at: now).microseconds + trigger.delay)
            record(.injectPlanned(state.ledger.target(at: slot), at: due, .after), by: "clock")
        }
    }

    /// The time that an inject had before a fact gives it another.
    func plannedBefore(_ fact: Fact) -> ExerciseInstant? {
        guard case .injectPlanned(let target, _, _) = fact, let slot = state.ledger.slot(of: target) else { return nil }
        return state.ledger.due(at: slot)
    }

    /// Keeps the cursor in step with what was planned.
    mutating func layOut(_ fact: Fact, from old: ExerciseInstant?) {
        switch fact {
        case .injectPlanned(let target, let time, _):
            if let slot = state.ledger.slot(of: target) { cursor.plan(slot, from: old, to: time) }
        case .injectAdded(let inject, _):
            for slot in state.ledger.slots(of: inject.id) {
                if let due = state.ledger.due(at: slot) { cursor.plan(slot, from: nil, to: due) }
            }
        default: break
        }
    }

    /// Leaves out all that was not released.
    mutating func skipOpen(_ reason: SkipReason, by actor: String, _ cause: Cause) {
        for slot in state.ledger.slots(in: [.scheduled, .manual, .waiting, .held, .queued]) {
            record(.injectSkipped(state.ledger.target(at: slot), reason), by: actor, cause: cause)
        }
    }

    /// Sends what is queued on its way once the lanes are open: what the clock released only while it runs, what a
    /// hand released in any case.
    private mutating func releaseQueued() {
        let (gate, running) = (gate, state.clock.status == .running)
        guard gate.closed == nil, running || state.clock.status == .paused else { return }
        for slot in state.ledger.queued where running || state.ledger.delivery(at: slot).byHand {
            record(state.ledger.decideQueued(slot, plan: state.plan, gate: gate), by: "clock")
        }
    }

    /// Makes the next attempts that are due; while nothing can be sent none is spent.
    mutating func retryDue() {
        guard state.ledger.nextRetry <= now.wall, gate.closed == nil else { return }
        for fact in state.ledger.decideRetries(at: now.wall, settings: state.plan.delivery) {
            record(fact, by: "clock", cause: fact.target.flatMap { releaseCause(of: $0) })
            publishFailure(after: fact)
        }
    }

    /// The release that later facts about a delivery follow from.
    func releaseCause(of target: InjectTarget) -> Cause? {
        guard let slot = state.ledger.slot(of: target) else { return nil }
        let delivery = state.ledger.delivery(at: slot)
        return delivery.seq == 0 ? nil : Cause(position: delivery.release, root: delivery.root)
    }

    /// Gives the broker the head of every lane that has moved.
    mutating func handOver() {
        guard gate.closed == nil, !lanes.touched.isEmpty else { return }
        for team in lanes.takeTouched() {
            guard let flight = lanes.next(team: team, in: state.ledger, exercise: state.id) else { continue }
            let slot = DeliverySlot(team: team, place: flight.item.place)
            let delivery = state.ledger.delivery(at: slot)
            let payload = OutgoingInject.encode(
                state.ledger.inject(at: slot), delivery, team: flight.token.team, run: state.run,
                exercise: state.id, isReplay: flight.item.isRepeat)
            order(
                .deliver(
                    Delivery(
                        token: flight.token, topic: Topic.feed(state.id, flight.token.team), payload: payload,
                        qos: state.plan.delivery.qos, timeout: state.plan.delivery.timeout,
                        alone: !flight.item.isRepeat && delivery.isSuspect)))
        }
    }
}
