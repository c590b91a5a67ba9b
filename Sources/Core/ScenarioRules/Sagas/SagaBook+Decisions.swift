package import ExerciseModel

extension SagaBook {
    /// The saga that a match makes: it has its simulations at once, or waits for them.
    package func decideStart(rule: Rule, event: Int64) -> SagaFact {
        let simulations = script(of: rule.id, rule.then).simulations
        return .started(
            SagaStart(rule: rule.id, event: event, stages: rule.then, granted: locks.areFree(simulations)))
    }

    /// What follows now; asked again after each fact is folded, until nothing follows. The same state gives the same
    /// answer, whatever brought it about.
    package func next(_ around: SagaSurroundings) -> (SagaID, SagaFact)? {
        if let id = locks.grantable.first { return (id, .granted) }
        if let found = look(acting.first, { $0.decideAct() }) { return found }
        guard !around.isNoDuff else { return nil }
        if let found = look(sending.first, { $0.decideSend(around) }) { return found }
        if around.status != .paused, let found = look(beginning.first, { $0.decideBegin(around) }) { return found }
        if let found = decideArrival(around) { return found }
        guard deadlines.next <= around.now else { return nil }
        return look(deadlines.first) { $0.decideDue(around) }
    }

    /// When time alone decides something next; under NO DUFF it decides nothing.
    package func nextDeadline(isNoDuff: Bool) -> WallInstant { isNoDuff ? .never : deadlines.next }

    private func look(_ id: SagaID?, _ decide: (Saga) -> SagaFact?) -> (SagaID, SagaFact)? {
        guard let id, let saga = sagas[id], let fact = decide(saga) else { return nil }
        return (id, fact)
    }

    /// A simulation is there that a step waits for. Steps wait only for absent ones, so few are looked through.
    private func decideArrival(_ around: SagaSurroundings) -> (SagaID, SagaFact)? {
        let here = awaited.filter { around.connected.contains($0) }
        guard let first = here.compactMap({ locks.holder(of: $0) }).min() else { return nil }
        return look(first) { saga in
            saga.attention.awaits.first { here.contains($0) }.flatMap { saga.decideArrival(of: $0, around) }
        }
    }
}
