import ExerciseModel
import ScenarioRules
import Testing

/// Every course of small sagas: at each point at which the machine waits, everything that a simulation, an operator or
/// time may do is tried.
@Suite struct SagaEnumerationTests {
    /// What happens to the step that waits for an answer.
    private enum Move: CaseIterable {
        case completes, fails, failsForNow, isSilent
    }

    private struct Tally {
        var courses = 0
        var facts = 0
        var ends: [SagaState: Int] = [:]
    }

    private static let noCommand = [false, true]

    @Test(arguments: [
        [Stage([.send("a", retries: 1)])],
        [Stage([.send("a", retries: 1)]), Stage([.send("b", retries: 1)])],
        [Stage([.send("a", retries: 1)]), Stage([.send("b", undo: false)]), Stage([.send("a")])],
        [Stage([.send("a")]), Stage([.send("b")]), Stage([.send("c", retries: 1)])],
        [Stage([.send("a")]), Stage([.send("b", retries: 1), .send("c")])],
        [Stage([.send("a"), .send("b"), .send("c")])],
    ])
    func `every course of answers keeps the laws and comes to an end with a name`(stages: [Stage]) {
        for echoes in Self.noCommand {
            var tally = Tally()
            var stage = SagaStage()
            stage.start(stages)
            explore(stage, echoes: echoes, depth: 0, &tally)
            #expect(tally.courses > 4)
            #expect(Set(tally.ends.keys).isSuperset(of: [.completed, .failed, .abandoned]))
        }
    }

    private func explore(_ stage: SagaStage, echoes: Bool, depth: Int, _ tally: inout Tally) {
        let saga = SagaID(1)
        guard let now = stage.book.saga(saga), depth < 40 else {
            Issue.record("a course has no end")
            return
        }
        let stage = echoes ? disturb(stage) : stage
        if now.state.isEnd { return finish(stage, now, &tally) }
        if now.state == .blocked {
            for order in [SagaOrder.skip(reason: "s"), .abandon(reason: "a")] {
                var next = stage
                next.order(order, saga)
                explore(next, echoes: echoes, depth: depth + 1, &tally)
            }
            return
        }
        let owed = ["a", "b", "c"].flatMap { stage.book.owed(to: $0) }
        // I9: a saga that is not over waits for an answer or a deadline.
        if stage.book.nextDeadline(isNoDuff: false) == .never { Issue.record("\(now.state) waits for nothing") }
        if owed.isEmpty {
            var next = stage
            next.passToDeadline()
            return explore(next, echoes: echoes, depth: depth + 1, &tally)
        }
        for command in owed {
            for move in moves(command, stage) where move != .isSilent || command == owed[0] {
                var next = stage
                make(move, command, echoes: echoes, &next)
                explore(next, echoes: echoes, depth: depth + 1, &tally)
            }
        }
    }

    /// Without further attempts a failure for now is a failure.
    private func moves(_ command: OwedCommand, _ stage: SagaStage) -> [Move] {
        let retries = stage.book.saga(command.saga)?.script.actions[command.step.index].retries ?? 0
        return Move.allCases.filter { $0 != .failsForNow || retries > 0 }
    }

    private func make(_ move: Move, _ command: OwedCommand, echoes: Bool, _ stage: inout SagaStage) {
        let name = "\(command.saga).\(command.step.spelled)"
        let kind: StepAnswer.Kind
        switch move {
        case .completes: kind = .completed(output: nil)
        case .fails: kind = .failed
        case .failsForNow: kind = .failedForNow
        case .isSilent: return stage.passToDeadline()
        }
        stage.answer(
            command.saga, command.step.index, kind, from: command.simulation, command: echoes ? name : nil)
        // Without its name, the first answer to an undo may count as the late one to its `do`: it is said again.
        let run = stage.book.saga(command.saga)?.run(command.step)
        if !echoes, run?.stand == .dispatched, run?.attempt == command.attempt {
            stage.answer(command.saga, command.step.index, kind, from: command.simulation)
        }
    }

    /// Answers that must change nothing: from others, to what was never asked, against what was said, and late ones.
    private func disturb(_ stage: SagaStage) -> SagaStage {
        var stage = stage
        let saga = SagaID(1)
        guard let before = stage.book.saga(saga) else { return stage }
        for index in before.script.actions.indices {
            for phase in StepName.Phase.allCases {
                let name = StepName(index, phase)
                guard let own = before.script.deed(name)?.simulation else { continue }
                let run = before.run(name)
                let isOpen = run.attempt > 0 && ![.completed, .failed, .unknown, .skipped].contains(run.stand)
                for from in [own, own == "a" ? "b" : "a"] where from != own || !isOpen {
                    // An undo that nobody answered may still be.
                    if from == own, before.state == .blocked, phase == .undo { continue }
                    for kind in [StepAnswer.Kind.completed(output: nil), .failed] {
                        let decision = stage.answer(saga, index, kind, from: from, command: "\(saga).\(name.spelled)")
                        if case .taken = decision { Issue.record("\(name.spelled) takes \(kind) from \(from)") }
                    }
                }
            }
        }
        let after = stage.book.saga(saga)
        if after?.steps != before.steps || after?.state != before.state { Issue.record("an answer changed \(saga)") }
        return stage
    }

    private func finish(_ stage: SagaStage, _ saga: Saga, _ tally: inout Tally) {
        tally.courses += 1
        tally.facts += stage.log.count
        tally.ends[saga.state, default: 0] += 1
        for fault in SagaLaws.faults(in: stage.log.map(\.event)) { Issue.record("\(fault)") }
        // I7: what was lived through and what is folded from the log are the same.
        if stage.book != stage.replayed { Issue.record("the log gives another book") }
        let isFree = (["a", "b", "c"] as [SimulationID]).allSatisfy {
            stage.book.holder(of: $0) == nil && stage.book.owed(to: $0).isEmpty
        }
        if !isFree || stage.book.nextDeadline(isNoDuff: false) != .never { Issue.record("something is left behind") }
        let open: Set<StepState> = [.waiting, .dispatched, .retryWait, .compensating, .blocked]
        let states = Set(saga.script.actions.indices.map { saga.state(of: $0) })
        if !open.isDisjoint(with: states) { Issue.record("\(saga.state) with steps \(states)") }
        if saga.state == .completed, states != [.completed] { Issue.record("completed with steps \(states)") }
    }
}
