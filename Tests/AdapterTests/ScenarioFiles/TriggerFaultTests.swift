import ExerciseModel
import ScenarioFiles
import Testing

/// Injects that follow others: what is read, and what is said of those that never go out, word for word.
struct TriggerFaultTests {
    @Test(arguments: [
        ("a", InjectTrigger(inject: InjectID(trusted: "a"), milestone: .delivered)),
        ("{inject: a}", InjectTrigger(inject: InjectID(trusted: "a"), milestone: .delivered)),
        (
            "{inject: a, delay: 90}",
            InjectTrigger(inject: InjectID(trusted: "a"), milestone: .delivered, delay: 90_000_000)
        ),
        (
            "{delay: 1m30s, state: seen, inject: a}",
            InjectTrigger(inject: InjectID(trusted: "a"), milestone: .seen, delay: 90_000_000)
        ),
    ])
    func `an inject that follows another is read in its short and its long form`(text: String, trigger: InjectTrigger) {
        let checked = Authored.check(
            timelines: [
                "blue": """
                injects:
                - {id: a, manual: true, type: sms, content: {text: x}}
                - {id: b, after: \(text), type: sms, content: {text: x}}
                """
            ])
        #expect(checked.diagnostics == [])
        #expect(checked.plan?.timelines[0].injects[1].schedule == .after(trigger))
    }

