import ExerciseModel
import ExerciseTestKit
import Rehearsal
import Testing

/// What a rehearsal makes of the events that an exercise expects something of.
@Suite struct ReactionRehearsalTests {
    /// A crane stops: three steps, the first two of which can be undone.
    private static let stop = Rules.rule(
        "stop", Rules.send("crane", "brake", #"{"crane":"${event.payload.crane}"}"#, undo: "release"),
        Rules.send("net", "cut", undo: "join"), Rules.send("media", "show"))

    @Test func `an event leads to the commands of its rule, with the parameters that it gives them`() {
        let played = Played([Self.stop], [Played.event("stop", #"{"crane":"N3"}"#)])

        #expect(played.commands == [[#"crane brake {"crane":"N3"}"#, "net cut {}", "media show {}"]])
    }

    @Test func `what was done is undone, the last first, when a third step fails`() {
        let played = Played([Self.stop], [Played.event("stop", #"{"crane":"N3"}"#, fails: ["show"])])

        #expect(
            played.commands == [
                [#"crane brake {"crane":"N3"}"#, "net cut {}", "media show {}", "net join {}", "crane release {}"]
            ])
        #expect(played.ends == [["compensated: step 2: it fails in this rehearsal"]])
    }

    @Test func `a simulation answers with the output that a later step refers to`() {
        let rule = Rules.rule(
            "stop", Rules.send("net", "cut"), Rules.send("media", "show", #"{"line":"${steps.0.output.line}"}"#))
        let cut = Played.command("net", "cut", output: #"{"line":3}"#)
        let played = Played([rule], [Played.event("stop", commands: [cut]), Played.event("stop", at: 60)])

        #expect(played.commands == [["net cut {}", #"media show {"line":3}"#], ["net cut {}"]])
        #expect(played.ends == [["completed"], ["failed: step 1: ${steps.0.output.line} has no value"]])
    }

    @Test func `each of several commands of one name gets the output that is stated for it`() {
        let rule = Rules.rule(
            "stop", Rules.send("net", "cut"), Rules.send("net", "cut"),
            Rules.send("media", "show", #"{"lines":["${steps.0.output.line}","${steps.1.output.line}"]}"#))
        let cuts = [3, 4].map { Played.command("net", "cut", output: #"{"line":\#($0)}"#) }
        let played = Played([rule], [Played.event("stop", commands: cuts)])

        #expect(played.commands == [["net cut {}", "net cut {}", #"media show {"lines":[3,4]}"#]])
    }

    @Test func `the commands of two rules stand one rule after the other, those of a parallel in its order`() {
        var first = Rules.rule("stop", Rules.send("crane", "brake"), Rules.send("net", "cut"))
        first.id = RuleID(trusted: "first")
        first.then.append(Stage([Rules.send("tower", "light"), Rules.send("crane", "lock")]))
        let second = Rules.rule("stop", Rules.send("media", "show"), Rules.send("media", "tell"))
        let played = Played([first, second], [Played.event("stop")])

        #expect(
            played.commands == [
                ["crane brake {}", "net cut {}", "tower light {}", "crane lock {}", "media show {}", "media tell {}"]
            ])
    }

    @Test func `all events come in one exercise, at their times, so that rules remember`() {
        let gust = Rules.rule("gust", Rules.send("crane", "lower", #"{"n":"${vars.n}"}"#), Rules.set("n", "2")) {
            $0.when.count = 2
            $0.when.cooldown = 600_000_000
        }
        let times: [Int64] = [300, 60, 120, 900, 910]
        let played = Played([gust], times.map { Played.event("gust", at: $0) }) {
            $0.variables = ["n": Played.json("1")]
        }

        #expect(
            played.commands == [[], [], [#"crane lower {"n":1}"#], [#"crane lower {"n":2}"#], []])
        #expect(played.timetable.consequences[0].verdict == .evaluated([RuleMatch(gust.id, fires: false)]))
    }

    @Test func `events of one instant come in the order of the file, each when the one before is done with`() {
        let played = Played([Self.stop], (1...3).map { Played.event("stop", #"{"crane":\#($0)}"#, at: 5) })

        #expect(played.commands.map(\.first) == (1...3).map { #"crane brake {"crane":\#($0)}"# })
        #expect(played.commands.map(\.count) == [3, 3, 3])
    }

    @Test func `an inject that a rule delivers is in the timetable, with the rule and the event`() {
        let rule = Rules.rule("turn", Rules.deliver("hand"))
        let injects = [PlanBuilder.manual("hand"), PlanBuilder.following("next", "hand", delay: 5)]
        let played = Played([rule], [Played.event("turn", at: 90)], injects)

        #expect(
            played.timetable.entries.map { "\($0.released?.seconds ?? -1) \($0.inject) \($0.cause?.rule.text ?? "")" }
                == ["90 hand on-turn", "95 next "])
        #expect(played.timetable.entries.first?.cause?.event.type == "turn")
    }

    @Test func `the controller agrees, lets the exercise go on, and passes over an undo that fails`() {
        let ask = Rules.rule("ask", Rules.approve("Sure?"), Rules.send("net", "cut"))
        let pause = Rules.rule("pause", Rules.control(#"{"command":"pause"}"#), Rules.send("net", "hold"))
        let alarm = Rules.rule("alarm", Rules.control(#"{"command":"noduff","message":"Fire!"}"#))
        let jam = Played.event("stop", "{\"crane\":1}", at: 40, fails: ["show", "join"])
        let played = Played(
            [ask, pause, alarm, Self.stop],
            [
                Played.event("ask", at: 10), Played.event("pause", at: 20), Played.event("alarm", at: 30), jam,
                Played.event("ask", at: 50),
            ])

        #expect(
            played.commands.map { $0.map { String($0.split(separator: " ")[1]) } } == [
                ["cut"], ["hold"], [], ["brake", "cut", "show", "join", "release"], ["cut"],
            ])
        #expect(played.timetable.end == ExerciseInstant(seconds: 3_600))
    }

    @Test func `what ends the run keeps what is expected after it from coming, and says so`() {
        let end = Rules.rule("fall", Rules.control(#"{"command":"stop"}"#))
        let played = Played([end, Self.stop], [Played.event("fall", at: 30), Played.event("stop", at: 31)])

        #expect(
            played.sentences == [
                "'stop' at T+00:31 never comes: the exercise is stopped at T+00:30, by rule 'on-fall' on 'fall'"
            ])
    }

    @Test func `an event at ENDEX finds the exercise completed`() {
        let late = Rules.rule("stop", Rules.send("crane", "park")) { $0.when.phases = [.completed] }
        let played = Played(
            [late, Rules.rule("go", Rules.send("crane", "lift"))],
            [Played.event("stop", at: 3_600), Played.event("go", at: 3_600)])

        #expect(played.commands == [["crane park {}"], []])
        #expect(played.timetable.consequences[1].verdict == .notRun(reason: "the exercise is completed"))
    }

    @Test func `without ENDEX it goes on to the last event`() {
        let played = Played([Self.stop], [Played.event("stop", #"{"crane":1}"#, at: 7_200)]) { $0.duration = nil }

        #expect(played.commands.map(\.count) == [3])
        #expect(played.timetable.end == ExerciseInstant(seconds: 7_200))
    }

    @Test func `without reactions nobody is there, and the timetable is the same`() {
        let injects = [PlanBuilder.inject("a", at: 10), PlanBuilder.manual("b")]
        let played = Played([Self.stop], [], injects)

        #expect(played.timetable == Rehearsal.timetable(of: PlanBuilder.plan(injects)))
    }
}
