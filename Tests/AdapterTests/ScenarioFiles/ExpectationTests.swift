import ExerciseModel
import ScenarioFiles
import Testing

/// What an exercise expects of itself: how it is read, and what is said of expectations that can never hold.
struct ExpectationTests {
    private static let exercise = """
        exercise:
          id: harbour
          duration: 2h
          teams:
            - {id: blue, timeline: blue}
            - {id: red, timeline: red}
          expect:
            - {at: "T+05:00", team: blue, inject: a}
            - at: 90
              team: red
              inject: b

        """

    private static let timelines: KeyValuePairs = [
        "blue": "injects:\n- {id: a, time: 60, type: sms, content: 1}\n- {id: bad, time: x, type: sms, content: 1}\n",
        "red": "injects:\n- {id: b, time: 60, type: sms, content: 1}\n",
    ]

    private static let sound: KeyValuePairs = [
        "blue": "injects:\n- {id: a, time: 60, type: sms, content: 1}\n",
        "red": "injects:\n- {id: b, time: 60, type: sms, content: 1}\n",
    ]

    @Test func `expectations reach the plan in the order of the file`() {
        let checked = Authored.check(exercise: Self.exercise, timelines: Self.sound)
        #expect(checked.diagnostics == [])
        #expect(
            checked.plan?.expectations == [
                Expectation(
                    at: ExerciseInstant(seconds: 300), team: TeamID(trusted: "blue"), inject: InjectID(trusted: "a")),
                Expectation(
                    at: ExerciseInstant(seconds: 90), team: TeamID(trusted: "red"), inject: InjectID(trusted: "b")),
            ])
    }

    @Test func `a fault that is found later is shown at the place of its expectation`() {
        let checked = Authored.check(exercise: Self.exercise, timelines: Self.sound)
        let faults = [
            checked.diagnostic(
                ofExpectation: 0, "expected 'a' for blue at T+05:00, but it comes at T+01:00", help: "mend one of them"),
            checked.diagnostic(ofExpectation: 1, "expected 'b' for red", label: "it never comes"),
            checked.diagnostic(ofExpectation: 2, "there is no such expectation"),
        ]
        #expect(
            DiagnosticText(files: checked.files).render(faults) == """
                exercises/harbour.yaml:8:7: error: expected 'a' for blue at T+05:00, but it comes at T+01:00
                    8 |     - {at: "T+05:00", team: blue, inject: a}
                      |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                  help: mend one of them
                exercises/harbour.yaml:9:7: error: expected 'b' for red
                    9 |     - at: 90
                      |       ^~~~~~ it never comes
                exercises/harbour.yaml: error: there is no such expectation

                """)
    }

    @Test func `an expectation that cannot hold is refused`() {
        let faults = Authored.faults(
            exercise: Self.exercise + """
                    - {at: "T+2:05:00", team: blue, inject: a}
                    - {at: 5, team: blu, inject: a}
                    - {at: 5, team: yellow, inject: a}
                    - {at: 5, team: blue, inject: b}
                    - {at: 5, team: blue, inject: aa}
                    - {at: 5, team: blue, inject: nothing}
                    - {at: 5, team: blue, inject: bad}
                """, timelines: Self.timelines)
        #expect(
            faults == """
                exercises/harbour.yaml:12:12: error: this is expected after ENDEX
                   12 |     - {at: "T+2:05:00", team: blue, inject: a}
                      |            ^~~~~~~~~~~ 7500 s, and the exercise lasts 7200 s
                  note: duration is set here: exercises/harbour.yaml:3:13
                  help: move it to T+2:00:00 or before, or make the duration 2h05m
                exercises/harbour.yaml:13:21: error: the exercise has no team 'blu'
                   13 |     - {at: 5, team: blu, inject: a}
                      |                     ^~~
                  help: did you mean 'blue'?
                exercises/harbour.yaml:14:21: error: the exercise has no team 'yellow'
                   14 |     - {at: 5, team: yellow, inject: a}
                      |                     ^~~~~~
                  help: it has: blue, red
                exercises/harbour.yaml:15:35: error: team 'blue' is never sent inject 'b'
                   15 |     - {at: 5, team: blue, inject: b}
                      |                                   ^ not in timeline 'blue'
                  note: it stands in timeline 'red': timelines/red.yaml:2:8
                  help: name a team of that timeline, or put it into 'blue' as well
                exercises/harbour.yaml:16:35: error: there is no inject 'aa'
                   16 |     - {at: 5, team: blue, inject: aa}
                      |                                   ^~ not in timeline 'blue'
                  help: did you mean 'a'?
                exercises/harbour.yaml:17:35: error: there is no inject 'nothing'
                   17 |     - {at: 5, team: blue, inject: nothing}
                      |                                   ^~~~~~~ not in timeline 'blue'
                  help: name an inject of that timeline
                timelines/blue.yaml:3:19: error: 'time' must be a time
                    3 | - {id: bad, time: x, type: sms, content: 1}
                      |                   ^ this is no time
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds

                """)
    }

    @Test func `an expectation of the wrong shape is refused with what would do`() {
        let faults = Authored.faults(
            exercise: Self.exercise + """
                    - {at: soon, tem: blue}
                    - {team: 5, inject: a b}
                    - blue
                """, timelines: Self.sound)
        #expect(
            faults == """
                exercises/harbour.yaml:12:8: error: this expectation has no 'inject'
                   12 |     - {at: soon, tem: blue}
                      |        ^~
                exercises/harbour.yaml:12:12: error: 'at' must be a time
                   12 |     - {at: soon, tem: blue}
                      |            ^~~~ this is no time
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                exercises/harbour.yaml:12:18: error: an expectation has no key 'tem'
                   12 |     - {at: soon, tem: blue}
                      |                  ^~~
                  help: did you mean 'team'?
                exercises/harbour.yaml:13:8: error: this expectation has no 'at'
                   13 |     - {team: 5, inject: a b}
                      |        ^~~~
                  help: write 'at: "T+05:30"'
                exercises/harbour.yaml:13:14: error: 'team' must be text
                   13 |     - {team: 5, inject: a b}
                      |              ^ this is a number
                  help: write "5"
                exercises/harbour.yaml:13:26: error: 'inject' cannot be 'a b'
                   13 |     - {team: 5, inject: a b}
                      |                          ^ a space may not stand in a name
                  help: use letters, digits, '_', '-' and '.', such as 'a-b'
                exercises/harbour.yaml:14:7: error: an expectation must be a mapping
                   14 |     - blue
                      |       ^~~~ this is text
                  help: write its keys, such as 'at:'

                """)
    }
}
