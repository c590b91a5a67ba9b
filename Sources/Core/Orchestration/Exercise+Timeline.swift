import ExerciseControl
import ExerciseModel

extension Exercise {
    /// Whether injects may enter their lanes, seen from now.
    var gate: LaneGate {
        LaneGate(
            now: now, time: time(at: now), running: state.clock.running(at: now.wall), closed: state.link.closed)
    }

    /// Brings the timeline up to now: what is queued came due before the rest and goes first, what is due goes its way,
    /// and at the end of the exercise comes ENDEX.
    mutating func advance() {
        releaseQueued()
        guard state.clock.status == .running else { return }
        let time = time(at: now)
        if let due = cursor.nextDue, due <= time { pass(time) }
        if time >= state.clock.duration {
            handOver()
            let cause = record(.clockCompleted(wall: now.wall), by: "clock")
            skipOpen(.endex, by: "clock", cause)
        }
    }

    /// Sends what the clock has reached its way.
    private mutating func pass(_ time: ExerciseInstant) {
        let (plan, gate) = (state.plan, gate)
        for entry in cursor.due(at: time) {
            let dueRunning = state.clock.running(of: entry.due)
            if let fact = state.ledger.decideDue(entry, dueRunning: dueRunning, plan: plan, gate: gate) {
                record(fact, by: "clock")
            }
        }
        cursor.pass(time)
    }

    /// Leaves out all that was not released.
    mutating func skipOpen(_ reason: SkipReason, by actor: String, _ cause: Cause) {
        for slot in state.ledger.slots(in: [.scheduled, .manual, .held, .queued]) {
            record(.injectSkipped(state.ledger.target(at: slot), reason), by: actor, cause: cause)
        }
    }

    /// Sends what is queued on its way once the lanes are open: what the clock released only while it runs, what a
    /// hand released in any case.
    private mutating func releaseQueued() {
        guard state.link == .attending else { return }
        let running = state.clock.status == .running
        guard running || state.clock.status == .paused else { return }
        for slot in state.ledger.queued where running || state.ledger.delivery(at: slot).byHand {
            record(state.ledger.decideQueued(slot, plan: state.plan, gate: gate), by: "clock")
        }
    }

    /// Makes the next attempts that are due.
    mutating func retryDue() {
        for fact in state.ledger.decideRetries(at: now.wall) {
            guard case .injectRetried(let target, _) = fact else { continue }
            record(fact, by: "clock", cause: releaseCause(of: target))
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
        guard state.link == .attending, !lanes.touched.isEmpty else { return }
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
