import ExerciseModel
import ExerciseTestKit
import Rehearsal
import Testing

@Suite struct ExpectationTests {
    private let timetable: Timetable = {
        var next = PlanBuilder.inject("next", at: 0)
        next.schedule = .after(InjectTrigger(inject: InjectID(trusted: "hand"), milestone: .responded))
        return Rehearsal.timetable(
            of: PlanBuilder.plan(
                [
                    PlanBuilder.inject("a", at: 300.5), PlanBuilder.manual("hand"), next,
                    PlanBuilder.inject("beyond", at: 4_000),
                ]))
    }()

    @Test func `an inject in the second that was named is as expected`() {
        #expect(broken([(300, "blue", "a")]) == [])
        #expect(broken([]) == [])
    }

    @Test(
        arguments: [
            (301, "blue", "a", "'blue' expects 'a' at T+05:01, and gets it at T+05:00.5"),
            (299, "blue", "a", "'blue' expects 'a' at T+04:59, and gets it at T+05:00.5"),
            (300, "red", "a", "'red' expects 'a' at T+05:00, and the exercise has no such team"),
            (300, "blue", "b", "'blue' expects 'b' at T+05:00, and its timeline has no such inject"),
            (300, "blue", "hand", "'blue' expects 'hand' at T+05:00, and only a controller's hand releases it"),
            (300, "blue", "next", "'blue' expects 'next' at T+05:00, and it still waits for 'hand' to be responded"),
            (300, "blue", "beyond", "'blue' expects 'beyond' at T+05:00, and it is skipped (endex)"),
        ] as [(Int64, String, String, String)])
    func `what does not hold is said in a sentence`(_ at: Int64, _ team: String, _ inject: String, _ sentence: String) {
        #expect(broken([(at, team, inject)]) == [sentence])
    }

    @Test func `a broken expectation names its place in the list`() {
        let expectations = [300, 301, 302].map { at in
            Expectation(
                at: ExerciseInstant(seconds: at), team: TeamID(trusted: "blue"), inject: InjectID(trusted: "a"))
        }

        #expect(timetable.broken(expectations).map(\.number) == [1, 2])
    }

    private func broken(_ expectations: [(Int64, String, String)]) -> [String] {
        timetable.broken(
            expectations.map { at, team, inject in
                Expectation(
                    at: ExerciseInstant(seconds: at), team: TeamID(trusted: team), inject: InjectID(trusted: inject))
            }
        ).map(\.sentence)
    }
}
