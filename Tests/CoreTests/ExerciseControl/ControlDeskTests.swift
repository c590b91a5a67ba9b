import ExerciseControl
import ExerciseModel
import Testing

@Suite struct ControlDeskTests {
    private func record(_ id: String?, _ content: String = "{}", status: ClockStatus? = nil) -> CommandRecord {
        CommandRecord(id: id, command: "pause", content: content, by: nil, reason: nil, status: status)
    }

    private func desk(_ facts: Fact...) -> ControlDesk {
        var desk = ControlDesk()
        for (index, fact) in facts.enumerated() {
            desk.apply(
                Event(
                    exercise: ExerciseID(trusted: "harbour"), position: Int64(index + 1), run: 1, exerciseTime: .zero,
                    at: UTCInstant(milliseconds: 0), actor: "mqtt", fact: fact))
        }
        return desk
    }

    @Test func `a repetition gets the first outcome`() {
        let desk = desk(
            .commandAccepted(record("a", status: .paused)),
            .commandRefused(record("b"), code: .invalidTransition, message: "no"))
        #expect(
            desk.earlierResult(for: record("a"))
                == CommandResult(
                    id: "a", command: "pause", outcome: .accepted(Acceptance(status: .paused, position: 1))))
        #expect(
            desk.earlierResult(for: record("b"))
                == CommandResult(id: "b", command: "pause", outcome: .refused(.invalidTransition, message: "no")))
    }

    @Test func `the same id with other content is a conflict, and the first outcome stays`() {
        let desk = desk(
            .commandAccepted(record("a", status: .paused)),
            .commandRefused(record("a", "other"), code: .conflict, message: "no"))
        #expect(
            desk.earlierResult(for: record("a", "other"))
                == CommandResult(
                    id: "a", command: "pause",
                    outcome: .refused(.conflict, message: "the id 'a' was used before for another command")))
        #expect(desk.earlierResult(for: record("a"))?.outcome == .accepted(Acceptance(status: .paused, position: 1)))
    }

    @Test func `commands without an id, and new ids, have no earlier outcome`() {
        let desk = desk(.commandAccepted(record(nil)), .commandAccepted(record("a")))
        #expect([desk.earlierResult(for: record(nil)), desk.earlierResult(for: record("c"))] == [nil, nil])
    }
}
