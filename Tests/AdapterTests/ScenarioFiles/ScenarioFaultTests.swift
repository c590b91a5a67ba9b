import ExerciseModel
import ScenarioFiles
import Testing

/// What is said about faults of scenarios as a whole, word for word.
struct ScenarioFaultTests {
    @Test func `a scenario of the wrong shape is refused with what would do`() {
        let texts = [
            "scenario:\n  nam: x\n", "scenario: [a]\n", "scenario: {rules: {when: x}}\n", "scenario: {rules: []}\n",
            "scenario: {rules: []}\nrules: []\n", "scenario: {rules: []}\nscenarios: 1\n",
        ]
        #expect(
            texts.map { Authored.faults(exercise: $0, timelines: [:]) }.joined() == """
                exercises/harbour.yaml:2:3: error: a scenario has no key 'nam'
                    2 |   nam: x
                      |   ^~~
                  help: did you mean 'name'?
                exercises/harbour.yaml:2:3: error: this scenario has no 'rules'
                    2 |   nam: x
                      |   ^~~
                  help: write 'rules:' and a list
                exercises/harbour.yaml:1:11: error: a scenario must be a mapping
                    1 | scenario: [a]
                      |           ^~~ this is a list
                  help: write its keys, such as 'name:'
                exercises/harbour.yaml:1:19: error: 'rules' must be a list
                    1 | scenario: {rules: {when: x}}
                      |                   ^~~~~~~~~ this is a mapping
                  help: write a '-' before each rule
                exercises/harbour.yaml:1:19: warning: this scenario has no rules
                    1 | scenario: {rules: []}
                      |                   ^~ events lead to nothing
                exercises/harbour.yaml:1:19: warning: this scenario has no rules
                    1 | scenario: {rules: []}
                      |                   ^~ events lead to nothing
                exercises/harbour.yaml:2:1: error: a scenario file has no key 'rules' at its top
                    2 | rules: []
                      | ^~~~~
                  help: write 'scenario:' and indent it below
                exercises/harbour.yaml:1:19: warning: this scenario has no rules
                    1 | scenario: {rules: []}
                      |                   ^~ events lead to nothing
                exercises/harbour.yaml:2:1: error: a scenario file has no key 'scenarios' at its top
                    2 | scenarios: 1
                      | ^~~~~~~~~
                  help: did you mean 'scenario'?

                """)
    }

    @Test func `rules of one name, and of one meaning, point at the first`() {
        let faults = Authored.faults(
            rules: """
                    - {id: rule-2, when: {event_type: a, from: net}, then: [{send_to: crane, command: x}]}
                    - {when: {event_type: a, from: media}, then: [{send_to: crane, command: y}]}
                    - {id: rule-2, when: {event_type: b}, then: [{send_to: crane, command: y}]}
                    - {id: c, when: {event_type: a, from: net}, then: [{send_to: crane, command: x}]}
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:9:8: error: the rule 'rule-2' stands twice
                    9 |     - {when: {event_type: a, from: media}, then: [{send_to: crane, command: y}]}
                      |        ^~~~ a rule without an id is called after its place
                  note: it stands here first: exercises/harbour.yaml:8:12
                  help: give it an id
                exercises/harbour.yaml:10:12: error: the rule 'rule-2' stands twice
                   10 |     - {id: rule-2, when: {event_type: b}, then: [{send_to: crane, command: y}]}
                      |            ^~~~~~
                  note: it stands here first: exercises/harbour.yaml:8:12
                exercises/harbour.yaml:11:12: warning: rule 'c' is the same as 'rule-2'
                   11 |     - {id: c, when: {event_type: a, from: net}, then: [{send_to: crane, command: x}]}
                      |            ^ both answer the same events
                  note: the other stands here: exercises/harbour.yaml:8:12
                  help: leave one of them out

                """)
    }

    @Test func `a simulation that no rule knows is a note`() {
        let note = Authored.check(
            rules: "    - {when: {event_type: a, from: net}, then: [{send_to: crane, command: x}]}\n")
        #expect(note.plan != nil)
        #expect(
            DiagnosticText(files: note.files).render(note.diagnostics) == """
                exercises/harbour.yaml:5:60: note: no rule listens to simulation 'media' or sends to it
                    5 |   simulations: [{id: crane, name: Cranes}, {id: net}, {id: media}]
                      |                                                            ^~~~~ it may register all the same

                """)
    }

    @Test func `where an exercise has its rules is said once`() {
        let faults = [
            "  scenario: a.yaml\n  rules: []\n", "  scenario: 5\n", "  scenario: \"a\\tb\"\n",
            "  scenario: none.yaml\n",
            "  simulations: [{id: a}, {id: a}, {name: b}]\n  variables: {a.b: 1, c: .nan}\n", "  variables: [a]\n",
        ].map { Authored.faults(exercise: Authored.exercise + $0) }.joined()
        #expect(
            faults == #"""
                exercises/harbour.yaml:6:13: error: the scenario is not among the files of the exercise
                    6 |   scenario: a.yaml
                      |             ^~~~~~
                exercises/harbour.yaml:7:3: error: 'scenario' and 'rules' both hold rules
                    7 |   rules: []
                      |   ^~~~~
                  note: the other stands here: exercises/harbour.yaml:6:3
                  help: write one of them
                exercises/harbour.yaml:6:13: error: 'scenario' must be the path of a scenario's file, or a mapping
                    6 |   scenario: 5
                      |             ^ this is a number
                  help: write 'scenario: scenarios/harbour.yaml', or 'rules:' and the list
                exercises/harbour.yaml:6:13: error: 'scenario' must be a path
                    6 |   scenario: "a\tb"
                      |             ^~~~~~
                exercises/harbour.yaml:6:13: error: the scenario is not among the files of the exercise
                    6 |   scenario: none.yaml
                      |             ^~~~~~~~~
                exercises/harbour.yaml:6:22: note: no rule listens to simulation 'a' or sends to it
                    6 |   simulations: [{id: a}, {id: a}, {name: b}]
                      |                      ^ it may register all the same
                exercises/harbour.yaml:6:31: error: the simulation 'a' stands twice
                    6 |   simulations: [{id: a}, {id: a}, {name: b}]
                      |                               ^
                  note: it stands here first: exercises/harbour.yaml:6:22
                exercises/harbour.yaml:6:36: error: this simulation has no 'id'
                    6 |   simulations: [{id: a}, {id: a}, {name: b}]
                      |                                    ^~~~
                exercises/harbour.yaml:7:16: error: 'variables' cannot be 'a.b'
                    7 |   variables: {a.b: 1, c: .nan}
                      |                ^ '.' may not stand in a name
                  help: use letters, digits, '_' and '-', such as 'a-b'
                exercises/harbour.yaml:7:26: error: JSON has no .nan
                    7 |   variables: {a.b: 1, c: .nan}
                      |                          ^~~~
                  help: put it in quotes if text is meant
                exercises/harbour.yaml:6:14: error: 'variables' must be a mapping
                    6 |   variables: [a]
                      |              ^~~ this is a list
                  help: write names and the values that they begin with

                """#)
    }

    @Test func `what is too much is refused`() {
        let one = "{set: level, value: 1}"
        let rule = { (when: String, then: String) in "    - {when: {event_type: \(when)}, then: [\(then)]}\n" }
        let checks = [
            String(repeating: rule("a", one), count: Limits.rules + 1),
            rule("a", String(repeating: one + ", ", count: Limits.actions + 1)),
            rule("a, where: {any: [\(String(repeating: "{a: 1}, ", count: Limits.comparisons + 1))]}", one),
            rule("a", "{set: level, value: [\(String(repeating: "x", count: Limits.params))]}"),
            rule(String(repeating: "x", count: Limits.simulationName + 1), one),
        ].map { Authored.check(rules: $0) }
        #expect(
            checks.map { check in
                check.diagnostics.filter { $0.severity == .error }.map { "\($0.message): \($0.label)" }
            } == [
                ["this scenario has too many rules: 1001 of at most 1000"],
                ["this rule has too many actions: 101 of at most 100"],
                ["'where' compares too much: 1001 of at most 1000"],
                ["'value' is too large: 65540 bytes of at most 65536"],
                ["'event_type' is too long: 257 bytes of at most 256"],
            ])
    }

    @Test func `a file of faults is told of in a moment`() {
        let action = "{deliver: injct, teams: [grn]}, {send_to: cran, command: x, params: {a: \"${vars.lvl}\"}}, "
        let rule = "    - {when: {event_type: a}, then: [\(String(repeating: action, count: 50))]}\n"
        let checked = Authored.check(rules: String(repeating: rule, count: 100))
        #expect(checked.diagnostics.last?.message == "14900 more errors are not shown")
    }
}
