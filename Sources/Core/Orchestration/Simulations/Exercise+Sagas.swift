import ExerciseControl
import ExerciseModel
import ScenarioRules

extension Exercise {
    /// What decides on sagas besides themselves.
    var surroundings: SagaSurroundings {
        SagaSurroundings(
            now: now.wall, status: state.clock.status, isNoDuff: state.noDuff != nil,
            connected: state.simulations.reachable(broker: state.link == .attending), variables: state.variables)
    }

    /// The beginning of a saga, which all that becomes of it comes from.
    func cause(of saga: SagaID) -> Cause? {
        state.sagas.root(of: saga).map { Cause(position: saga.position, root: $0) }
    }

    /// Each rule that fires makes a saga.
    mutating func startSagas(_ matches: [RuleMatch], event: Cause) {
        for match in matches where match.fires {
            guard let rule = state.rules.rule(match.rule) else { continue }
            let fact = state.sagas.decideStart(rule: rule, event: event.position)
            record(.saga(SagaID(state.position + 1), fact), by: "rules", cause: event)
        }
    }

    /// Carries on with all that simulations and rules have brought: events that waited, then sagas, as far as it goes
    /// without an answer from outside.
    mutating func carryOn() {
        guard state.knowsSimulations else { return }
        if now.wall >= nextLook { lookAgain() }
        repeat {
            evaluateQueued()
            while let (saga, fact) = nextFact { carry(saga, fact) }
        } while giveNextOrder() || isQueueDue
        sendOwed()
        if !state.sagas.hasUnfinished {
            nextLook = .never
        } else if nextLook == .never {
            nextLook = now.wall.adding(microseconds: Limits.sagaLook)
        }
    }

    /// What follows now of all sagas.
    private var nextFact: (SagaID, SagaFact)? {
        // A name of its own: made as an argument, it would have the whole book copied before.
        let around = surroundings
        return state.sagas.next(around)
    }

    /// Whether events wait for no reason any more: a rule may have had the exercise go on.
    private var isQueueDue: Bool {
        guard state.rules.nextQueued != nil else { return false }
        return state.clock.status == .running ? state.noDuff == nil : state.clock.status != .paused
    }

    private mutating func evaluateQueued() {
        guard isQueueDue else { return }
        if state.clock.status != .running { return passOverQueued("the exercise is over", by: "rules") }
        while let queued = state.rules.nextQueued {
            let matches = state.rules.decide(
                queued.event, at: time(at: now), in: .running, skipping: queued.looked)
            let cause = Cause(position: queued.position, root: queued.position)
            record(.simulation(.evaluated(event: queued.position, matches)), by: "rules", cause: cause)
            startSagas(matches, event: cause)
        }
    }

    /// Events that still wait when the exercise is over are never looked at, and that is said of each.
    mutating func passOverQueued(_ reason: String, by actor: String, _ cause: Cause? = nil) {
        while let queued = state.rules.nextQueued {
            let own = Cause(position: queued.position, root: queued.position)
            record(.simulation(.passedOver(event: queued.position, reason: reason)), by: actor, cause: cause ?? own)
        }
    }

    private mutating func carry(_ saga: SagaID, _ fact: SagaFact) {
        let cause = record(.saga(saga, fact), by: "rules", cause: cause(of: saga))
        publishFailure(after: fact, of: saga)
        guard case .stepDispatched(let step, let dispatch) = fact, let deed = state.sagas.script(of: saga)?.deed(step)
        else {
            return
        }
        switch deed {
        case .send(let simulation, _, _): doors.touch(simulation)
        case .approve(let question):
            let approval = Approval(saga: saga, step: step.index, question: question, until: dispatch.until)
            record(.approvalRequested(approval), by: "rules", cause: cause)
        case .control: control(saga, step, dispatch.params, cause)
        case .deliver(let inject, let teams): deliver(inject, teams, saga, step, cause)
        case .set(let name, _): set(name, to: dispatch.params, saga, step, cause)
        case .publish(let topic, _, let retain):
            let message = WorldMessage(topic: topic, payload: dispatch.params, retain: retain)
            record(.worldPublished(message), by: "rules", cause: cause)
            if state.link == .attending { publish(message) }
            complete(saga, step, cause)
        }
    }

    private mutating func complete(_ saga: SagaID, _ step: StepName, output: JSONText? = nil, _ cause: Cause) {
        record(.saga(saga, .stepCompleted(step, output: output)), by: "rules", cause: cause)
    }

    private mutating func fail(_ saga: SagaID, _ step: StepName, _ reason: String, _ cause: Cause) {
        let failure = StepFailure(.refused, reason: reason)
        record(.saga(saga, .stepFailed(step, failure)), by: "rules", cause: cause)
    }

    /// An inject goes out now; whoever has it already has what was wanted.
    private mutating func deliver(
        _ inject: InjectID, _ teams: [TeamID], _ saga: SagaID, _ step: StepName, _ cause: Cause
    ) {
        let names = teams.isEmpty ? nil : teams
        let order = ControlCommand.Order.deliver(inject, teams: names, again: false)
        if let message = CommandTable.refusal(order, in: state.clock.status) { return fail(saga, step, message, cause) }
        if let unknown = unknownName(in: order) { return fail(saga, step, unknown.message, cause) }
        let slots = deliverable(inject, names, again: false)
        for slot in slots { send(slot, by: "rules", cause) }
        let output = JSONWriter.object { writer in
            writer.list("teams", slots.map { state.ledger.teams[$0.team].id.text })
        }
        complete(saga, step, output: JSONText(trusted: output[...]), cause)
    }

