import ExerciseControl
import ExerciseModel

extension Exercise {
    /// Reads a command, carries it out or refuses it, and answers; a repetition gets its first outcome again.
    mutating func takeCommand(_ payload: [UInt8], retained: Bool, _ door: Door) {
        switch ControlMessage.read(payload, retained: retained) {
        case .nothing:
            if case .local(let number, _) = door { step.effects.append(.answer(number, .noCommand)) }
        case .refused(let result, let record):
            let earlier = record.flatMap { state.desk.earlierResult(for: $0) }
            if let earlier, result.isAboutNames { return answer(earlier, door) }
            if let record, earlier == nil, case .refused(let code, let message) = result.outcome {
                self.record(.commandRefused(record, code: code, message: message), by: actor(record, door))
            }
            answer(result, door)
        case .command(let command):
            if let earlier = state.desk.earlierResult(for: command.record) { return answer(earlier, door) }
            if command.dryRun { return answer(rehearse(command, door), door) }
            answer(execute(command, door), door)
        }
    }

    /// What the command would do, found by doing it to a copy.
    private func rehearse(_ command: ControlCommand, _ door: Door) -> CommandResult {
        var copy = self
        var command = command
        command.dryRun = false
        let result = copy.execute(command, door)
        guard case .accepted(var acceptance) = result.outcome else { return result }
        acceptance.position = state.position
        acceptance.plan = PlanMark.text(of: copy.step.events.drop { $0.position <= state.position + 1 })
        acceptance.revision = command.order.inject.map { state.revision(of: $0) }
        return CommandResult(id: result.id, command: result.command, outcome: .accepted(acceptance))
    }

    mutating func execute(_ command: ControlCommand, _ door: Door) -> CommandResult {
        let record = command.record
        let actor = actor(record, door)
        let giver = giver(door)
        if let refusal = refusal(of: command.order) ?? refusal(of: command, door) {
            self.record(
                .commandRefused(record, code: refusal.code, message: refusal.message), by: actor, cause: giver)
            return CommandResult(
                id: record.id, command: record.command, outcome: .refused(refusal.code, message: refusal.message))
        }
        var accepted = record
        accepted.status = status(after: command.order)
        let before = command.order.inject.flatMap { state.hand(on: $0) }
        let cause = self.record(.commandAccepted(accepted), by: actor, cause: giver)
        carryOut(command.order, record, by: actor, cause)
        advance()
        mirror(accepted, door, position: cause.position)
        var acceptance = Acceptance(
            status: accepted.status ?? state.clock.status, position: cause.position,
            effects: effects(of: cause).map(CommandEffect.init))
        acceptance.before = before
        return CommandResult(id: record.id, command: record.command, outcome: .accepted(acceptance))
    }

    /// What a command comes of: the saga whose rule gives it; `nil` for a controller's.
    private func giver(_ door: Door) -> Cause? {
        if case .rule(let saga) = door { cause(of: saga) } else { nil }
    }

    /// The events of this turn that follow a command.
    private func effects(of cause: Cause) -> ArraySlice<Event> {
        step.events.drop { $0.position <= cause.position }
    }

    /// What the sender saw and wants to be so still: another controller may have been first.
    private func refusal(of command: ControlCommand, _ door: Door) -> Refusal? {
        let condition = command.condition
        if let shown = condition.revision {
            guard let inject = command.order.inject else {
                return Refusal(.invalidCommand, "\"if_revision\" goes with a command that names an inject")
            }
            let revision = state.revision(of: inject)
            if revision != shown {
                return conflict("'\(inject)' has changed: its revision is \(revision), not \(shown)", on: inject)
            }
        }
        guard let plan = condition.plan else { return nil }
        var unconditional = command
        unconditional.condition = ControlCommand.Condition()
        guard case .accepted(let acceptance) = rehearse(unconditional, door).outcome, acceptance.plan != plan else {
            return nil
        }
        return conflict("the command would now do something else than the plan says", on: command.order.inject)
    }

    private func conflict(_ message: String, on inject: InjectID?) -> Refusal {
        guard let hand = inject.flatMap({ state.hand(on: $0) }) else {
            return Refusal(.conflict, message)
        }
        let who = hand.by ?? "a controller"
        let when = CalendarText.text(hand.at)
        return Refusal(.conflict, "\(message); the last hand on it: \(hand.command) by \(who), \(when)")
    }

    private func actor(_ record: CommandRecord, _ door: Door) -> String {
        record.by.map { "\(door.origin):\($0)" } ?? door.origin
    }

    /// The status in which the command leaves the exercise; a clock that runs at ENDEX is completed at once.
    private func status(after order: ControlCommand.Order) -> ClockStatus {
        switch order {
        case .start, .resume: state.clock.base >= state.clock.duration ? .completed : .running
        case .seek(let to, _) where state.clock.status == .running && to >= state.clock.duration: .completed
        case .pause: .paused
        case .noDuff where state.clock.status == .running: .paused
        case .stop: .stopped
        case .reset: .initialized
        default: state.clock.status
        }
    }

