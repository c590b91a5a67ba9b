import ExerciseModel
import ScenarioFiles
import Testing

/// What an exercise expects of its rules.
struct ReactionTests {
    private static let exercise =
        Authored.exercise + """
              simulations: [{id: crane}, {id: net}]
              rules:
                - when: {event_type: stop, from: crane}
                  then:
                    - {send_to: crane, command: brake, compensate_command: release}
                    - {send_to: net, command: cut}
              expect:

            """

    private static func json(_ text: String) -> JSONText { JSONText(trusted: Array(text.utf8)[...]) }

    @Test func `an event and the commands that follow reach the plan beside the expected injects`() {
        let checked = Authored.check(
            exercise: Self.exercise + """
                    - event: {event_type: stop, from: crane}
                      commands: [{send_to: crane, command: brake}, {send_to: net, command: cut, params: {}}]
                    - {at: 60, team: blue, inject: a}
                    - event: {event_type: stop, from: crane, payload: {load: 24}}
                      at: "T+07:30"
                      fails: [cut]
                      commands: [{send_to: crane, command: release}, {send_to: net, command: cut}]
                    - {event: {event_type: go, from: net}, commands: []}
                """)
        let (crane, net) = (SimulationID(trusted: "crane"), SimulationID(trusted: "net"))
        #expect(
            checked.plan?.reactions == [
                Reaction(
                    at: ExerciseInstant(seconds: 0),
                    event: SimulationEvent(from: crane, type: "stop", payload: Self.json("null")),
                    commands: [.init(to: crane, "brake"), .init(to: net, "cut", params: Self.json("{}"))]),
                Reaction(
                    at: ExerciseInstant(seconds: 450),
                    event: SimulationEvent(from: crane, type: "stop", payload: Self.json(#"{"load":24}"#)),
                    commands: [.init(to: crane, "release"), .init(to: net, "cut")], fails: ["cut"]),
                Reaction(
                    at: ExerciseInstant(seconds: 0),
                    event: SimulationEvent(from: net, type: "go", payload: Self.json("null")), commands: []),
            ])
        #expect(checked.plan?.expectations.map(\.inject.text) == ["a"])
        let place = checked.diagnostic(ofReaction: 2, "nothing follows")
        #expect([place.line, place.column, place.length] == [20, 7, 50])
    }

    @Test func `a command may say what its simulation answers, and has a place of its own`() throws {
        let checked = Authored.check(
            exercise: Self.exercise + """
                    - event: {event_type: stop, from: crane}
                      commands:
                        - {send_to: crane, command: brake}
                        - {send_to: net, command: cut, output: {line: 3}}
                """)
        let outputs = try #require(checked.plan?.reactions.first).commands.map(\.output)
        #expect(outputs == [nil, Self.json(#"{"line":3}"#)])
        let places = [0, 1, 2, nil].map { checked.diagnostic(ofReaction: 0, command: $0, "it does not come") }
        #expect(places.map { [$0.line, $0.column] } == [[15, 11], [16, 11], [13, 7], [13, 7]])
    }

    @Test func `a scenario that stands alone expects something of its rules, an exercise that names it does not`() {
        let scenario = """
            scenario:
              rules:
                - {when: {event_type: stop}, then: [{send_to: crane, command: brake}]}
              expect:
                - {event: {event_type: stop, from: net}, commands: [{send_to: crane, command: brake}]}

            """
        let alone = Authored.check(exercise: scenario, timelines: [:])
        #expect(alone.diagnostics == [])
        #expect(alone.plan?.reactions.map(\.event.type) == ["stop"])
        #expect(alone.diagnostic(ofReaction: 0, "x").line == 5)
        let named = Authored.check(exercise: Authored.exercise + "  scenario: scenario.yaml\n", scenario: scenario)
        #expect(named.diagnostics == [])
        #expect(named.plan?.reactions == [])
    }

    @Test func `what a scenario cannot expect is refused`() {
        let rules = "  rules:\n    - {when: {event_type: stop}, then: [{send_to: crane, command: brake}]}\n"
        let inject = "scenario:\n\(rules)  expect:\n    - {at: 1m, team: blue, inject: a}\n"
        #expect(
            Authored.faults(exercise: inject, timelines: [:]) == """
                exercises/harbour.yaml:5:22: error: the exercise has no team 'blue'
                    5 |     - {at: 1m, team: blue, inject: a}
                      |                      ^~~~

                """)
        let inside =
            Authored.exercise
            + "  scenario: {rules: [{when: {event_type: stop}, then: [{set: a, value: 1}]}], expect: []}\n"
        #expect(
            Authored.faults(exercise: inside) == """
                exercises/harbour.yaml:6:79: error: 'expect' belongs to the exercise, not to its 'scenario'
                    6 |   scenario: {rules: [{when: {event_type: stop}, then: [{set: a, value: 1}]}], expect: []}
                      |                                                                               ^~~~~~
                  help: write it beside 'scenario'

                """)
        #expect(
            Authored.faults(exercise: "scenario:\n\(rules)expect: []\n", timelines: [:]) == """
                exercises/harbour.yaml:4:1: error: a scenario file has no key 'expect' at its top
                    4 | expect: []
                      | ^~~~~~
                  help: write 'scenario:' and indent it below

                """)
    }

    @Test func `names and shapes that cannot be are refused`() {
        let faults = Authored.faults(
            exercise: Self.exercise + """
                    - {event: {event_type: stop, from: cran}, commands: [{send_to: net, command: brake}]}
                    - {event: {event_type: stop, from: crane}, commands: [{send_to: net, command: cut}], fails: [cot]}
                    - {event: {from: crane}, at: "T+3:00:00"}
                    - {event: stop, commands: [{send_to: net}], team: blue}
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:13:40: error: the exercise has no simulation 'cran'
                   13 |     - {event: {event_type: stop, from: cran}, commands: [{send_to: net, command: brake}]}
                      |                                        ^~~~
                  help: did you mean 'crane'?
                exercises/harbour.yaml:13:82: error: no rule sends 'brake' to 'net'
                   13 |     - {event: {event_type: stop, from: cran}, commands: [{send_to: net, command: brake}]}
                      |                                                                                  ^~~~~
                  help: it is sent: cut
                exercises/harbour.yaml:14:98: error: 'cot' is none of the expected commands
                   14 |     - {event: {event_type: stop, from: crane}, commands: [{send_to: net, command: cut}], fails: [cot]}
                      |                                                                                                  ^~~
                  help: did you mean 'cut'?
                exercises/harbour.yaml:15:8: error: this expectation has no 'commands'
                   15 |     - {event: {from: crane}, at: "T+3:00:00"}
                      |        ^~~~~
                  help: write the commands that follow, or [] if none does
                exercises/harbour.yaml:15:16: error: this 'event' has no 'event_type'
                   15 |     - {event: {from: crane}, at: "T+3:00:00"}
                      |                ^~~~
                exercises/harbour.yaml:15:34: error: this is expected after ENDEX
                   15 |     - {event: {from: crane}, at: "T+3:00:00"}
                      |                                  ^~~~~~~~~~~ 10800 s, and the exercise lasts 7200 s
                  note: duration is set here: exercises/harbour.yaml:3:13
                  help: move it to T+2:00:00 or before, or make the duration 3h
                exercises/harbour.yaml:16:15: error: 'event' must be a mapping
                   16 |     - {event: stop, commands: [{send_to: net}], team: blue}
                      |               ^~~~ this is text
                  help: write its keys, such as 'event_type:'
                exercises/harbour.yaml:16:49: error: an expectation has no key 'team'
                   16 |     - {event: stop, commands: [{send_to: net}], team: blue}
                      |                                                 ^~~~
                  help: its keys are: event, commands, at, fails

                """)
    }
}
