package import ExerciseModel

extension SagaBook {
    /// Those that have their simulations and are not over, blocked ones included.
    package var activeCount: Int { active.ids.count }
    /// Those that wait for simulations; never more than `Limits.waitingSagas` if events are refused at that.
    package var waitingCount: Int { locks.waiting }
    /// Whether any is not over.
    package var hasUnfinished: Bool { activeCount + waitingCount > 0 }
    /// Those that stand until an operator decides.
    package var blockedCount: Int { blocked.ids.count }

    /// All that are known, the oldest first.
    package var all: [Saga] { sagas.values.sorted { $0.id < $1.id } }

    /// One saga; of those that are over only the newest `Limits.endedSagas` are known.
    package func saga(_ id: SagaID) -> Saga? { sagas[id] }

    /// The saga that has a simulation; `nil` when it is free.
    package func holder(of simulation: SimulationID) -> SagaID? { locks.holder(of: simulation) }

    /// What a simulation was sent and has not answered, in the order of dispatch: it gets this when it is back.
    package func owed(to simulation: SimulationID) -> [OwedCommand] {
        guard let id = locks.holder(of: simulation), let saga = sagas[id] else { return [] }
        let open = saga.openSteps
        return saga.order.compactMap { index in
            open.first { $0.index == index }.flatMap { saga.command($0, to: simulation) }
        }
    }

    /// The position of the first cause of a saga; `nil` when it is not known.
    package func root(of id: SagaID) -> Int64? { sagas[id]?.root }

    /// What a saga does; `nil` when it is not known.
    package func script(of id: SagaID) -> SagaScript? { sagas[id]?.script }

    /// How far a step of a saga has come in its phase; `nil` when the saga is not known.
    package func run(_ step: StepName, of id: SagaID) -> StepRun? { sagas[id]?.run(step) }

    /// The sagas that are not over, the oldest first.
    var oldestFirst: [SagaID] {
        let waiting = line.filter { sagas[$0]?.state == .waiting }
        guard let last = active.ids.last, let first = waiting.first, last > first else { return active.ids + waiting }
        return (active.ids + waiting).sorted()
    }

    /// So many of the sagas that are not over: those that have their simulations first, then those that wait, each the
    /// oldest first.
    package func unfinished(limit: Int) -> [UnfinishedSaga] {
        var rows = active.ids.prefix(limit).compactMap { sagas[$0].map(row) }
        var ahead: [SimulationID: Int] = [:]
        for id in line where rows.count < limit {
            guard let saga = sagas[id], saga.state == .waiting else { continue }
            let place = 1 + (saga.script.simulations.map { ahead[$0, default: 0] }.max() ?? 0)
            for simulation in saga.script.simulations { ahead[simulation] = place }
            var row = row(saga)
            (row.behind, row.place) = (locks.obstacle(to: id), place)
            rows.append(row)
        }
        return rows
    }

    private func row(_ saga: Saga) -> UnfinishedSaga {
        let name = saga.stuckStep ?? saga.openSteps.first { saga.run($0).isUnderWay } ?? saga.openSteps.first
        let step = name.map {
            UnfinishedSaga.OpenStep(
                name: $0, state: saga.state(of: $0.index), stand: saga.run($0).stand,
                simulation: saga.script.deed($0)?.simulation, until: saga.run($0).until, reason: saga.run($0).reason)
        }
        return UnfinishedSaga(
            id: saga.id, rule: saga.rule, state: saga.state, reason: saga.reason, since: saga.since, step: step)
    }
}

extension Saga {
    /// The command of a step that is under way; `nil` when it sends none to this simulation.
    fileprivate func command(_ step: StepName, to wanted: SimulationID) -> OwedCommand? {
        let run = run(step)
        guard run.stand == .dispatched, let params = run.params,
            case .send(let simulation, let command, _) = script.deed(step), simulation == wanted
        else { return nil }
        return OwedCommand(
            saga: id, step: step, simulation: simulation, command: command, params: params, attempt: run.attempt,
            until: run.until, root: root)
    }

    /// Where a step stands, both phases taken together.
    package func state(of index: Int) -> StepState {
        guard steps.indices.contains(index) else { return .pending }
        if let end, end.notUndone.contains(index), end.state != .completed { return .notUndone }
        let (doing, undoing) = (steps[index].doing, steps[index].undoing)
        switch undoing.stand {
        case .completed: return .compensated
        case .skipped: return .notUndone
        case .failed: return .blocked
        case .waiting, .dispatched, .retryWait, .unknown: return .compensating
        case .pending: if undoing.attempt > 0 { return .compensating }
        }
        switch doing.stand {
        case .pending: return .pending
        case .waiting: return .waiting
        case .dispatched: return .dispatched
        case .retryWait: return .retryWait
        case .completed: return .completed
        case .failed: return .failed
        case .unknown: return .unknown
        case .skipped: return .skipped
        }
    }
}
