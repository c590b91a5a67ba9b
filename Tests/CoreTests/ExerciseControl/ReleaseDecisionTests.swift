import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Testing

/// Late policy of the inject, of the exercise, seconds late, and what becomes of it.
private struct LateCase: Sendable, CustomStringConvertible {
    var own: LatePolicy?
    var plan: LatePolicy
    var seconds: Double
    var wanted: String

    init(_ own: LatePolicy?, _ plan: LatePolicy, _ seconds: Double, _ wanted: String) {
        (self.own, self.plan, self.seconds, self.wanted) = (own, plan, seconds, wanted)
    }

    var description: String { "\(own?.rawValue ?? "-") of \(plan.rawValue), \(seconds) s late: \(wanted)" }
}

@Suite struct ReleaseDecisionTests {
    private func stage(_ own: LatePolicy? = nil, grace: Double? = nil, plan: LatePolicy = .hold) -> LedgerStage {
        LedgerStage(PlanBuilder.plan([PlanBuilder.inject("a", at: 10, late: own, grace: grace)]) { $0.late = plan })
    }

    private func words(_ fact: Fact?) -> String {
        switch fact {
        case .injectReleased(_, let release): release.late ? "released late" : "released"
        case .injectHeld(_, let reason, let late): "held \(reason.name) \(late)"
        case .injectSkipped(_, let reason): "skipped \(reason.name)"
        case .injectQueued(_, let reason, _, let byHand): "queued \(reason.rawValue)\(byHand ? " by hand" : "")"
        default: "nothing"
        }
    }

    @Test(arguments: [
        LateCase(nil, .hold, 0, "released"), LateCase(nil, .hold, 0.1, "released"),
        LateCase(nil, .hold, 0.100001, "released late"), LateCase(nil, .hold, 60, "released late"),
        LateCase(nil, .hold, 60.000001, "held late 60000"), LateCase(nil, .fire, 4_000, "released late"),
        LateCase(nil, .skip, 61, "skipped late"), LateCase(.fire, .hold, 61, "released late"),
        LateCase(.hold, .skip, 61, "held late 61000"), LateCase(.skip, .fire, 61, "skipped late"),
        LateCase(.skip, .fire, 59, "released late"),
    ])
    private func `beyond its grace the late policy decides`(late: LateCase) {
        #expect(words(stage(late.own, plan: late.plan).due("a", lateBy: late.seconds)) == late.wanted)
    }

    @Test func `an inject's own grace beats the exercise's, also when it is shorter than the precision`() {
        #expect(words(stage(grace: 5).due("a", lateBy: 6)) == "held late 6000")
        #expect(words(stage(grace: 100).due("a", lateBy: 90)) == "released late")
        #expect(words(stage(grace: 0).due("a", lateBy: 0.1)) == "released")
    }

    @Test func `a release carries number, planned instant and lateness`() {
        let fact = stage().due("a", lateBy: 1.5)
        let release = Release(
            seq: 1, exerciseTime: ExerciseInstant(seconds: 10), lateness: 1_500, late: true, byHand: false)
        #expect(fact == .injectReleased(stage().target("a"), release))
    }

    @Test func `while the gate is closed it is queued, and remembers when it came due`() {
        var stage = stage()
        #expect(
            stage.due("a", lateBy: 90, closed: .brokerAway)
                == .injectQueued(stage.target("a"), .brokerAway, dueRunning: 10_000_000, byHand: false))
        stage.fold(stage.due("a", lateBy: 0, closed: .brokerAway))
        #expect(
            words(stage.ledger.decideQueued(stage.slot("a"), plan: stage.plan, gate: stage.gate(running: 40)))
                == "released late")
        #expect(
            words(stage.ledger.decideQueued(stage.slot("a"), plan: stage.plan, gate: stage.gate(running: 90)))
                == "held late 80000")
    }

    @Test func `an inject that a hand has released does not come due again`() {
        var stage = stage()
        stage.release("a")
        #expect(stage.due("a", lateBy: 0) == nil)
    }

    @Test func `a hand releases at once, at the instant of its release, and is never late`() {
        var stage = stage()
        let release = Release(
            seq: 1, exerciseTime: ExerciseInstant(seconds: 77), lateness: 0, late: false, byHand: true)
        #expect(
            stage.ledger.decideByHand(stage.slot("a"), gate: stage.gate(running: 900))
                == .injectReleased(stage.target("a"), release))
        stage.fold(stage.ledger.decideByHand(stage.slot("a"), gate: stage.gate(running: 0, closed: .brokerAway)))
        #expect(
            stage.ledger.decideQueued(stage.slot("a"), plan: stage.plan, gate: stage.gate(running: 900))
                == .injectReleased(stage.target("a"), release))
    }

    @Test(arguments: [(LatePolicy.fire, "queued the clock stands"), (.hold, "held seek 0"), (.skip, "skipped seek")])
    func `what a seek jumps over goes by the policy`(policy: LatePolicy, wanted: String) {
        let stage = stage()
        #expect(
            words(stage.ledger.decideSkipped(stage.slot("a"), policy: policy, gate: stage.gate(running: 5))) == wanted)
    }
}
