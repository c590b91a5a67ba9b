import ExerciseModel
import ScenarioRules
import Testing

@Suite struct ReportedEventsTests {
    private func event(_ id: String?, _ payload: String = "null", from: String = "crane") -> SimulationEvent {
        SimulationEvent(from: SimulationID(trusted: from), type: "a", payload: json(payload), id: id)
    }

    @Test func `the last ids are known, older ones are forgotten`() {
        var events = ReportedEvents(generation: 2)
        for number in 1...5 { events.note(event("\(number)"), position: Int64(number), notRun: nil) }
        #expect((1...5).map { events.known(event("\($0)"))?.position } == [nil, nil, 3, 4, 5])
    }

    @Test func `ids are held apart by their bytes and their simulations`() {
        var events = ReportedEvents()
        events.note(event("caf\u{e9}"), position: 1, notRun: nil)
        events.note(event("b", from: "a"), position: 2, notRun: nil)
        #expect(events.known(event("cafe\u{301}")) == nil)
        #expect(events.known(event("ab", from: "")) == nil && events.known(event("b", from: "crane")) == nil)
        #expect(events.known(event("b", from: "a"))?.position == 2)
        #expect(events.known(event(nil)) == nil)
    }

    @Test func `why no rule looked is kept`() throws {
        var events = ReportedEvents()
        events.note(event("1"), position: 1, notRun: "stopped")
        events.note(event("2"), position: 2, notRun: "over")
        events.note(event("3"), position: 3, notRun: nil)
        let reasons = try ["1", "2", "3"].map { events.reason(try #require(events.known(event($0)))) }
        #expect(reasons == ["stopped", "over", nil])
    }
}
