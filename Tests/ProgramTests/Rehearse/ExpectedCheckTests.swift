import ExerciseModel
import ExerciseTestKit
import ScenarioFiles
import Testing

@testable import Commands

@Suite struct ExpectedCheckTests {
    @Test func `an exercise that does what it expects has no fault`() {
        #expect(CheckVerb.broken(plan(expecting: 10), file: "harbour.yaml") == [])
    }

    @Test func `a broken expectation is an error of the file`() {
        #expect(
            CheckVerb.broken(plan(expecting: 11), file: "harbour.yaml") == [
                Diagnostic(
                    severity: .error, file: "harbour.yaml",
                    message: "'blue' expects 'a' at T+00:11, and gets it at T+00:10",
                    help: "mend the timeline or the expectation; 'whitecell rehearse harbour.yaml' shows what goes out "
                        + "when")
            ])
    }

    private func plan(expecting second: Int64) -> ExercisePlan {
        PlanBuilder.plan([PlanBuilder.inject("a", at: 10)]) { plan in
            plan.expectations = [
                Expectation(
                    at: ExerciseInstant(seconds: second), team: TeamID(trusted: "blue"), inject: InjectID(trusted: "a"))
            ]
        }
    }
}
