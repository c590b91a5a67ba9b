import ExerciseModel
import ExerciseTestKit
import Testing

@testable import Rehearsal

@Suite struct PerfectTeamTests {
    private let blue = TeamID(trusted: "blue")

    @Test func `every team says that it is there`() {
        let team = PerfectTeam(PlanBuilder.plan([], teams: ["blue", "red"]))

        #expect(
            team.arrival().map { "\($0.topic) \(String(decoding: $0.payload, as: UTF8.self))" } == [
                #"/exercise/harbour/team/blue/presence {"status":"online"}"#,
                #"/exercise/harbour/team/red/presence {"status":"online"}"#,
            ])
    }

    @Test func `nobody is told what nobody waits for`() {
        let team = PerfectTeam(PlanBuilder.plan([PlanBuilder.inject("a", at: 0)]))

        #expect(!team.isAsked)
        #expect(team.receipts(for: InjectID(trusted: "a"), team: blue) == [])
    }

    @Test func `receipts go as far as the inject that waits for them asks`() {
        var next = PlanBuilder.inject("b", at: 0)
        next.schedule = .after(InjectTrigger(inject: InjectID(trusted: "a"), milestone: .seen))
        let team = PerfectTeam(PlanBuilder.plan([PlanBuilder.inject("a", at: 0), next]))

        #expect(
            team.receipts(for: InjectID(trusted: "a"), team: blue)
                .map { "\($0.topic) \(String(decoding: $0.payload, as: UTF8.self))" } == [
                    #"/exercise/harbour/team/blue/receipt {"id":"a","status":"received"}"#,
                    #"/exercise/harbour/team/blue/receipt {"id":"a","status":"seen"}"#,
                ])
        #expect(team.receipts(for: InjectID(trusted: "b"), team: blue) == [])
    }

    @Test func `a receipt that proves the delivery is always sent`() {
        let team = PerfectTeam(PlanBuilder.plan([PlanBuilder.inject("a", at: 0)]) { $0.delivery.proof = .receipt })

        #expect(team.receipts(for: InjectID(trusted: "a"), team: blue).count == 1)
    }
}
