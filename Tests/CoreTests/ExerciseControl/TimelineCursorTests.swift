import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Testing

@Suite struct TimelineCursorTests {
    private let plan = PlanBuilder.plan(
        [
            PlanBuilder.inject("c", at: 30), PlanBuilder.manual("m"), PlanBuilder.inject("a", at: 10),
            PlanBuilder.inject("b", at: 10),
        ], teams: ["blue", "red"])

    /// Due second, team and place of each entry.
    private func words(_ entries: some Sequence<TimelineCursor.Entry>) -> [String] {
        entries.map { "\($0.due.seconds) \($0.slot.team).\($0.slot.place)" }
    }

    private func at(_ seconds: Int64) -> ExerciseInstant { ExerciseInstant(seconds: seconds) }

    @Test func `entries stand by due time, then place in the timeline, then team`() {
        #expect(
            words(TimelineCursor(plan: plan).entries) == ["10 0.2", "10 1.2", "10 0.3", "10 1.3", "30 0.0", "30 1.0"])
    }

    @Test func `what the clock passes is due once`() {
        var cursor = TimelineCursor(plan: plan)
        #expect(words(cursor.due(at: at(9))) == [])
        #expect(words(cursor.due(at: at(10))) == ["10 0.2", "10 1.2", "10 0.3", "10 1.3"])
        cursor.pass(at(10))
        #expect(words(cursor.due(at: at(10))) == [])
        #expect(cursor.nextDue == at(30))
        cursor.pass(at(40))
        #expect(cursor.nextDue == nil)
    }

    @Test func `a seek tells what it skips and stands right before its target`() {
        var cursor = TimelineCursor(plan: plan)
        #expect(words(cursor.skipped(to: at(30))) == ["10 0.2", "10 1.2", "10 0.3", "10 1.3"])
        cursor.seek(at(30))
        #expect(words(cursor.due(at: at(30))) == ["30 0.0", "30 1.0"])
    }

    @Test func `a seek back tells what lies ahead again`() {
        var cursor = TimelineCursor(plan: plan)
        cursor.pass(at(30))
        #expect(words(cursor.ahead(of: at(11))) == ["30 0.0", "30 1.0"])
        #expect(words(cursor.ahead(of: at(31))) == [])
        cursor.seek(at(0))
        #expect(words(cursor.ahead(of: at(10))) == words(cursor.entries))
        #expect(cursor.nextDue == at(10))
    }

    @Test func `an exercise without injects has nothing due`() {
        let cursor = TimelineCursor(plan: PlanBuilder.plan([]))
        #expect(cursor.nextDue == nil)
        #expect(words(cursor.due(at: .never)) == [])
    }
}