    @Test func `JSON says it the same way`() {
        let checked = Authored.check(
            timelines: [
                "blue": """
                {"injects": [
                  {"id": "a", "time": 0, "type": "sms", "content": {"text": "x"}},
                  {"id": "b", "after": "a", "type": "sms", "content": {"text": "x"}},
                  {"id": "c", "after": {"inject": "b", "state": "responded", "delay": "5m"}, "type": "sms", "content": 1}
                ]}
                """
            ])
        let (a, b) = (InjectID(trusted: "a"), InjectID(trusted: "b"))
        #expect(checked.diagnostics == [])
        #expect(
            checked.plan?.timelines[0].injects.map(\.schedule) == [
                .at(ExerciseInstant(seconds: 0)), .after(InjectTrigger(inject: a, milestone: .delivered)),
                .after(InjectTrigger(inject: b, milestone: .responded, delay: 300_000_000)),
            ])
    }

    @Test func `every state of the ledger can be waited for`() {
        let states = Milestone.allCases.map(\.rawValue)
        let injects = states.map { "- {id: \($0), after: {inject: a, state: \($0)}, type: sms, content: 1}\n" }.joined()
        let checked = Authored.check(
            timelines: ["blue": "injects:\n- {id: a, time: 0, type: sms, content: 1}\n" + injects])
        #expect(states == ["published", "delivered", "received", "seen", "acknowledged", "responded"])
        #expect(
            checked.plan?.timelines[0].injects.dropFirst().map(\.schedule)
                == Milestone.allCases.map {
                    .after(InjectTrigger(inject: InjectID(trusted: "a"), milestone: $0))
                })
    }

    @Test func `an after of the wrong shape is refused with what would do`() {
        let faults = Authored.faults(
            timeline: """
                injects:
                - {id: a, time: 0, type: sms, content: 1}
                - {id: b, after: {inject: a, state: sen}, type: sms, content: 1}
                - {id: c, after: {inject: a, state: 5, delay: soon}, type: sms, content: 1}
                - {id: d, after: {state: seen}, type: sms, content: 1}
                - {id: e, after: {injekt: a, wait: 5m}, type: sms, content: 1}
                - {id: f, after: [a, b], type: sms, content: 1}
                - {id: g, after: , type: sms, content: 1}
                - {id: h, after: 3, type: sms, content: 1}
                - {id: i, after: a/b, type: sms, content: 1}
                - {id: j, after: {inject: c}, type: sms, content: 1}
                """)
        #expect(
            faults == """
                timelines/blue.yaml:3:37: error: 'state' cannot be 'sen'
                    3 | - {id: b, after: {inject: a, state: sen}, type: sms, content: 1}
                      |                                     ^~~
                  help: did you mean 'seen'? it is one of: published, delivered, received, seen, acknowledged, responded
                timelines/blue.yaml:4:37: error: 'state' must be text
                    4 | - {id: c, after: {inject: a, state: 5, delay: soon}, type: sms, content: 1}
                      |                                     ^ this is a number
                  help: write "5"
                timelines/blue.yaml:4:47: error: 'delay' must be a time
                    4 | - {id: c, after: {inject: a, state: 5, delay: soon}, type: sms, content: 1}
                      |                                               ^~~~ this is no time
                  help: write 45m, 2h05m, 90s, "1:30:00", or a number of seconds
                timelines/blue.yaml:5:19: error: the 'after' of inject 'd' has no 'inject'
                    5 | - {id: d, after: {state: seen}, type: sms, content: 1}
                      |                   ^~~~~
                  help: name the inject that it waits for
                timelines/blue.yaml:6:19: error: 'after' has no key 'injekt'
                    6 | - {id: e, after: {injekt: a, wait: 5m}, type: sms, content: 1}
                      |                   ^~~~~~
                  help: did you mean 'inject'?
                timelines/blue.yaml:6:30: error: 'after' has no key 'wait'
                    6 | - {id: e, after: {injekt: a, wait: 5m}, type: sms, content: 1}
                      |                              ^~~~
                  help: its keys are: inject, state, delay
                timelines/blue.yaml:7:18: error: 'after' must be the id of an inject, or a mapping
                    7 | - {id: f, after: [a, b], type: sms, content: 1}
                      |                  ^~~~~~ this is a list
                  help: write 'after: inject-003', or 'after: {inject: inject-003, state: seen, delay: 5m}'
                timelines/blue.yaml:8:18: error: 'after' must be the id of an inject, or a mapping
                    8 | - {id: g, after: , type: sms, content: 1}
                      |                  ^ this is empty
                  help: write 'after: inject-003', or 'after: {inject: inject-003, state: seen, delay: 5m}'
                timelines/blue.yaml:9:18: error: 'after' must be text
                    9 | - {id: h, after: 3, type: sms, content: 1}
                      |                  ^ this is a number
                  help: write "3"
                timelines/blue.yaml:10:19: error: 'after' cannot be 'a/b'
                   10 | - {id: i, after: a/b, type: sms, content: 1}
                      |                   ^ '/' may not stand in a name
                  help: use letters, digits, '_', '-' and '.', such as 'a-b'

                """)
    }

    @Test func `an inject that waits for nothing that is there names the nearest`() {
        let faults = Authored.faults(
            timeline: """
                injects:
                - {id: inject-003, time: 0, type: sms, content: 1}
                - {id: b, after: inject-03, type: sms, content: 1}
                - {id: c, after: {inject: whale}, type: sms, content: 1}
                - {id: d, after: {inject: d, delay: 5m}, type: sms, content: 1}
                """)
        #expect(
            faults == """
                timelines/blue.yaml:3:18: error: inject 'b' waits for 'inject-03', which is nowhere
                    3 | - {id: b, after: inject-03, type: sms, content: 1}
                      |                  ^~~~~~~~~ it would never go out
                  help: did you mean 'inject-003'?
                timelines/blue.yaml:4:27: error: inject 'c' waits for 'whale', which is nowhere
                    4 | - {id: c, after: {inject: whale}, type: sms, content: 1}
                      |                           ^~~~~ it would never go out
                  help: name an inject of this timeline
                timelines/blue.yaml:5:27: error: inject 'd' waits for itself
                    5 | - {id: d, after: {inject: d, delay: 5m}, type: sms, content: 1}
                      |                           ^ it would never go out
                  help: name another inject, or give it a 'time'

                """)
    }

    @Test func `an inject of another timeline can be waited for only where both are sent`() {
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: harbour
                  teams:
                    - {id: blue, timeline: blue}
                    - {id: orange, timeline: blue}
                    - {id: red, timeline: red}
                """,
            timelines: [
                "blue": """
                injects:
                - {id: shared, after: gate, type: sms, content: 1}
                - {id: own, after: shared, type: sms, content: 1}
                """,
                "red": """
                injects:
                - {id: gate, time: 60, type: sms, content: 1}
                - {id: shared, after: gate, type: sms, content: 1}
                """,
            ])
        #expect(
            faults == """
                timelines/blue.yaml:2:23: error: inject 'shared' waits for 'gate', which is not in its timeline
                    2 | - {id: shared, after: gate, type: sms, content: 1}
                      |                       ^~~~ never sent to teams blue, orange
                  note: it stands in timeline 'red': timelines/red.yaml:2:8
                  help: put it into this timeline as well, or wait for another

                """)
    }

    @Test func `injects that wait for each other are named whole`() {
        let faults = Authored.faults(
            timeline: """
                injects:
                - {id: tail, after: c, type: sms, content: 1}
                - {id: a, after: b, type: sms, content: 1}
                - {id: b, after: {inject: c, state: seen}, type: sms, content: 1}
                - {id: c, after: a, type: sms, content: 1}
                - {id: x, after: y, type: sms, content: 1}
                - {id: y, after: x, type: sms, content: 1}
                """)
        #expect(
            faults == """
                timelines/blue.yaml:3:18: error: these injects wait for each other: a → b → c → a
                    3 | - {id: a, after: b, type: sms, content: 1}
                      |                  ^ 'a' waits for 'b', and none goes out
                  note: 'b' waits for 'c': timelines/blue.yaml:4:27
                  note: 'c' waits for 'a': timelines/blue.yaml:5:18
                  help: give one of them a 'time' or 'manual: true'
                timelines/blue.yaml:6:18: error: these injects wait for each other: x → y → x
                    6 | - {id: x, after: y, type: sms, content: 1}
                      |                  ^ 'x' waits for 'y', and none goes out
                  note: 'y' waits for 'x': timelines/blue.yaml:7:18
                  help: give one of them a 'time' or 'manual: true'

                """)
    }

    @Test func `a chain that ends after ENDEX in any case shows how it comes there`() {
        let faults = Authored.faults(
            timeline: """
                injects:
                - {id: a, time: "T+1:30:00", type: sms, content: 1}
                - {id: b, after: {inject: a, state: seen, delay: 30m}, type: sms, content: 1}
                - {id: c, after: b, type: sms, content: 1}
                - {id: d, after: {inject: c, delay: 10m}, type: sms, content: 1}
                - {id: e, after: {inject: d, delay: 10m}, type: sms, content: 1}
                - {id: hand, manual: true, type: sms, content: 1}
                - {id: f, after: {inject: hand, delay: 3h}, type: sms, content: 1}
                """)
        #expect(
            faults == """
                timelines/blue.yaml:5:37: error: inject 'd' comes after ENDEX
                    5 | - {id: d, after: {inject: c, delay: 10m}, type: sms, content: 1}
                      |                                     ^~~ 7800 s at the earliest, and the exercise lasts 7200 s
                  note: 'a' is due at T+1:30:00: timelines/blue.yaml:2:8
                  note: 'b' comes 30m after 'a': timelines/blue.yaml:3:8
                  note: 'c' comes after 'b': timelines/blue.yaml:4:8
                  note: duration is set here: exercises/harbour.yaml:3:13
                  help: shorten the delays, or make the duration 2h10m
                timelines/blue.yaml:8:40: error: inject 'f' comes after ENDEX
                    8 | - {id: f, after: {inject: hand, delay: 3h}, type: sms, content: 1}
                      |                                        ^~ 10800 s at the earliest, and the exercise lasts 7200 s
                  note: 'hand' is released by hand: timelines/blue.yaml:7:8
                  note: duration is set here: exercises/harbour.yaml:3:13
                  help: shorten the delays, or make the duration 3h

                """)
    }

    @Test func `a chain that is longer than any exercise may last is refused without ENDEX as well`() {
        var caps = ExerciseCaps()
        caps.duration = 3_600
        let faults = Authored.faults(
            exercise: "exercise: {id: harbour, teams: [{id: blue, timeline: blue}]}\n",
            timelines: [
                "blue": """
                injects:
                - {id: a, time: 0, type: sms, content: 1}
                - {id: b, after: {inject: a, delay: 61m}, type: sms, content: 1}
                """
            ], caps: caps)
        #expect(
            faults == """
                timelines/blue.yaml:3:37: error: inject 'b' comes later than an exercise may last
                    3 | - {id: b, after: {inject: a, delay: 61m}, type: sms, content: 1}
                      |                                     ^~~ 3660 s at the earliest, of at most 3600 s
                  note: 'a' is due at T+00:00: timelines/blue.yaml:2:8
                  help: shorten the delays, or raise MAX_EXERCISE_DURATION

                """)
    }

    @Test func `an inject of two timelines follows the same one in both`() {
        let injects = """
            injects:
            - {id: a, time: 0, type: sms, content: 1}
            - {id: b, time: 0, type: sms, content: 1}

            """
        let faults = Authored.faults(
            exercise: "exercise: {id: h, teams: [{id: blue, timeline: blue}, {id: red, timeline: red}]}\n",
            timelines: [
                "blue": injects + "- {id: c, after: a, type: sms, content: 1}\n",
                "red": injects + "- {id: c, after: {inject: a, state: delivered, delay: 0}, type: sms, content: 1}\n",
            ])
        let other = Authored.faults(
            exercise: "exercise: {id: h, teams: [{id: blue, timeline: blue}, {id: red, timeline: red}]}\n",
            timelines: [
                "blue": injects + "- {id: c, after: a, type: sms, content: 1}\n",
                "red": injects + "- {id: c, after: b, type: sms, content: 1}\n",
            ])
        #expect(faults == "")
        #expect(
            other == """
                timelines/red.yaml:4:8: error: inject 'c' differs from the one in timeline 'blue'
                    4 | - {id: c, after: b, type: sms, content: 1}
                      |        ^ its 'after' differs
                  note: it stands here first: timelines/blue.yaml:4:8
                  help: make them the same, or give one another id

                """)
    }

    @Test func `a long chain and a long circle are read at once`() {
        let links = (1..<20_000).map { "- {id: a\($0), after: a\($0 - 1), type: sms, content: 1}\n" }.joined()
        let chain = Authored.check(
            timelines: ["blue": "injects:\n- {id: a0, time: 0, type: sms, content: 1}\n" + links])
        let circle = Authored.check(
            timelines: ["blue": "injects:\n- {id: a0, after: a19999, type: sms, content: 1}\n" + links])
        #expect(chain.diagnostics == [])
        #expect(
            circle.diagnostics.map(\.message) == [
                "these injects wait for each other: a0 → a19999 → a19998 → a19997 → a19996 → a19995 → a19994 → a19993 "
                    + "→ a19992 → a19991 → a19990 → a19989 → … (19988 more) → a0"
            ])
    }
}
