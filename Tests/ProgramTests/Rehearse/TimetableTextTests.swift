import ExerciseModel
import ExerciseTestKit
import Rehearsal
import Testing

@testable import Commands

@Suite struct TimetableTextTests {
    @Test func `the timetable says what each team gets when, and where it is quiet`() {
        let timetable = Rehearsed.hour

        #expect(
            text(timetable).split(separator: "\n").filter { !$0.contains("·······") }.joined(
                separator: "\n") == """
                    The harbour (harbour)
                    4 injects sent from T+00:00 to T+1:00:00, 2 by hand
                    team  injects  a minute  busiest 1m      longest silence      load
                    blue  blue, timeline main
                      T+00:00    a-01  mail  24 B  Cut <the> "network" & wait
                                 └ by T+05:00: Answers
                      T+01:30    a-02  call  24 B  A call\u{FFFD}[31m
                                 ··· nothing for 58m30s ···
                      by hand    a-03  mail  19 B  If asked
                    red  red, timeline main
                      T+00:00    a-01  mail  24 B  Cut <the> "network" & wait
                                 └ by T+05:00: Answers
                      T+01:30    a-02  call  24 B  A call\u{FFFD}[31m
                                 ··· nothing for 58m30s ···
                      by hand    a-03  mail  19 B  If asked
                    """)
    }

    @Test func `the load of each team is a row of bars on one scale`() {
        let lines = text(Rehearsed.hour, columns: 80).split(separator: "\n").filter {
            $0.contains("···") && !$0.contains("nothing")
        }

        #expect(
            lines == [
                "all         4      0.07  2 from T+00:00  58m30s from T+01:30  █·················",
                "blue        2      0.03  1 from T+00:00  58m30s from T+01:30  ▄·················",
                "red         2      0.03  1 from T+00:00  58m30s from T+01:30  ▄·················",
            ])
    }

    @Test func `an inject that follows another names it`() {
        let lines = text(Rehearsed.chain)

        #expect(lines.contains("b  mail  24 B  Second (1m after a is responded)"))
        #expect(lines.contains("(every team here answers at once: in play, what follows an answer comes later)"))
    }

    @Test(arguments: [40, 80, 140])
    func `no line is wider than the terminal`(_ columns: Int) {
        let widest = text(Rehearsed.crowd(40), columns: columns).split(separator: "\n").map {
            CellText.width(String($0))
        }

        #expect(widest.max() ?? 0 <= columns)
    }

    @Test func `without colours there is no escape in it, and with colours a team has its own`() {
        let team = Team(
            id: TeamID(trusted: "blue"), name: "Blue", timeline: TimelineID(trusted: "main"), color: "#2f6fed")
        let timetable = Rehearsal.timetable(of: PlanBuilder.plan([]) { $0.teams = [team] })

        #expect(!text(timetable).contains("\u{1B}"))
        #expect(text(timetable, isColored: true).contains("\u{1B}[1;38;2;47;111;237mblue\u{1B}[0m"))
    }

    @Test func `what is expected of a team is wrapped, not cut`() {
        #expect(CellText.wrapped("Answers the check at once", cells: 12) == ["Answers the", "check at", "once"])
        #expect(CellText.wrapped("Answers the check", cells: nil) == ["Answers the check"])
    }

    @Test func `bars grow with the load`() {
        #expect(Sparkline.draw([0, 1, 4, 8], most: 8) == "·▁▄█")
        #expect(Sparkline.draw([1, 2, 3], most: 3) == "▃▆█")
        #expect(Sparkline.draw([0, 0], most: 0) == "··")
    }

    @Test func `expectations are counted and named`() {
        let expectations = [90, 91].map { at in
            Expectation(
                at: ExerciseInstant(seconds: at), team: TeamID(trusted: "red"), inject: InjectID(trusted: "a-02"))
        }
        let plan = PlanBuilder.plan([]) { $0.expectations = expectations }

        #expect(
            ExpectationText.lines(plan, Shortfall(plan, Rehearsed.hour), ink: Ink(isColored: false)) == [
                "", "expected: 1 of 2 hold", "  yes  'red' gets 'a-02' at T+01:30",
                "  no   'red' gets 'a-02' at T+01:31",
            ])
        let none = PlanBuilder.plan([])
        #expect(ExpectationText.lines(none, Shortfall(none, Rehearsed.hour), ink: Ink(isColored: false)) == [])
    }

    @Test func `events are named with what they lead to, and an inject with the rule that delivers it`() throws {
        let (plan, timetable) = Rehearsed.ruled

        #expect(
            ExpectationText.lines(plan, Shortfall(plan, timetable), ink: Ink(isColored: false)) == [
                "", "expected: 2 of 3 hold", "  yes  'stop' at T+00:30 leads to 'brake'",
                "  no   'stop' at T+01:00 leads to 2 commands", "  yes  'go' at T+01:30 leads to no command",
            ])
        #expect(
            text(timetable).contains(
                "  T+00:30    hand  call  19 B  If asked\n             └ by rule on-stop on stop\n"))
        let json = try JSONObject(timetable.json(silence: 0, plan, Shortfall(plan, timetable), faults: [])[...])
        #expect(
            json["injects"]?.array?.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                """
                {"team":"blue","inject":"hand","type":"call","title":"If asked","planned":30.0,"released":30.0,"seq":1,\
                "state":"delivered","cause":{"rule":"on-stop","event_type":"stop","from":"crane"},"bytes":19,\
                "expected_actions":[]}
                """
            ])
        #expect(
            json["reactions"]?.array?.prefix(2).map { String(decoding: $0.bytes, as: UTF8.self) } == [
                """
                {"at":30.0,"event_type":"stop","from":"crane","commands":[{"send_to":"crane","command":"brake",\
                "params":{"n":1}}],"held":true,"why":null}
                """,
                """
                {"at":60.0,"event_type":"stop","from":"crane","commands":[{"send_to":"crane","command":"brake",\
                "params":{"n":1}}],"held":false,"why":"'stop' at T+01:00: command 2, 'brake' to 'crane', does not come"}
                """,
            ])
    }

    @Test func `the JSON has the same keys for every inject`() throws {
        let plan = PlanBuilder.plan([])
        let shortfall = Shortfall(plan, Rehearsed.chain)
        let json = try JSONObject(Rehearsed.chain.json(silence: 0, plan, shortfall, faults: [])[...])
        let last = try #require(json["injects"]?.array?.last)

        #expect(
            json.fields.map { json.name(of: $0) } == [
                "exercise", "title", "start", "end", "endex", "load", "teams", "injects", "expectations", "reactions",
                "faults",
            ])
        #expect(
            String(decoding: last.bytes, as: UTF8.self) == """
                {"team":"blue","inject":"b","type":"mail","title":"Second","planned":70.0,"released":70.0,"seq":2,\
                "state":"delivered","after":{"inject":"a","state":"responded","delay":60.0},"bytes":24,\
                "expected_actions":[]}
                """)
    }

    private func text(_ timetable: Timetable, columns: Int? = nil, isColored: Bool = false) -> String {
        TimetableText(
            timetable: timetable, columns: columns, ink: Ink(isColored: isColored), silence: 600_000_000
        ).render()
    }
}
