import ExerciseControl
import ExerciseModel

extension Exercise {
    /// The first check that fails: names, then the status, then conflicts.
    func refusal(of order: ControlCommand.Order) -> Refusal? {
        if let unknown = unknownName(in: order) { return unknown }
        if let message = CommandTable.refusal(order, in: state.clock.status) {
            return Refusal(.invalidTransition, message)
        }
        if case .contested(let rival) = state.link, CommandTable.changesStatus(order) {
            return Refusal(
                .conflict,
                "another daemon, '\(rival)', runs this exercise on the same broker: stop it first")
        }
        if let noDuff = state.noDuff, wouldSend(order) {
            return Refusal(.conflict, "NO DUFF (\(noDuff.message.prefix(80))): clear_noduff first")
        }
        switch order {
        case .hold, .release, .skip, .move, .add, .noDuff, .clearNoDuff, .receipt, .tick:
            return refusal(ofIntervention: order)
        case .seek(let to, _): return refusal(ofSeekTo: to)
        case .deliver(let inject, let teams, let again): return refusal(ofDelivering: inject, teams, again: again)
        case .answer, .saga, .reset, .retry(.command): return refusal(ofSagaOrder: order)
        case .retry(let target): return refusal(ofRetrying: target)
        default: return nil
        }
    }

    private func wouldSend(_ order: ControlCommand.Order) -> Bool {
        if case .release(let scope) = order, state.clock.status != .initialized {
            return releasable(scope).contains { isPast($0) }
        }
        return CommandTable.isStoppedByNoDuff(order)
    }

    /// A name in a command that nobody has.
    func unknownName(in order: ControlCommand.Order) -> Refusal? {
        switch order {
        case .deliver(let inject, let teams, _):
            return unknown(inject) ?? (teams ?? []).lazy.compactMap { unknown($0) ?? unknown(inject, for: $0) }.first
        case .retry(.inject(let inject, let team)):
            return unknown(inject) ?? unknown(team) ?? unknown(inject, for: team)
        case .retry(.failure(let name)): return slot(of: .failure(name)) == nil ? unknownFailure(name) : nil
        case .retry(.command(let command)): return wasLost(command) ? nil : unknownFailure(command.text)
        case .hold(.inject(let inject, let team), _), .release(.inject(let inject, let team)),
            .skip(.inject(let inject, let team), _):
            return unknown(inject) ?? team.flatMap { unknown($0) ?? unknown(inject, for: $0) }
        case .move(let inject, _, _): return unknown(inject)
        case .add(let inject, let teams): return teams.lazy.compactMap { unknown($0) }.first ?? unknownTrigger(inject)
        case .receipt(let target, _, _):
            return unknown(target.inject) ?? unknown(target.team) ?? unknown(target.inject, for: target.team)
        case .tick(let inject, let tick):
            return unknown(inject) ?? tick.team.flatMap { unknown($0) ?? unknown(inject, for: $0) }
        case .answer(let approval, _, _): return unknownApproval(approval)
        case .saga(let saga, _): return unknown(saga)
        default: return nil
        }
    }

    private func unknownFailure(_ name: String) -> Refusal {
        Refusal(.unknownFailure, "there is no failure '\(name.prefix(64))' in this run")
    }

    private func unknownTrigger(_ inject: Inject) -> Refusal? {
        guard case .after(let trigger) = inject.schedule else { return nil }
        return unknown(trigger.inject)
    }

    private func unknown(_ inject: InjectID) -> Refusal? {
        guard !state.ledger.knows(inject) else { return nil }
        return Refusal(.unknownInject, "there is no inject '\(inject)' in this exercise")
    }

    private func unknown(_ team: TeamID) -> Refusal? {
        guard state.ledger.index(of: team) == nil else { return nil }
        return Refusal(.unknownTeam, "there is no team '\(team)' in this exercise")
    }

    func unknown(_ inject: InjectID, for team: TeamID) -> Refusal? {
        guard state.ledger.slot(of: InjectTarget(team: team, inject: inject)) == nil else { return nil }
        return Refusal(.unknownInject, "the timeline of team '\(team)' has no inject '\(inject)'")
    }

    private func refusal(ofSeekTo to: ExerciseInstant) -> Refusal? {
        let time = time(at: now)
        if to > state.clock.duration {
            return Refusal(
                .invalidCommand,
                "the exercise ends at \(ClockText.formatted(state.clock.duration)): seek to that or before")
        }
        if state.clock.status == .running, to < time {
            return Refusal(
                .invalidTransition,
                "a running exercise seeks forward only, and it is \(ClockText.formatted(time)): pause it first"
            )
        }
        return nil
    }

    /// Each team that is named must be one to send to; of all teams, one is enough.
    private func refusal(ofDelivering inject: InjectID, _ teams: [TeamID]?, again: Bool) -> Refusal? {
        let wanted = deliverable(inject, teams, again: again)
        guard teams != nil || wanted.isEmpty else { return nil }
        let sent = slots(inject, teams).first { !wanted.contains($0) }
        return sent.map { Refusal(.conflict, sentAlready($0)) }
    }

    private func sentAlready(_ slot: DeliverySlot) -> String {
        let target = state.ledger.target(at: slot)
        let delivery = state.ledger.delivery(at: slot)
        switch delivery.state {
        case .delivered:
            return "'\(target.inject)' was delivered to '\(target.team)' already: say \"again\": true to repeat it"
        case .failed, .unheard:
            return "'\(target.inject)' is \(delivery.state.rawValue) at '\(target.team)': retry it"
        default: return "'\(target.inject)' is on its way to '\(target.team)' already"
        }
    }

    private func refusal(ofRetrying target: ControlCommand.RetryTarget) -> Refusal? {
        guard let slot = slot(of: target) else { return nil }
        let delivery = state.ledger.delivery(at: slot)
        guard ![.failed, .unheard, .retrying, .published].contains(delivery.state) else { return nil }
        let name = state.ledger.target(at: slot)
        return Refusal(
            .conflict,
            "'\(name.inject)' for '\(name.team)' is \(delivery.state.rawValue): there is nothing to retry")
    }

    /// The deliveries that a hand release would bring about.
    func deliverable(_ inject: InjectID, _ teams: [TeamID]?, again: Bool) -> [DeliverySlot] {
        slots(inject, teams).filter {
            let state = state.ledger.delivery(at: $0).state
            return state.isOpen || state == .skipped || (again && state == .delivered)
        }
    }

    private func slots(_ inject: InjectID, _ teams: [TeamID]?) -> [DeliverySlot] {
        guard let teams else {
            return state.ledger.teams.indices.compactMap { state.ledger.slot(of: inject, team: $0) }
        }
        return teams.compactMap { state.ledger.slot(of: InjectTarget(team: $0, inject: inject)) }
    }

    /// The delivery that a retry names: by the failure's id, or by inject and team; `nil` for a command.
    func slot(of target: ControlCommand.RetryTarget) -> DeliverySlot? {
        switch target {
        case .inject(let inject, let team): return state.ledger.slot(of: InjectTarget(team: team, inject: inject))
        case .failure(let name):
            guard let failure = FailureName(name), let team = state.ledger.index(of: failure.team),
                let place = state.ledger.teams[team].deliveries.firstIndex(where: { $0.seq == failure.seq })
            else { return nil }
            return DeliverySlot(team: team, place: place)
        case .command: return nil
        }
    }
}
