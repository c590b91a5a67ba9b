import ExerciseModel
import ScenarioRules
import Testing

@Suite struct SimulationLockTests {
    /// Three simulations in all combinations that are not empty.
    private static let wants: [[SimulationID]] = (1..<8).map { bits in
        ["a", "b", "c"].enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element)
    }

    private static func rule(_ wants: [SimulationID]) -> [Stage] { [Stage(wants.map { Action.send($0) })] }

    @Test func `two sagas that need one simulation go one after the other`() {
        var stage = SagaStage()
        let first = stage.start(.send("a"))
        stage.start(.send("a"), .send("b"))
        #expect(stage.look() == ["1 started", "1 0.do sent 1", "3 started, waits"])
        stage.answer(first, 0, from: "a")
        #expect(stage.look() == ["1 0.do completed", "1 completed", "3 granted", "3 0.do sent 1"])
    }

    @Test func `nobody overtakes an older saga that could come`() {
        var stage = SagaStage()
        stage.start(.send("a"))
        stage.start(.send("a"), .send("b"))
        stage.start(.send("b"))
        stage.start(.send("c"))
        #expect(stage.look().filter { $0.hasSuffix("started") } == ["1 started", "5 started"])
        let rows = stage.book.unfinished(limit: 9)
        #expect(rows.map(\.behind?.position) == [nil, nil, 1, 3])
        #expect(rows.map(\.place) == [nil, nil, 1, 2])
    }

    @Test func `a blocked saga holds back only those who need its simulations`() {
        var stage = SagaStage()
        let first = stage.start(.send("a"), .send("c"))
        stage.answer(first, 0, from: "a")
        stage.answer(first, 1, .failed, from: "c")
        stage.start(.send("a"), .send("b"))
        stage.start(.send("b"))
        _ = stage.look()
        stage.answer(first, 0, .failed, from: "a")
        #expect(
            stage.look().map { String($0.drop { $0 != " " }) } == [
                " 0.undo failed (answered)", " blocked at 0.undo", " granted", " 0.do sent 1",
            ])
        #expect(stage.book.unfinished(limit: 9).map(\.state) == [.blocked, .inProgress, .waiting])
    }

    @Test func `who waited for a blocked saga is in its old place when that goes on`() {
        var stage = SagaStage()
        let first = stage.start(.send("a"), .send("c"))
        stage.answer(first, 0, from: "a")
        stage.answer(first, 1, .failed, from: "c")
        stage.answer(first, 0, .failed, from: "a")
        let older = stage.start(.send("a"), .send("b"))
        let passing = stage.start(.send("b"))
        let younger = stage.start(.send("b"))
        stage.order(.skip(reason: "by hand"), first)
        stage.answer(passing, 0, from: "b")
        let states = [older, passing, younger].map { stage.book.saga($0)?.state }
        #expect(states == [.inProgress, .completed, .waiting])
        #expect(stage.book == stage.replayed)
    }

    @Test func `every course of three sagas keeps to the rule of who is granted`() {
        for first in Self.wants {
            for second in Self.wants {
                for third in Self.wants { explore([first, second, third]) }
            }
        }
    }

    /// Starts all of them, then ends or blocks those that are active in every order.
    private func explore(_ wants: [[SimulationID]]) {
        var stage = SagaStage()
        for want in wants { stage.start(Self.rule(want)) }
        var count = 0
        explore(stage, depth: 0, &count)
        #expect(count > 0)
    }

    private func explore(_ stage: SagaStage, depth: Int, _ count: inout Int) {
        count += 1
        check(stage.book, stage)
        let rows = stage.book.unfinished(limit: 9)
        for row in rows where row.state != .waiting && row.state != .blocked {
            var ended = stage
            for index in ended.book.saga(row.id)?.script.actions.indices ?? 0..<0 {
                ended.answer(row.id, index, from: ended.book.saga(row.id)?.script.simulations[index] ?? "")
            }
            explore(ended, depth: depth + 1, &count)
            guard depth < 3 else { continue }
            var blocked = stage
            for fact in [SagaFact.compensating(reason: ""), .blocked(StepName(0, .undo), reason: "")] {
                blocked.record(.saga(row.id, fact))
            }
            blocked.settle()
            explore(blocked, depth: depth + 1, &count)
        }
        for row in rows where row.state == .blocked {
            var free = stage
            free.order(.abandon(reason: ""), row.id)
            explore(free, depth: depth + 1, &count)
        }
    }

    /// The rule as it is written, looked up the long way, when nothing follows any more: whoever waits has to.
    private func check(_ book: SagaBook, _ stage: SagaStage) {
        let rows = book.unfinished(limit: 9).sorted { $0.id < $1.id }
        func wants(_ row: UnfinishedSaga) -> Set<SimulationID> { Set(book.saga(row.id)?.script.simulations ?? []) }
        let holding = rows.filter { $0.state != .waiting }
        for (index, row) in holding.enumerated() {
            for other in holding[(index + 1)...] where !wants(row).isDisjoint(with: wants(other)) {
                Issue.record("\(row.id) and \(other.id) hold one simulation")
            }
        }
        let held = holding.reduce(into: Set<SimulationID>()) { $0.formUnion(wants($1)) }
        let stuck = holding.filter { $0.state == .blocked }.reduce(into: Set<SimulationID>()) {
            $0.formUnion(wants($1))
        }
        let waiting = rows.filter { $0.state == .waiting }
        for (index, row) in waiting.enumerated() {
            let isHeldBack = waiting[..<index].contains {
                wants($0).isDisjoint(with: stuck) && !wants($0).isDisjoint(with: wants(row))
            }
            if wants(row).isDisjoint(with: held) && !isHeldBack { Issue.record("\(row.id) waits for nobody") }
        }
    }
}
