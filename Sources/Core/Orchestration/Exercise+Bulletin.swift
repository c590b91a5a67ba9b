import ExerciseControl
import ExerciseModel

extension Exercise {
    /// Seconds after which the broker drops a timer or monitoring message.
    private static let expiry: UInt32 = 15

    /// Tells a change of the status, before anything that follows from it goes out.
    mutating func publishStatus() {
        guard state.link == .attending else { return }
        if bulletin.takeNoDuff() { publishNoDuff() }
        guard bulletin.takeStatus() else { return }
        tell(Topic.status(state.id), OutgoingState.status(state, instance: instance, now: now), qos: 1)
    }

    /// Active, it is told again after each connect. Lifted, it is told once, and what the broker keeps is cleared.
    private mutating func publishNoDuff() {
        let topic = Topic.noDuff(state.id)
        let isNews = step.events.contains { if case .noDuffCleared = $0.fact { true } else { false } }
        if state.noDuff != nil || isNews {
            let payload = OutgoingState.noDuff(state, now: now)
            publish(Publication(topic: topic, payload: payload, qos: 1, retain: state.noDuff != nil))
        }
        if state.noDuff == nil, state.hasClearedNoDuff { tell(topic, [], qos: 1) }
    }

    /// Tells on the other retained topics what has changed or is due to be told.
    mutating func publishBulletin() {
        guard state.link == .attending else { return }
        if bulletin.takeTimer(state.clock, at: now.wall) {
            tell(
                Topic.timer(state.id), OutgoingState.timer(state, instance: instance, now: now), qos: 0,
                expiry: Exercise.expiry)
        }
        if bulletin.takeMonitoring(at: now.wall) {
            let rate = bulletin.takeEventRate(logged: state.position, at: now.wall)
            tell(
                Topic.monitoring(state.id), OutgoingState.monitoring(state, eventRate: rate, now: now), qos: 0,
                expiry: Exercise.expiry)
        }
        if bulletin.takeWaiting(at: now.wall) {
            let list = WaitingList(state, now: now)
            if list.isHoldingBack { bulletin.tellWaitingAgain(at: now.wall) }
            tell(Topic.waiting(state.id), list.encode(limit: Limits.waitingRows), qos: 1)
        }
    }

    private mutating func tell(_ topic: String, _ payload: [UInt8], qos: UInt8, expiry: UInt32? = nil) {
        publish(
            Publication(topic: topic, payload: payload, qos: qos, retain: true, expiry: expiry, replaceable: true))
    }

    /// Writes where the clock stands, for a restart to find.
    mutating func writeClock() {
        guard bulletin.takeRow(state.clock, at: now.wall) else { return }
        step.clockRow = ClockRow(
            exercise: state.id, run: state.run, bootID: bootID, wall: now.wall, utc: now.utc,
            exerciseTime: time(at: now), rate: state.clock.rate, position: state.position)
    }

    /// Tells what became of failures while nobody could hear it.
    mutating func publishUntold() {
        let facts = untold
        untold = []
        for fact in facts { publishFailure(after: fact) }
    }

    /// Tells of a change of a failure record; while the broker is away it is kept until somebody can hear it.
    mutating func publishFailure(after fact: Fact) {
        if case .saga(let saga, let fact) = fact { return publishFailure(after: fact, of: saga) }
        if case .away = state.link { return untold.append(fact) }
        guard let (target, status) = FailureRecord.change(by: fact), let slot = state.ledger.slot(of: target) else {
            return
        }
        let delivery = state.ledger.delivery(at: slot)
        guard !delivery.error.isEmpty else { return }
        let record = FailureRecord(
            target: target, inject: state.ledger.inject(at: slot), delivery: delivery, status: status,
            run: state.run, now: now)
        publish(Publication(topic: Topic.failure(state.id), payload: record.encode(), qos: 1))
    }
}
