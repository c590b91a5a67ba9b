import ExerciseModel
import ScenarioFiles
import Testing

/// What is said about faults of an exercise file, word for word.
struct ExerciseFaultTests {
    @Test func `unknown keys name the nearest known one and all faults come at once`() {
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: harbour
                  titel: Ransomware
                  duration: 2h
                  audience: everybody
                  delivery: {retry: 3, qos: 3, backoff: exponentially}
                  teams:
                    - {id: blue, timline: blue, colour: "#fff"}
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:3:3: error: an exercise has no key 'titel'
                    3 |   titel: Ransomware
                      |   ^~~~~
                  help: did you mean 'title'?
                exercises/harbour.yaml:5:3: error: an exercise has no key 'audience'
                    5 |   audience: everybody
                      |   ^~~~~~~~
                  help: its keys are: id, title, description, scenario_id, duration, on_restart, max_gap, late, grace, delivery, publish_events, teams, objectives, simulations, variables, scenario, rules, expect
                exercises/harbour.yaml:6:14: error: 'delivery' has no key 'retry'
                    6 |   delivery: {retry: 3, qos: 3, backoff: exponentially}
                      |              ^~~~~
                  help: its keys are: proof, qos, retries, retry_delay, backoff, receipt_timeout, timeout
                exercises/harbour.yaml:6:29: error: 'qos' is out of bounds
                    6 |   delivery: {retry: 3, qos: 3, backoff: exponentially}
                      |                             ^ 0 to 2 is allowed
                exercises/harbour.yaml:6:41: error: 'backoff' cannot be 'exponentially'
                    6 |   delivery: {retry: 3, qos: 3, backoff: exponentially}
                      |                                         ^~~~~~~~~~~~~
                  help: did you mean 'exponential'? it is one of: fixed, exponential
                exercises/harbour.yaml:8:18: error: a team has no key 'timline'
                    8 |     - {id: blue, timline: blue, colour: "#fff"}
                      |                  ^~~~~~~
                  help: did you mean 'timeline'?
                exercises/harbour.yaml:8:33: error: a team has no key 'colour'
                    8 |     - {id: blue, timline: blue, colour: "#fff"}
                      |                                 ^~~~~~
                  help: did you mean 'color'?

                """)
    }

    @Test func `values of the wrong kind are refused`() {
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: 42
                  title: [a, b]
                  duration: soon
                  grace: {s: 5}
                  publish_events: yes
                  late: drop
                  on_restart: 5
                  delivery: fast
                  objectives: one
                  teams:
                    blue: {timeline: blue}
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:2:7: error: 'id' must be text
                    2 |   id: 42
                      |       ^~ this is a number
                  help: write "42"
                exercises/harbour.yaml:3:10: error: 'title' must be text
                    3 |   title: [a, b]
                      |          ^~~~~~ this is a list
                exercises/harbour.yaml:4:13: error: 'duration' must be a time
                    4 |   duration: soon
                      |             ^~~~ this is no time
                  help: write 45m, 2h05m, 90s, "1:30:00", or a number of seconds
                exercises/harbour.yaml:5:10: error: 'grace' must be a time
                    5 |   grace: {s: 5}
                      |          ^~~~~~ this is a mapping
                  help: write 45m, 2h05m, 90s, "1:30:00", or a number of seconds
                exercises/harbour.yaml:6:19: error: 'publish_events' must be true or false
                    6 |   publish_events: yes
                      |                   ^~~ this is text
                exercises/harbour.yaml:7:9: error: 'late' cannot be 'drop'
                    7 |   late: drop
                      |         ^~~~
                  help: it is one of: fire, hold, skip
                exercises/harbour.yaml:8:15: error: 'on_restart' must be text
                    8 |   on_restart: 5
                      |               ^ this is a number
                  help: write "5"
                exercises/harbour.yaml:9:13: error: 'delivery' must be a mapping
                    9 |   delivery: fast
                      |             ^~~~ this is text
                  help: write its keys, such as 'proof:'
                exercises/harbour.yaml:10:15: error: 'objectives' must be a list
                   10 |   objectives: one
                      |               ^~~ this is text
                exercises/harbour.yaml:12:5: error: 'teams' must be a list
                   12 |     blue: {timeline: blue}
                      |     ^~~~~~~~~~~~~~~~~~~~~~ this is a mapping

                """)
    }

    @Test func `missing keys are named`() {
        let faults = Authored.faults(
            exercise: """
                exercise:
                  title: Nameless
                  objectives:
                    - {title: Contain}
                  teams:
                    - {name: Blue, timeline: blue}
                    - {id: red}
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:2:3: error: this exercise has no 'id'
                    2 |   title: Nameless
                      |   ^~~~~
                exercises/harbour.yaml:4:8: error: this objective has no 'id'
                    4 |     - {title: Contain}
                      |        ^~~~~
                exercises/harbour.yaml:6:8: error: this team has no 'id'
                    6 |     - {name: Blue, timeline: blue}
                      |        ^~~~
                exercises/harbour.yaml:7:12: error: team 'red' has no 'timeline'
                    7 |     - {id: red}
                      |            ^~~

                """)
    }

    @Test func `names that stand twice point at the first`() {
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: harbour
                  objectives: [{id: o}, {id: o}]
                  teams:
                    - {id: blue, name: Blue, timeline: blue}
                    - {id: red, name: Blue, timeline: blue}
                    - {id: blue, timeline: blue, timeline_id: blue}
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:3:21: warning: no inject serves the objective 'o'
                    3 |   objectives: [{id: o}, {id: o}]
                      |                     ^
                  help: name it in the 'objectives' of an inject, or leave it out
                exercises/harbour.yaml:3:30: error: the objective 'o' stands twice
                    3 |   objectives: [{id: o}, {id: o}]
                      |                              ^
                  note: it stands here first: exercises/harbour.yaml:3:21
                exercises/harbour.yaml:6:23: warning: two teams have the name 'Blue'
                    6 |     - {id: red, name: Blue, timeline: blue}
                      |                       ^~~~
                  note: the other stands here: exercises/harbour.yaml:5:24
                exercises/harbour.yaml:7:12: error: the team 'blue' stands twice
                    7 |     - {id: blue, timeline: blue, timeline_id: blue}
                      |            ^~~~
                  note: it stands here first: exercises/harbour.yaml:5:12
                exercises/harbour.yaml:7:34: error: 'timeline' and 'timeline_id' are the same
                    7 |     - {id: blue, timeline: blue, timeline_id: blue}
                      |                                  ^~~~~~~~~~~
                  help: write one of them

                """)
    }

    @Test func `an unknown timeline is refused where a team names it`() {
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: harbour
                  teams:
                    - {id: blue, timeline: bleu}
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:4:28: error: there is no timeline 'bleu'
                    4 |     - {id: blue, timeline: bleu}
                      |                            ^~~~ it is not among the files of the exercise
                  help: did you mean 'blue'?

                """)
    }

    @Test func `what this version does not run is refused, unless it is empty`() {
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: harbour
                  teams:
                    - {id: blue, timeline: blue}
                  delivery: {proof: page}
                  mqtt_control: director
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:5:21: error: 'proof' cannot be 'page'
                    5 |   delivery: {proof: page}
                      |                     ^~~~
                  help: it is one of: broker, receipt
                exercises/harbour.yaml:6:3: error: 'mqtt_control' is not supported by this version
                    6 |   mqtt_control: director
                      |   ^~~~~~~~~~~~ it would have no effect
                  help: leave it out for now

                """)
    }

    @Test func `keys beside the exercise and files of another kind are told apart`() {
        let beside = Authored.faults(exercise: "exercise: {id: h}\nteams: []\nfoo: 1\n")
        let timeline = Authored.faults(exercise: "injects: []\n")
        let slip = Authored.faults(exercise: "exercice: {id: h}\n")
        let list = Authored.faults(exercise: "- id: h\n")
        #expect(
            beside + timeline + slip + list == """
                exercises/harbour.yaml:1:16: warning: exercise 'h' has no teams
                    1 | exercise: {id: h}
                      |                ^ nobody is sent anything
                exercises/harbour.yaml:2:1: error: 'teams' does not belong beside 'exercise'
                    2 | teams: []
                      | ^~~~~
                  help: move it into 'exercise'
                exercises/harbour.yaml:3:1: error: 'foo' does not belong beside 'exercise'
                    3 | foo: 1
                      | ^~~
                  help: leave it out
                exercises/harbour.yaml:1:1: error: this is a timeline, no exercise
                    1 | injects: []
                      | ^~~~~~~
                  help: name the exercise file that uses it
                exercises/harbour.yaml:1:1: error: an exercise file has the key 'exercise' at its top
                    1 | exercice: {id: h}
                      | ^~~~~~~~
                  help: did you mean 'exercise'?
                exercises/harbour.yaml:1:1: error: an exercise file must hold a mapping
                    1 | - id: h
                      | ^~~~~~~ this is a list
                  help: begin it with 'exercise:'

                """)
    }
}