    private mutating func carryOut(
        _ order: ControlCommand.Order, _ command: CommandRecord, by actor: String, _ cause: Cause
    ) {
        switch order {
        case .start: record(.clockStarted(wall: now.wall), by: actor, cause: cause)
        case .pause: record(.clockPaused(wall: now.wall), by: actor, cause: cause)
        case .resume: record(.clockResumed(wall: now.wall), by: actor, cause: cause)
        case .stop:
            let stopped = record(.clockStopped(wall: now.wall), by: actor, cause: cause)
            skipOpen(.stopped, by: actor, stopped)
            passOverQueued("the exercise was stopped", by: actor, stopped)
            cancelSagas(by: actor, stopped)
        case .reset:
            passOverQueued("the run was reset", by: actor, cause)
            abandonSagas(by: actor, cause)
            clearWorld()
            reset(by: actor, cause)
        case .speed(let rate): record(.clockRateChanged(rate, wall: now.wall), by: actor, cause: cause)
        case .seek(let to, let skipped): seek(to, skipped, by: actor, cause)
        case .deliver(let inject, let teams, let again):
            for slot in deliverable(inject, teams, again: again) { send(slot, by: actor, cause) }
        case .retry(.command(let sent)):
            carryOut(SagaOrder.retry(reason: command.reason ?? ""), on: sent.saga, by: actor, cause)
        case .retry(let target):
            guard let slot = slot(of: target) else { return }
            record(state.ledger.retry(slot, cause: .hand), by: actor, cause: cause)
        case .note(let text): record(.noteRecorded(text: text), by: actor, cause: cause)
        case .receipt(let target, let milestone, let response):
            guard let slot = state.ledger.slot(of: target) else { return }
            take(milestone, response, of: slot, by: actor, cause)
        case .tick(let inject, let tick): record(.actionTicked(inject, tick), by: actor, cause: cause)
        case .noDuff(let message): declareNoDuff(message, by: command.by, actor, cause)
        case .clearNoDuff: clearNoDuff(by: command.by, actor, cause)
        case .hold, .release, .skip, .move, .add: intervene(order, by: actor, cause)
        case .answer(let approval, let agreed, let reason):
            answerApproval(approval, agreed: agreed, by: command.by, reason: reason, actor, cause)
        case .saga(let saga, let order): carryOut(order, on: saga, by: actor, cause)
        }
    }

    private mutating func reset(by actor: String, _ cause: Cause) {
        let undelivered: Set<DeliveryState> = [
            .scheduled, .manual, .waiting, .held, .queued, .released, .published, .retrying, .unheard, .failed,
        ]
        for slot in state.ledger.slots(in: undelivered) {
            record(.injectSkipped(state.ledger.target(at: slot), .reset), by: actor, cause: cause)
        }
        record(.exerciseReset, by: actor, cause: cause, time: .zero)
        order(.withdraw(state.id))
        lanes.forget()
        cursor = TimelineCursor(state.ledger)
        step.effects.append(.readFiles)
    }

    private mutating func seek(
        _ to: ExerciseInstant, _ skipped: LatePolicy?, by actor: String, _ cause: Cause
    ) {
        let ahead = cursor.ahead(of: to).map(\.slot).filter { state.ledger.delivery(at: $0).isSkippedBySeek }
        for entry in cursor.skipped(to: to) where state.ledger.delivery(at: entry.slot).state == .scheduled {
            let policy = skipped ?? state.ledger.inject(at: entry.slot).late ?? state.plan.late
            let fact = state.ledger.decideSkipped(entry.slot, policy: policy, gate: gate)
            record(fact, by: actor, cause: cause)
        }
        for slot in ahead { record(.injectRescheduled(state.ledger.target(at: slot)), by: actor, cause: cause) }
        record(.clockSought(to: to, wall: now.wall), by: actor, cause: cause)
        cursor.seek(to)
    }

    /// A delivery goes out by hand, or again.
    mutating func send(_ slot: DeliverySlot, by actor: String, _ cause: Cause) {
        let delivery = state.ledger.delivery(at: slot)
        if delivery.state == .delivered {
            record(.injectRepeated(state.ledger.target(at: slot), seq: delivery.seq), by: actor, cause: cause)
        } else {
            record(state.ledger.decideByHand(slot, gate: gate), by: actor, cause: cause)
        }
    }

    /// The result goes to the results' topic, whatever the door, and to whoever asked.
    mutating func answer(_ result: CommandResult, _ door: Door) {
        refuseResponseTopic(door)
        for publication in OutgoingResult.publications(result, of: state.id, door) { publish(publication) }
        if case .local(let number, _) = door { step.effects.append(.answer(number, result)) }
    }

    private mutating func refuseResponseTopic(_ door: Door) {
        guard case .mqtt(let topic?, _) = door, !ResponseTopic.mayAnswerCommand(topic, of: state.id) else { return }
        record(.responseTopicRefused(topic: topic), by: door.origin)
    }

    private mutating func mirror(_ record: CommandRecord, _ door: Door, position: Int64) {
        let payload = OutgoingResult.mirror(record, origin: door.origin, position: position, at: now.utc)
        publish(Publication(topic: Topic.control(state.id), payload: payload, qos: 1))
    }
}
