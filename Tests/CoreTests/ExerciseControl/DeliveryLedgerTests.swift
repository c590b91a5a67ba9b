import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Testing

@Suite struct DeliveryLedgerTests {
    private func states(_ stage: LedgerStage, _ team: String = "blue") -> [DeliveryState] {
        ["a", "b", "c", "m"].map { stage.delivery($0, team).state }
    }

    @Test func `a new ledger has a delivery for each team and inject`() {
        let stage = LedgerStage()
        #expect(states(stage) == [.scheduled, .scheduled, .scheduled, .manual])
        #expect(states(stage, "red") == states(stage))
        #expect(
            [stage.ledger.counts.scheduled, stage.ledger.counts[.scheduled], stage.ledger.counts[.manual]] == [8, 6, 2])
    }

    @Test func `names that the plan lacks have no slot`() {
        let ledger = LedgerStage().ledger
        let unknown = InjectTarget(team: LedgerStage.blue, inject: InjectID(trusted: "x"))
        #expect(ledger.slot(of: unknown) == nil)
        #expect(ledger.slot(of: InjectTarget(team: TeamID(trusted: "x"), inject: InjectID(trusted: "a"))) == nil)
        #expect([ledger.knows(InjectID(trusted: "a")), ledger.knows(InjectID(trusted: "x"))] == [true, false])
    }

    @Test func `each fact brings its delivery into its state`() {
        var stage = LedgerStage()
        stage.fold(.injectQueued(stage.target("a"), .brokerAway, dueRunning: 10_000_000, byHand: false))
        #expect([stage.delivery("a").state.rawValue, stage.delivery("a").reason] == ["queued", "broker away"])
        stage.fold(.injectHeld(stage.target("a"), .late, lateMilliseconds: 61_000))
        #expect([stage.delivery("a").state.rawValue, stage.delivery("a").reason] == ["held", "late"])
        stage.release("a")
        #expect([stage.delivery("a").state.rawValue, stage.delivery("a").reason] == ["released", ""])
        stage.settle(.unanswered)
        #expect(
            [stage.delivery("a").state.rawValue, stage.delivery("a").reason]
                == ["retrying", "the broker did not answer in time"])
        stage.fold(.injectRetried(stage.target("a"), Retry(seq: 1, attempt: 2, cause: .schedule)))
        stage.settle(.acknowledged(verified: true))
        #expect([stage.delivery("a").state.rawValue, stage.delivery("a").reason] == ["delivered", ""])
        stage.fold(.injectSkipped(stage.target("b"), .endex))
        #expect([stage.delivery("b").state.rawValue, stage.delivery("b").reason] == ["skipped", "endex"])
    }

    @Test func `facts about names that the plan lacks change nothing`() {
        var stage = LedgerStage()
        let before = stage.ledger
        let target = InjectTarget(team: LedgerStage.blue, inject: InjectID(trusted: "x"))
        stage.fold(.injectSkipped(target, .endex))
        stage.fold(.injectRepeated(target, seq: 1))
        stage.fold(.injectRepeatSettled(target, seq: 1, outcome: "delivered"))
        stage.fold(.teamOnline(TeamID(trusted: "x"), client: nil))
        #expect(stage.ledger == before)
    }

    @Test func `a team's injects go out one after the other and are numbered from 1`() {
        var stage = LedgerStage()
        for inject in ["b", "a", "m"] { stage.release(inject) }
        #expect(stage.lane() == ["b", "a", "m"])
        #expect(["b", "a", "m"].map { stage.delivery($0).seq } == [1, 2, 3])
        stage.settle(.acknowledged(verified: true))
        #expect(stage.lane() == ["a", "m"])
        #expect(stage.lane(1) == [])
    }

    @Test func `a head that is set aside lets the lane go on, and comes back at its end`() {
        var stage = LedgerStage()
        for inject in ["a", "b"] { stage.release(inject) }
        stage.settle(.refused(code: 0x87, reason: "not authorized"))
        #expect(stage.lane() == ["b"])
        stage.fold(stage.ledger.retry(stage.slot("a"), cause: .hand))
        #expect(stage.lane() == ["b", "a"])
        #expect([stage.delivery("a").attempt, stage.delivery("a").tries] == [2, 1])
    }

    @Test func `a repetition has its own place in the lane`() {
        var stage = LedgerStage()
        stage.release("a")
        stage.settle(.acknowledged(verified: true))
        stage.release("b")
        stage.fold(.injectRepeated(stage.target("a"), seq: 1))
        #expect(stage.lane() == ["b", "a again"])
        stage.settle(.acknowledged(verified: true))
        stage.settle(.unheard)
        #expect(stage.lane() == [])
        #expect(stage.delivery("a").state == .delivered)
    }

    @Test func `late is counted once, whatever becomes of it`() {
        var stage = LedgerStage()
        stage.fold(stage.due("a", lateBy: 90))
        stage.fold(stage.ledger.decideByHand(stage.slot("a"), gate: stage.gate(running: 200)))
        stage.fold(stage.due("b", lateBy: 1))
        stage.fold(stage.due("c", lateBy: 0.05))
        #expect(stage.ledger.counts.late == 2)
        #expect(["a", "b", "c"].map { stage.delivery($0).late } == [true, true, false])
    }

    @Test func `what waits for a controller is at hand`() {
        var stage = LedgerStage()
        stage.fold(stage.due("a", lateBy: 90))
        stage.release("b")
        stage.settle(.refused(code: 0x87, reason: "no"))
        #expect(stage.ledger.setAside == [stage.slot("a"), stage.slot("b")])
        stage.release("a")
        #expect(stage.ledger.setAside == [stage.slot("b")])
        stage.fold(.exerciseReset)
        #expect(stage.ledger.setAside == [])
    }

    @Test func `the queue keeps the order in which injects were queued last`() {
        var stage = LedgerStage()
        for inject in ["c", "a", "b"] {
            stage.fold(.injectQueued(stage.target(inject), .brokerAway, dueRunning: 0, byHand: false))
        }
        stage.fold(.injectQueued(stage.target("c"), .brokerAway, dueRunning: 0, byHand: true))
        stage.fold(.injectSkipped(stage.target("a"), .stopped))
        #expect(stage.ledger.queued == [stage.slot("b"), stage.slot("c")])
    }

    @Test func `a reset begins anew, but numbers go on and whoever is there stays`() {
        var stage = LedgerStage()
        stage.fold(.teamOnline(LedgerStage.blue, client: "tablet"))
        stage.release("a")
        stage.settle(.acknowledged(verified: true))
        stage.fold(.exerciseReset)
        #expect(states(stage) == [.scheduled, .scheduled, .scheduled, .manual])
        #expect(
            [stage.ledger.connectedTeams, Int(stage.ledger.latencies.maximum), stage.ledger.counts.late] == [1, 0, 0])
        stage.release("b")
        #expect(stage.delivery("b").seq == 2)
    }

    @Test func `a number is never used twice, though a team leaves the plan and returns`() {
        var stage = LedgerStage()
        stage.release("a")
        stage.fold(.teamOnline(LedgerStage.blue, client: nil))
        let both = stage.plan
        stage.ledger.load(PlanBuilder.plan(both.timelines[0].injects, teams: ["red"]))
        stage.ledger.load(PlanBuilder.plan(both.timelines[0].injects, teams: ["green"]))
        stage.ledger.load(both)
        #expect(stage.ledger.teams.map(\.lane.nextSeq) == [2, 1])
    }

    @Test func `a team is there while one of its clients is`() {
        var stage = LedgerStage()
        for client in ["one", "two", nil] { stage.fold(.teamOnline(LedgerStage.blue, client: client)) }
        for client in ["one", nil] { stage.fold(.teamOffline(LedgerStage.blue, client: client)) }
        #expect(stage.ledger.connectedTeams == 1)
        stage.fold(.teamOffline(LedgerStage.blue, client: "two"))
        #expect(stage.ledger.connectedTeams == 0)
    }

    @Test func `a million deliveries are small`() {
        #expect(MemoryLayout<InjectDelivery>.stride <= 72)
    }
}