    /// A variable gets its value; undoing gives it the old one back, unless somebody else has set it since.
    private mutating func set(
        _ name: String, to value: JSONText, _ saga: SagaID, _ step: StepName, _ cause: Cause
    ) {
        let before = state.variables[name]
        if step.phase == .undo, let known = state.sagas.saga(saga), known.script.restores(step.index) {
            // What it restores is the deed's output: the value from before.
            let old = (try? JSONObject(value.bytes, caps: .trusted))?["before"]?.text
            let isOwn = before == known.steps[step.index].doing.params
            if isOwn { record(.variableSet(name, old), by: "rules", cause: cause) }
            return complete(saga, step, cause)
        }
        record(.variableSet(name, value), by: "rules", cause: cause)
        let output = JSONWriter.object { writer in if let before { writer.field("before", before) } }
        complete(saga, step, output: JSONText(trusted: output[...]), cause)
    }

    /// A control command of a rule. One that is a saga's last deed takes effect when the saga is completed: it may end
    /// the run that the saga belongs to.
    private mutating func control(_ saga: SagaID, _ step: StepName, _ params: JSONText, _ cause: Cause) {
        switch ControlMessage.read(Array(params.bytes), retained: false) {
        case .nothing: fail(saga, step, "this is no command", cause)
        case .refused(let result, _): fail(saga, step, result.refusal ?? "", cause)
        case .command(let command) where command.dryRun: fail(saga, step, "a dry run does nothing", cause)
        case .command(let command):
            if isLastDeed(step, of: saga) {
                complete(saga, step, cause)
                orders.append(RuleOrder(saga: saga, command: command))
            } else if command.order.endsRun {
                fail(saga, step, "\(command.record.command) can only be the last action of a rule", cause)
            } else if let refusal = give(command, saga).refusal {
                fail(saga, step, refusal, cause)
            } else {
                complete(saga, step, cause)
            }
        }
    }

    /// Whether a saga is completed by this step.
    private func isLastDeed(_ step: StepName, of saga: SagaID) -> Bool {
        guard step.phase == .do, let script = state.sagas.script(of: saga) else { return false }
        return script.stages.last?.actions.count == 1 && step.index == script.actions.count - 1
    }

    /// A command that a rule gives once its saga is completed.
    struct RuleOrder: Sendable {
        var saga: SagaID
        var command: ControlCommand
    }

    private mutating func giveNextOrder() -> Bool {
        guard !orders.isEmpty else { return false }
        let order = orders.removeFirst()
        _ = give(order.command, order.saga)
        return true
    }

    private mutating func give(_ command: ControlCommand, _ saga: SagaID) -> CommandResult {
        let result = execute(command, .rule(saga))
        answer(result, .rule(saga))
        return result
    }

    /// Sends each simulation that may be owed something what it has not been sent on its present connection.
    private mutating func sendOwed() {
        guard state.noDuff == nil else { return }
        for simulation in doors.takeTouched(broker: state.link == .attending) {
            guard let door = doors.door(of: simulation) else { continue }
            for owed in doors.hand(state.sagas.owed(to: simulation), to: simulation) {
                let command = SimulationCommand(
                    command: owed.command, params: owed.params, saga: owed.saga, step: owed.step,
                    attempt: owed.attempt,
                    deadline: max(0, owed.until.microseconds - now.wall.microseconds) / 1_000,
                    correlation: Event.correlation(state.id, root: owed.root))
                say(command.message, .command, at: Mouthpiece(door, simulation))
            }
        }
    }

    /// An operator's order; it has been looked at before.
    mutating func carryOut(_ order: SagaOrder, on saga: SagaID, by actor: String, _ cause: Cause) {
        guard case .success(let facts) = state.sagas.decide(order, on: saga, surroundings) else { return }
        for fact in facts { record(.saga(saga, fact), by: actor, cause: cause) }
    }

    /// The exercise is stopped: what was done is undone.
    mutating func cancelSagas(by actor: String, _ cause: Cause) {
        for (saga, fact) in state.sagas.decideStop(reason: "the exercise was stopped") {
            record(.saga(saga, fact), by: actor, cause: cause)
        }
    }

    /// The run ends, and its sagas with it.
    mutating func abandonSagas(by actor: String, _ cause: Cause) {
        for (saga, fact) in state.sagas.decideAbandonAll(reason: "reset") {
            record(.saga(saga, fact), by: actor, cause: cause)
        }
        orders = []
    }

    mutating func answerApproval(
        _ approval: String, agreed: Bool, by: String?, reason: String?, _ actor: String, _ cause: Cause
    ) {
        guard let asked = state.approvals[approval] else { return }
        record(.approvalAnswered(approval, agreed: agreed, by: by, reason: reason), by: actor, cause: cause)
        let (saga, step) = (asked.approval.saga, asked.approval.step)
        guard
            case .success(let facts) = state.sagas.decideApproval(
                saga, step: step, agreed: agreed, by: by, reason: reason)
        else { return }
        for fact in facts { record(.saga(saga, fact), by: actor, cause: cause) }
    }
}

extension ControlCommand.Order {
    /// Whether no saga may go on after it as if nothing had been.
    fileprivate var endsRun: Bool {
        switch self {
        case .stop, .reset: true
        default: false
        }
    }
}

extension CommandResult {
    /// Why it was refused; `nil` when it was not.
    var refusal: String? {
        guard case .refused(let code, let message) = outcome else { return nil }
        return "\(code.rawValue): \(message)"
    }
}
