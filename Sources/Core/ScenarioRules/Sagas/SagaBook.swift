package import ExerciseModel

/// The sagas of an exercise, folded from facts: what each has done, who holds which simulation, and what follows now
/// (`semantics.md` 5).
package struct SagaBook: Equatable, Sendable {
    /// All that are not over, and the newest of those that are.
    private(set) var sagas: [SagaID: Saga] = [:]
    private(set) var locks = SimulationLocks()
    /// Those that have their simulations and are not over.
    private(set) var active = SagaSet()
    /// Those that stand until an operator decides.
    private(set) var blocked = SagaSet()
    /// Those that wait for simulations, the oldest first; some may have gone on since.
    private(set) var line: [SagaID] = []
    private(set) var acting = SagaSet()
    private(set) var beginning = SagaSet()
    private(set) var sending = SagaSet()
    private(set) var deadlines = SagaDeadlines()
    /// The simulations that a step waits for.
    private(set) var awaited: Set<SimulationID> = []
    /// No saga up to this one is known that is not in `sagas`.
    private(set) var forgotten = SagaID(0)
    private var newest = SagaID(0)
    /// Those that are over, in the order of their ends, from `firstEnded` on.
    private var ended: [SagaID] = []
    private var firstEnded = 0
    /// What each rule does, as its last saga had it: sagas of a rule share one copy.
    private var scripts: [RuleID: SagaScript] = [:]

    package init() {}

    /// Folds a fact; what is not about sagas changes nothing. `reported` is what the simulation reported from which a
    /// saga started.
    package mutating func apply(_ event: Event, reported: SimulationEvent? = nil) {
        switch event.fact {
        case .saga(let id, .started(let start)): begin(id, start, event, reported)
        case .saga(let id, let fact): change(id, fact, event)
        case .clockPaused(let wall): pause(at: wall)
        case .clockRecovered(let recovery): if recovery.policy == .pause { pause(at: recovery.wall) }
        case .noDuffDeclared: for id in active.ids { update(id) { $0.stop() } }
        case .exerciseOpened(_, _, _, let wall): for id in active.ids { update(id) { $0.rearm(at: wall) } }
        case .exerciseReset:
            let newest = newest
            self = SagaBook()
            (forgotten, self.newest) = (newest, newest)
        default: break
        }
    }

    /// Notes anew what each saga wants to be looked at for, whatever was noted before: it follows from their states.
    package mutating func lookAgain() {
        (acting, beginning, sending, deadlines, awaited) = (SagaSet(), SagaSet(), SagaSet(), SagaDeadlines(), [])
        for id in active.ids {
            guard let attention = sagas[id]?.lookAgain() else { continue }
            attend(id, from: SagaAttention(), to: attention)
        }
        locks.lookAgain()
    }

    private mutating func begin(_ id: SagaID, _ start: SagaStart, _ event: Event, _ reported: SimulationEvent?) {
        let script = script(start)
        let saga = Saga(start, script: script, event, reported: reported)
        (sagas[id], newest) = (saga, max(newest, id))
        if start.granted {
            locks.grant(id, script.simulations)
            active.insert(id)
            attend(id, from: SagaAttention(), to: saga.attention)
        } else {
            locks.wait(id, for: script.simulations)
            line.append(id)
        }
    }

    private mutating func script(_ start: SagaStart) -> SagaScript {
        let script = script(of: start.rule, start.stages)
        if scripts[start.rule] != script { scripts[start.rule] = script }
        return script
    }

    /// What a rule does; the copy that its last saga had, when that is the same.
    func script(of rule: RuleID, _ stages: [Stage]) -> SagaScript {
        if let script = scripts[rule], script.stages == stages { return script }
        return SagaScript(rule, stages)
    }

    private mutating func change(_ id: SagaID, _ fact: SagaFact, _ event: Event) {
        guard let turn = update(id, { $0.apply(fact, event) }), turn.before != turn.after else { return }
        let simulations = turn.script.simulations
        if turn.before == .blocked { blocked.remove(id) }
        switch turn.after {
        case .blocked:
            blocked.insert(id)
            locks.block(simulations)
        case .compensating: if turn.before == .blocked { locks.unblock(simulations) }
        case .pending:
            locks.grant(id, simulations)
            active.insert(id)
            shorten()
        case .inProgress, .waiting: break
        case .completed, .failed, .compensated, .cancelled, .abandoned:
            if turn.before == .waiting { locks.leave(id, simulations) } else { locks.release(simulations) }
            active.remove(id)
            file(id)
            shorten()
        }
    }

    private struct Turn {
        var before: SagaState
        var after: SagaState
        var script: SagaScript
    }

    /// Changes a saga in its place, where none is copied, and notes what it wants to be looked at for since.
    @discardableResult
    private mutating func update(_ id: SagaID, _ body: (inout Saga) -> Void) -> Turn? {
        guard let place = sagas.index(forKey: id) else { return nil }
        var (before, after) = (SagaAttention(), SagaAttention())
        func change(_ saga: inout Saga) -> Turn {
            let state = saga.state
            before = saga.attention
            body(&saga)
            after = saga.attention
            return Turn(before: state, after: saga.state, script: saga.script)
        }
        let turn = change(&sagas.values[place])
        attend(id, from: before, to: after)
        return turn
    }

    private mutating func attend(_ id: SagaID, from before: SagaAttention, to after: SagaAttention) {
        if after.acts != before.acts { acting.set(id, after.acts) }
        if after.begins != before.begins { beginning.set(id, after.begins) }
        if after.sends != before.sends { sending.set(id, after.sends) }
        deadlines.move(id, from: before.deadline, to: after.deadline)
        if after.awaits != before.awaits {
            awaited.subtract(before.awaits)
            awaited.formUnion(after.awaits)
        }
    }

    private mutating func pause(at wall: WallInstant) {
        for simulation in awaited {
            if let id = locks.holder(of: simulation) { update(id) { $0.pause(at: wall) } }
        }
    }

    /// Drops from the line who has left it, now and then.
    private mutating func shorten() {
        if line.count > 2 * locks.waiting + 16 { line.removeAll { sagas[$0]?.state != .waiting } }
    }

    /// Keeps a saga that is over, and drops the one that has been over for longest when there are too many.
    private mutating func file(_ id: SagaID) {
        ended.append(id)
        guard ended.count - firstEnded > Limits.endedSagas else { return }
        let oldest = ended[firstEnded]
        sagas[oldest] = nil
        forgotten = max(forgotten, oldest)
        firstEnded += 1
        if firstEnded > Limits.endedSagas {
            ended.removeFirst(firstEnded)
            firstEnded = 0
        }
    }
}
