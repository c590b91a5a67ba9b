import ExerciseModel
import ScenarioFiles
import Testing

/// What a check says of an exercise whose keys are all in order, word for word.
struct ExerciseCheckTests {
    @Test func `a bare duration below ten minutes is a warning`() {
        let faults = Authored.faults(
            exercise: "exercise: {id: harbour, duration: 120, teams: [{id: blue, timeline: blue}]}")
        #expect(
            faults == """
                exercises/harbour.yaml:1:35: warning: a bare 'duration' counts seconds
                    1 | exercise: {id: harbour, duration: 120, teams: [{id: blue, timeline: blue}]}
                      |                                   ^~~ the exercise lasts 120 s
                  help: write 120m for minutes, or 120s if seconds are meant

                """)
    }

    @Test func `a color that YAML took for a comment is explained`() {
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: harbour
                  teams:
                    - id: blue
                      timeline: blue
                      color: #2f6fed
                    - {id: red, timeline: blue, color: blue}
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:6:13: error: 'color' must be text
                    6 |       color: #2f6fed
                      |             ^ this is empty
                  help: a '#' begins a comment in YAML: put the value in quotes
                exercises/harbour.yaml:7:40: error: 'color' must be a '#' and six hex digits
                    7 |     - {id: red, timeline: blue, color: blue}
                      |                                        ^~~~
                  help: such as "#2f6fed"

                """)
    }

    @Test func `limits of the settings are kept`() {
        var caps = ExerciseCaps()
        caps.teams = 1
        caps.injects = 1
        caps.duration = 3_600
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: harbour
                  duration: "2:00:00"
                  teams:
                    - {id: blue, timeline: blue}
                    - {id: red, timeline: blue}
                """,
            timelines: [
                "blue": """
                {"injects": [
                  {"id": "a", "time": 0, "type": "sms", "content": 1},
                  {"id": "b", "time": 0, "type": "sms", "content": 1}
                ]}
                """
            ], caps: caps)
        #expect(
            faults == """
                exercises/harbour.yaml:3:13: error: 'duration' is longer than an exercise may last
                    3 |   duration: "2:00:00"
                      |             ^~~~~~~~~ 7200 s of at most 3600 s
                  help: shorten it, or raise MAX_EXERCISE_DURATION
                exercises/harbour.yaml:6:7: error: exercise 'harbour' has too many teams
                    6 |     - {id: red, timeline: blue}
                      |       ^~~~~~~~~~~~~~~~~~~~~~~~~ 2 of at most 1
                  help: raise MAX_TEAMS_PER_EXERCISE
                timelines/blue.json:3:3: error: this timeline has too many injects
                    3 |   {"id": "b", "time": 0, "type": "sms", "content": 1}
                      |   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ 2 of at most 1
                  help: raise MAX_INJECTS_PER_TIMELINE

                """)
    }

    @Test func `an exercise nobody takes part in, an idle objective and an empty timeline are warnings`() {
        let nobody = Authored.faults(exercise: "exercise: {id: harbour}\n")
        let idle = Authored.faults(
            exercise: """
                exercise:
                  id: harbour
                  objectives: [{id: contain, title: Contain it}]
                  teams: [{id: blue, timeline: blue}]
                """, timelines: ["blue": "injects: []\n"])
        #expect(
            nobody + idle == """
                exercises/harbour.yaml:1:16: warning: exercise 'harbour' has no teams
                    1 | exercise: {id: harbour}
                      |                ^~~~~~~ nobody is sent anything
                exercises/harbour.yaml:3:21: warning: no inject serves the objective 'contain'
                    3 |   objectives: [{id: contain, title: Contain it}]
                      |                     ^~~~~~~
                  help: name it in the 'objectives' of an inject, or leave it out
                exercises/harbour.yaml:4:32: warning: timeline 'blue' has no injects
                    4 |   teams: [{id: blue, timeline: blue}]
                      |                                ^~~~ its teams are sent nothing

                """)
    }
}
