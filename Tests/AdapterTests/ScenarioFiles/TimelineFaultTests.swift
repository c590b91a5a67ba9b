import ExerciseModel
import ScenarioFiles
import Testing

/// What is said about faults of a timeline, word for word.
struct TimelineFaultTests {
    @Test func `an inject after ENDEX shows its line, the duration and the mend`() {
        let faults = Authored.faults(
            timeline: """
                {
                  "injects": [
                    {
                      "id": "inject-009",
                      "time": "T+2:05:00",
                      "type": "mail",
                      "content": {"subject": "Too late"}
                    }
                  ]
                }
                """)
        #expect(
            faults == """
                timelines/blue.json:5:15: error: inject 'inject-009' is due after ENDEX
                    5 |       "time": "T+2:05:00",
                      |               ^~~~~~~~~~~ 7500 s, and the exercise lasts 7200 s
                  note: duration is set here: exercises/harbour.yaml:3:13
                  help: move it to T+2:00:00 or before, or make the duration 2h05m

                """)
    }

    @Test func `an inject needs one of time, manual and after, and no second`() {
        let faults = Authored.faults(
            timeline: """
                injects:
                - {id: a, type: sms, content: {text: x}}
                - {id: b, type: sms, content: {text: x}, time: 5, manual: true}
                - {id: c, type: sms, content: {text: x}, manual: false}
                - {id: d, type: sms, content: {text: x}, manual: maybe}
                - {id: e, type: sms, content: {text: x}, after: {inject: a}}
                - {id: f, type: sms, content: {text: x}, after: {inject: a}, time: 5}
                - {id: g, type: sms, content: {text: x}, time: 5, after: {inject: a}, manual: true}
                """)
        #expect(
            faults == """
                timelines/blue.yaml:2:8: error: inject 'a' has no 'time'
                    2 | - {id: a, type: sms, content: {text: x}}
                      |        ^
                  help: write 'time: "T+05:30"', 'after:' and an inject, or 'manual: true' for a contingency inject
                timelines/blue.yaml:3:51: error: inject 'b' has both 'time' and 'manual'
                    3 | - {id: b, type: sms, content: {text: x}, time: 5, manual: true}
                      |                                                   ^~~~~~
                  note: the other stands here: timelines/blue.yaml:3:42
                  help: write one of them
                timelines/blue.yaml:4:8: error: inject 'c' has no 'time'
                    4 | - {id: c, type: sms, content: {text: x}, manual: false}
                      |        ^
                  help: write 'time: "T+05:30"', 'after:' and an inject, or 'manual: true' for a contingency inject
                timelines/blue.yaml:5:50: error: 'manual' must be true or false
                    5 | - {id: d, type: sms, content: {text: x}, manual: maybe}
                      |                                                  ^~~~~ this is text
                timelines/blue.yaml:7:62: error: inject 'f' has both 'time' and 'after'
                    7 | - {id: f, type: sms, content: {text: x}, after: {inject: a}, time: 5}
                      |                                                              ^~~~
                  note: the other stands here: timelines/blue.yaml:7:42
                  help: write one of them
                timelines/blue.yaml:8:71: error: inject 'g' has 'time', 'manual' and 'after'
                    8 | - {id: g, type: sms, content: {text: x}, time: 5, after: {inject: a}, manual: true}
                      |                                                                       ^~~~~~
                  note: the other stands here: timelines/blue.yaml:8:42
                  note: the other stands here: timelines/blue.yaml:8:51
                  help: write one of them

                """)
    }

    @Test func `times that mean nothing are refused with what would do`() {
        let faults = Authored.faults(
            timeline: """
                injects:
                - {id: a, type: sms, content: {text: x}, time: -5}
                - {id: b, type: sms, content: {text: x}, time: "T-5:00"}
                - {id: c, type: sms, content: {text: x}, time: "90"}
                - {id: d, type: sms, content: {text: x}, time: "5:75"}
                - {id: e, type: sms, content: {text: x}, time: 5s 2m}
                - {id: f, type: sms, content: {text: x}, time: half past nine}
                - {id: g, type: sms, content: {text: x}, time: 1e30}
                - {id: h, type: sms, content: {text: x}, time: [5]}
                - {id: i, type: sms, content: {text: x}, time: .inf}
                - {id: j, type: sms, content: {text: x}, time: 0x10}
                """)
        #expect(
            faults == """
                timelines/blue.yaml:2:48: error: 'time' must be a time
                    2 | - {id: a, type: sms, content: {text: x}, time: -5}
                      |                                                ^~ this is before zero
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                timelines/blue.yaml:3:48: error: 'time' must be a time
                    3 | - {id: b, type: sms, content: {text: x}, time: "T-5:00"}
                      |                                                ^~~~~~~~ this is before zero
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                timelines/blue.yaml:4:48: error: 'time' must be a time
                    4 | - {id: c, type: sms, content: {text: x}, time: "90"}
                      |                                                ^~~~ a number in quotes has no unit
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                timelines/blue.yaml:5:48: error: 'time' must be a time
                    5 | - {id: d, type: sms, content: {text: x}, time: "5:75"}
                      |                                                ^~~~~~ minutes and seconds go up to 59 here
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                timelines/blue.yaml:6:48: error: 'time' must be a time
                    6 | - {id: e, type: sms, content: {text: x}, time: 5s 2m}
                      |                                                ^~~~~ units go from the largest to the smallest, each once: h, m, s, ms
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                timelines/blue.yaml:7:48: error: 'time' must be a time
                    7 | - {id: f, type: sms, content: {text: x}, time: half past nine}
                      |                                                ^~~~~~~~~~~~~~ this is no time
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                timelines/blue.yaml:8:48: error: 'time' must be a time
                    8 | - {id: g, type: sms, content: {text: x}, time: 1e30}
                      |                                                ^~~~ this is too large
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                timelines/blue.yaml:9:48: error: 'time' must be a time
                    9 | - {id: h, type: sms, content: {text: x}, time: [5]}
                      |                                                ^~~ this is a list
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                timelines/blue.yaml:10:48: error: 'time' must be a time
                   10 | - {id: i, type: sms, content: {text: x}, time: .inf}
                      |                                                ^~~~ this is no finite number
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                timelines/blue.yaml:11:48: error: 'time' must be a time
                   11 | - {id: j, type: sms, content: {text: x}, time: 0x10}
                      |                                                ^~~~ this is no decimal number
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds

                """)
    }

    @Test func `missing, unknown and empty keys of an inject are named`() {
        let faults = Authored.faults(
            timeline: """
                injects:
                - id: a
                  time: 5
                  typ: sms
                - time: 5
                  type: ""
                  content:
                - {id: c, time: 5, type: sms, content: {}, expected_action: {deadline: 5m}}
                - just text
                - {id: d, time: 5, type: sms, content: {text: x}, tags: burst, late: hodl, grace: -1s}
                """)
        #expect(
            faults == """
                timelines/blue.yaml:2:7: error: inject 'a' has no 'content'
                    2 | - id: a
                      |       ^
                  help: write {} if it has none
                timelines/blue.yaml:4:3: error: an inject has no key 'typ'
                    4 |   typ: sms
                      |   ^~~
                  help: did you mean 'type'?
                timelines/blue.yaml:5:3: error: this inject has no 'id'
                    5 | - time: 5
                      |   ^~~~
                timelines/blue.yaml:6:9: error: 'type' is empty
                    6 |   type: ""
                      |         ^~
                timelines/blue.yaml:7:3: warning: this inject has an empty content
                    7 |   content:
                      |   ^~~~~~~ the team sees nothing
                timelines/blue.yaml:8:31: warning: inject 'c' has an empty content
                    8 | - {id: c, time: 5, type: sms, content: {}, expected_action: {deadline: 5m}}
                      |                               ^~~~~~~ the team sees nothing
                timelines/blue.yaml:8:62: error: the expected action of inject 'c' has no 'text'
                    8 | - {id: c, time: 5, type: sms, content: {}, expected_action: {deadline: 5m}}
                      |                                                              ^~~~~~~~
                timelines/blue.yaml:9:3: error: an inject must be a mapping
                    9 | - just text
                      |   ^~~~~~~~~ this is text
                  help: write its keys, such as 'id:'
                timelines/blue.yaml:10:57: error: 'tags' must be a list of texts
                   10 | - {id: d, time: 5, type: sms, content: {text: x}, tags: burst, late: hodl, grace: -1s}
                      |                                                         ^~~~~ this is text
                  help: write [burst]
                timelines/blue.yaml:10:70: error: 'late' cannot be 'hodl'
                   10 | - {id: d, time: 5, type: sms, content: {text: x}, tags: burst, late: hodl, grace: -1s}
                      |                                                                      ^~~~
                  help: did you mean 'hold'? it is one of: fire, hold, skip
                timelines/blue.yaml:10:83: error: 'grace' must be a time
                   10 | - {id: d, time: 5, type: sms, content: {text: x}, tags: burst, late: hodl, grace: -1s}
                      |                                                                                   ^~~ this is before zero
                  help: write 45m, 2h05m, 90s, "1:30:00", or a number of seconds

                """)
    }

    @Test func `an action that is expected after ENDEX is a warning`() {
        let faults = Authored.faults(
            timeline: """
                injects:
                - id: a
                  time: "T+1:50:00"
                  type: sms
                  content: {text: x}
                  expected_action: [{text: Call, deadline: 10m}, {text: Write, deadline: 15m}]
                - id: b
                  after: {inject: a, delay: 5m}
                  type: sms
                  content: {text: x}
                  expected_action: {text: Call, deadline: 6m}
                - {id: c, manual: true, type: sms, content: {text: x}, expected_action: {text: Call, deadline: 2h}}
                """)
        #expect(
            faults == """
                timelines/blue.yaml:6:74: warning: an expected action of inject 'a' is due after ENDEX
                    6 |   expected_action: [{text: Call, deadline: 10m}, {text: Write, deadline: 15m}]
                      |                                                                          ^~~ 7500 s, and the exercise lasts 7200 s
                  note: duration is set here: exercises/harbour.yaml:3:13
                  help: shorten the deadline, or send the inject earlier
                timelines/blue.yaml:11:43: warning: an expected action of inject 'b' is due after ENDEX
                   11 |   expected_action: {text: Call, deadline: 6m}
                      |                                           ^~ 7260 s, and the exercise lasts 7200 s
                  note: duration is set here: exercises/harbour.yaml:3:13
                  help: shorten the deadline, or send the inject earlier

                """)
    }

    @Test func `an inject that stands in two timelines must be the same in both`() {
        let exercise = """
            exercise:
              id: harbour
              teams: [{id: blue, timeline: blue}, {id: red, timeline: red}]
            """
        let faults = Authored.faults(
            exercise: exercise,
            timelines: [
                "blue": """
                injects:
                - {id: same, time: 60, type: sms, content: {n: 1.50, text: "a/b", list: [1, x]}}
                - {id: time, time: 60, type: sms, content: {text: x}}
                - {id: content, time: 60, type: sms, content: {text: x}}
                - {id: content, time: 60, type: sms, content: {text: x}}
                - {id: details, time: 60, type: sms, content: {text: x}, title: One}
                """,
                "red": """
                {"injects": [
                  {"id": "same", "time": "T+01:00", "type": "sms", "content": {"text": "a\\/b", "n": 1.5, "list": [1,"x"]}},
                  {"id": "time", "time": 61, "type": "sms", "content": {"text": "x"}},
                  {"id": "content", "time": 60, "type": "sms", "content": {"text": "y"}},
                  {"id": "details", "time": 60, "type": "sms", "content": {"text": "x"}, "title": "Two"}
                ]}
                """,
            ])
        #expect(
            faults == """
                timelines/blue.yaml:5:8: error: inject 'content' stands twice in this timeline
                    5 | - {id: content, time: 60, type: sms, content: {text: x}}
                      |        ^~~~~~~
                  note: it stands here first: timelines/blue.yaml:4:8
                  help: give one another id
                timelines/red.json:3:10: error: inject 'time' differs from the one in timeline 'blue'
                    3 |   {"id": "time", "time": 61, "type": "sms", "content": {"text": "x"}},
                      |          ^~~~~~ its time differs
                  note: it stands here first: timelines/blue.yaml:3:8
                  help: make them the same, or give one another id
                timelines/red.json:4:10: error: inject 'content' differs from the one in timeline 'blue'
                    4 |   {"id": "content", "time": 60, "type": "sms", "content": {"text": "y"}},
                      |          ^~~~~~~~~ its content differs
                  note: it stands here first: timelines/blue.yaml:4:8
                  help: make them the same, or give one another id
                timelines/red.json:5:10: error: inject 'details' differs from the one in timeline 'blue'
                    5 |   {"id": "details", "time": 60, "type": "sms", "content": {"text": "x"}, "title": "Two"}
                      |          ^~~~~~~~~ its title differs
                  note: it stands here first: timelines/blue.yaml:6:8
                  help: make them the same, or give one another id

                """)
    }

    @Test func `objectives must be declared and attachments stay in their folder`() {
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: harbour
                  teams: [{id: blue, timeline: blue}]
                  objectives: [{id: contain, title: Contain}]
                """,
            timelines: [
                "blue": """
                injects:
                - {id: a, time: 5, type: sms, content: {text: x}, objectives: [contain, contian, other]}
                - {id: b, time: 5, type: sms, content: {text: x}, attachments: [a/b.png, /etc/passwd, a/../../b, '', 'a\\b']}
                """
            ])
        #expect(
            faults == """
                timelines/blue.yaml:2:73: error: the exercise has no objective 'contian'
                    2 | - {id: a, time: 5, type: sms, content: {text: x}, objectives: [contain, contian, other]}
                      |                                                                         ^~~~~~~
                  note: 'contain' is declared here: exercises/harbour.yaml:4:21
                  help: did you mean 'contain'?
                timelines/blue.yaml:2:82: error: the exercise has no objective 'other'
                    2 | - {id: a, time: 5, type: sms, content: {text: x}, objectives: [contain, contian, other]}
                      |                                                                                  ^~~~~
                  help: it has: contain
                timelines/blue.yaml:3:74: error: an attachment must be a path below the media folder
                    3 | - {id: b, time: 5, type: sms, content: {text: x}, attachments: [a/b.png, /etc/passwd, a/../../b, '', 'a\\b']}
                      |                                                                          ^~~~~~~~~~~
                  help: write it without '/' at its start and without '..', such as maps/quay.png
                timelines/blue.yaml:3:87: error: an attachment must be a path below the media folder
                    3 | - {id: b, time: 5, type: sms, content: {text: x}, attachments: [a/b.png, /etc/passwd, a/../../b, '', 'a\\b']}
                      |                                                                                       ^~~~~~~~~
                  help: write it without '/' at its start and without '..', such as maps/quay.png
                timelines/blue.yaml:3:98: error: an attachment must be a path below the media folder
                    3 | - {id: b, time: 5, type: sms, content: {text: x}, attachments: [a/b.png, /etc/passwd, a/../../b, '', 'a\\b']}
                      |                                                                                                  ^~
                  help: write it without '/' at its start and without '..', such as maps/quay.png
                timelines/blue.yaml:3:102: error: an attachment must be a path below the media folder
                    3 | - {id: b, time: 5, type: sms, content: {text: x}, attachments: [a/b.png, /etc/passwd, a/../../b, '', 'a\\b']}
                      |                                                                                                      ^~~~~
                  help: write it without '/' at its start and without '..', such as maps/quay.png

                """)
    }

    @Test func `a timeline without injects and one of another shape are refused`() {
        let none = Authored.faults(timeline: "title: Nothing\n")
        let list = Authored.faults(timeline: "- id: a\n")
        let mapping = Authored.faults(timeline: "{\"injects\": {\"a\": 1}}")
        #expect(
            none + list + mapping == """
                timelines/blue.yaml:1:1: error: this timeline has no 'injects'
                    1 | title: Nothing
                      | ^~~~~
                  help: write 'injects:' and its list
                timelines/blue.yaml:1:1: error: a timeline must be a mapping
                    1 | - id: a
                      | ^~~~~~~ this is a list
                  help: write its keys, such as 'injects:'
                timelines/blue.json:1:13: error: 'injects' must be a list
                    1 | {"injects": {"a": 1}}
                      |             ^~~~~~~~ this is a mapping

                """)
    }

    @Test func `more than a hundred errors are counted, not shown`() {
        let injects = (0..<130).map { "- {id: a\($0), time: x, type: sms, content: {text: x}}\n" }
        let checked = Authored.check(timelines: ["blue": "injects:\n" + injects.joined()])
        #expect(checked.diagnostics.count == 101)
        #expect(
            checked.diagnostics.last
                == Diagnostic(severity: .note, file: "timelines/blue.yaml", message: "30 more errors are not shown"))
    }

    @Test func `a content over its limit is refused`() {
        let text = String(repeating: "x", count: Limits.content)
        let json = "{\"injects\": [{\"id\": \"a\", \"time\": 1, \"type\": \"t\", \"content\": \"\(text)\"}]}"
        let yaml = "injects:\n- id: a\n  time: 1\n  type: t\n  content: \(text)\n"
        let messages = [json, yaml].map { Authored.check(timelines: ["blue": $0]).diagnostics.map(\.message) }
        #expect(messages == [["the content of inject 'a' is too large"], ["the content of inject 'a' is too large"]])
    }
}
