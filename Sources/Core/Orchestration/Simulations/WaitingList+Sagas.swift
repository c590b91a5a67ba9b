import ExerciseControl
import ExerciseModel
import ScenarioRules

extension WaitingList {
    /// What waits of simulations and of what rules make them do.
    mutating func addSimulations(_ state: ExerciseState) {
        addAbsent(state)
        addQueuedEvents(state)
        for saga in state.sagas.unfinished(limit: Limits.waitingRows) { addSaga(saga, state) }
        for asked in state.approvals.values { addApproval(asked, state.sagas) }
    }

    private mutating func addAbsent(_ state: ExerciseState) {
        for simulation in state.plan.simulations {
            let entry = state.simulations[simulation.id]
            guard entry?.isConnected != true else { continue }
            add(
                "simulation", simulation.id.text, simulation: simulation.id, state: "absent",
                reason: entry?.reason ?? "it has not registered", since: entry?.since ?? state.began)
        }
    }

    private mutating func addQueuedEvents(_ state: ExerciseState) {
        guard let first = state.rules.nextQueued else { return }
        let count = state.rules.queuedCount
        let reason = count == 1 ? "an event waits for resume" : "\(count) events wait for resume"
        add(
            "events", String(first.position), state: "queued", reason: reason,
            since: state.noDuff?.since ?? state.statusChange?.at ?? now.utc,
            buttons: state.noDuff == nil ? [button("resume") { _ in }] : [])
    }

    /// Sagas that get on by themselves are not told: what they wait for comes in a moment.
    private mutating func addSaga(_ saga: UnfinishedSaga, _ state: ExerciseState) {
        switch (saga.state, saga.step) {
        case (.waiting, _):
            let behind = saga.behind.map { "behind \($0), " } ?? ""
            let reason = "waits for its simulations, \(behind)place \(saga.place ?? 1)"
            add(saga, state: "waiting", reason: reason, orders: [.cancel(reason: Self.word)])
        case (.blocked, let step):
            let reason = saga.reason ?? step?.reason ?? ""
            add(
                saga, state: "blocked", reason: reason,
                orders: [.retry(reason: ""), .skip(reason: Self.word), .abandon(reason: Self.word)])
        case (_, let step?) where step.stand == .pending && step.name.phase == .do && state.clock.status == .paused:
            addStanding(step, of: saga, state)
        case (_, let step?): addStep(step, of: saga)
        default: break
        }
    }

    /// A pause begins no step.
    private mutating func addStanding(
        _ step: UnfinishedSaga.OpenStep, of saga: UnfinishedSaga, _ state: ExerciseState
    ) {
        add(
            "saga", saga.id.description, simulation: step.simulation, state: step.state.rawValue,
            reason: "\(saga.rule): step \(step.name.index) waits for resume", since: saga.since,
            buttons: (state.noDuff == nil ? [button("resume") { _ in }] : [])
                + [order(saga.id, .cancel(reason: Self.word))])
    }

    private mutating func addStep(_ step: UnfinishedSaga.OpenStep, of saga: UnfinishedSaga) {
        guard let simulation = step.simulation else { return }
        let undoes = step.name.phase == .undo
        let name = "\(undoes ? "the undo of " : "")step \(step.name.index)"
        let wayOut: SagaOrder = undoes ? .abandon(reason: Self.word) : .cancel(reason: Self.word)
        switch step.stand {
        case .waiting:
            add(
                saga, step, state: "waiting", reason: "\(name) waits for \(simulation), which is not there",
                orders: [.skip(reason: Self.word), wayOut])
        case .retryWait:
            add(
                saga, step, state: "retry_wait", reason: "\(name): \(step.reason)",
                orders: [.retry(reason: ""), .skip(reason: Self.word), wayOut])
        case .dispatched:
            guard now.utc.milliseconds - saga.since.milliseconds >= Self.patience else { return holdBack() }
            add(
                saga, step, state: step.state.rawValue, reason: "\(name): \(simulation) has not answered",
                orders: (undoes ? [] : [wayOut]) + [.abandon(reason: Self.word)])
        default: break
        }
    }

    private mutating func add(
        _ saga: UnfinishedSaga, _ step: UnfinishedSaga.OpenStep? = nil, state: String, reason: String,
        orders: [SagaOrder]
    ) {
        let until = step.flatMap { $0.until == .never ? nil : now.utc(of: $0.until) }
        add(
            "saga", saga.id.description, simulation: (step ?? saga.step)?.simulation, state: state,
            reason: "\(saga.rule): \(reason)", since: saga.since, until: until,
            buttons: orders.map { order(saga.id, $0) })
    }

    /// Milliseconds that a saga goes on before it is told whose answer it waits for.
    private static let patience: Int64 = 2_000

    /// The reason on a button; the controller who presses it may write a better one.
    private static let word = "decided by a controller"

    private mutating func addApproval(_ asked: AskedApproval, _ sagas: SagaBook) {
        let id = asked.approval.id
        // Not as it was asked: a restart gives it its whole limit again, and NO DUFF stops it.
        let until = sagas.saga(asked.approval.saga)?.run(StepName(asked.approval.step, .do)).until ?? .never
        add(
            "approval", id, state: "waiting", reason: asked.approval.question, since: asked.at,
            until: until == .never ? nil : now.utc(of: until),
            buttons: [
                button("approve") { $0.field("approval", id) },
                button("reject") { writer in
                    writer.field("approval", id)
                    writer.field("reason", "not now")
                },
            ])
    }

    private func order(_ saga: SagaID, _ order: SagaOrder) -> JSONText {
        let (command, reason) =
            switch order {
            case .retry(let reason): ("saga_retry", reason)
            case .skip(let reason): ("saga_skip", reason)
            case .cancel(let reason): ("saga_cancel", reason)
            case .abandon(let reason): ("saga_abandon", reason)
            }
        return button(command) { writer in
            writer.field("saga", saga.description)
            writer.field("reason", ifPresent: reason.isEmpty ? nil : reason)
        }
    }
}
