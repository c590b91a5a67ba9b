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

    private func cursor() -> TimelineCursor {
        var ledger = DeliveryLedger()
        ledger.load(plan)
        return TimelineCursor(ledger)
    }

    /// Due second, team and place of each entry.
    private func words(_ entries: some Sequence<TimelineCursor.Entry>) -> [String] {
        entries.map { "\($0.due.seconds) \($0.slot.team).\($0.slot.place)" }
    }

    /// Passes all that is due at a time.
    private func taken(_ cursor: inout TimelineCursor, upTo seconds: Int64) -> [TimelineCursor.Entry] {
        var entries: [TimelineCursor.Entry] = []
        while let entry = cursor.take(upTo: at(seconds)) { entries.append(entry) }
        return entries
    }

    private func at(_ seconds: Int64) -> ExerciseInstant { ExerciseInstant(seconds: seconds) }

    @Test func `entries stand by due time, then place in the timeline, then team`() {
        #expect(
            words(cursor().entries) == ["10 0.2", "10 1.2", "10 0.3", "10 1.3", "30 0.0", "30 1.0"])
    }

    @Test func `what the clock passes is due once`() {
        var cursor = cursor()
        #expect(words(cursor.due(at: at(9))) == [])
        #expect(words(cursor.due(at: at(10))) == ["10 0.2", "10 1.2", "10 0.3", "10 1.3"])
        let upTo10 = taken(&cursor, upTo: 10)
        #expect(words(upTo10) == ["10 0.2", "10 1.2", "10 0.3", "10 1.3"])
        #expect(words(cursor.due(at: at(10))) == [])
        #expect(cursor.nextDue == at(30))
        let upTo40 = taken(&cursor, upTo: 40)
        #expect(words(upTo40) == ["30 0.0", "30 1.0"])
        #expect(cursor.nextDue == nil)
    }

    @Test func `what is due is passed one by one`() {
        var cursor = cursor()
        #expect(cursor.take(upTo: at(9)) == nil)
        let taken = (0..<2).compactMap { _ in cursor.take(upTo: at(10)) }
        #expect(words(taken) == ["10 0.2", "10 1.2"])
        #expect(words([cursor.nextEntry].compactMap { $0 }) == ["10 0.3"])
        #expect(cursor.nextDue == at(10))
    }

    @Test func `what gets another time stands where it belongs, and once`() {
        var cursor = cursor()
        cursor.plan(DeliverySlot(team: 0, place: 2), from: at(10), to: at(30))
        cursor.plan(DeliverySlot(team: 1, place: 1), from: nil, to: at(20))
        #expect(words(cursor.entries) == ["10 1.2", "10 0.3", "10 1.3", "20 1.1", "30 0.0", "30 1.0", "30 0.2"])
    }

    @Test func `what is planned for a time that has passed is due at once`() {
        var cursor = cursor()
        _ = taken(&cursor, upTo: 20)
        cursor.plan(DeliverySlot(team: 0, place: 0), from: at(30), to: at(10))
        #expect(words(cursor.due(at: at(20))) == ["10 0.0"])
        cursor.plan(DeliverySlot(team: 0, place: 0), from: at(10), to: at(25))
        #expect(words(cursor.due(at: at(30))) == ["25 0.0", "30 1.0"])
    }

    @Test func `it stands before what the clock passed and nobody decided on`() {
        var ledger = DeliveryLedger()
        ledger.load(plan)
        #expect(TimelineCursor(ledger, at: at(25)).nextDue == at(10))
    }

    @Test func `a seek tells what it skips and stands right before its target`() {
        var cursor = cursor()
        #expect(words(cursor.skipped(to: at(30))) == ["10 0.2", "10 1.2", "10 0.3", "10 1.3"])
        cursor.seek(at(30))
        #expect(words(cursor.due(at: at(30))) == ["30 0.0", "30 1.0"])
    }

    @Test func `a seek back tells what lies ahead again`() {
        var cursor = cursor()
        _ = taken(&cursor, upTo: 30)
        #expect(words(cursor.ahead(of: at(11))) == ["30 0.0", "30 1.0"])
        #expect(words(cursor.ahead(of: at(31))) == [])
        cursor.seek(at(0))
        #expect(words(cursor.ahead(of: at(10))) == words(cursor.entries))
        #expect(cursor.nextDue == at(10))
    }

    @Test func `an exercise without injects has nothing due`() {
        let cursor = TimelineCursor(DeliveryLedger())
        #expect(cursor.nextDue == nil)
        #expect(words(cursor.due(at: .never)) == [])
    }
}
