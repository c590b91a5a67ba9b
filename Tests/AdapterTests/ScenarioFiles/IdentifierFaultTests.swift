import ExerciseModel
import ScenarioFiles
import Testing

/// What is said about names that break the rule of `contract.md`, word for word.
struct IdentifierFaultTests {
    @Test func `characters that could not stand in a topic are pointed at`() {
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: harbour/one
                  duration: 2h
                  teams:
                    - {id: blue team, timeline: blue}
                    - {id: "red+", timeline: blue}
                    - {id: 'green#', timeline: blue}
                    - {id: a.b, timeline: blue}
                    - {id: _x, timeline: blue}
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:2:14: error: 'id' cannot be 'harbour/one'
                    2 |   id: harbour/one
                      |              ^ '/' may not stand in a name
                  help: use letters, digits, '_' and '-', such as 'harbour-one'
                exercises/harbour.yaml:5:16: error: 'id' cannot be 'blue team'
                    5 |     - {id: blue team, timeline: blue}
                      |                ^ a space may not stand in a name
                  help: use letters, digits, '_' and '-', such as 'blue-team'
                exercises/harbour.yaml:6:16: error: 'id' cannot be 'red+'
                    6 |     - {id: "red+", timeline: blue}
                      |                ^ '+' may not stand in a name
                  help: use letters, digits, '_' and '-', such as 'red'
                exercises/harbour.yaml:7:18: error: 'id' cannot be 'green#'
                    7 |     - {id: 'green#', timeline: blue}
                      |                  ^ '#' may not stand in a name
                  help: use letters, digits, '_' and '-', such as 'green'
                exercises/harbour.yaml:8:13: error: 'id' cannot be 'a.b'
                    8 |     - {id: a.b, timeline: blue}
                      |             ^ '.' may not stand in a name
                  help: use letters, digits, '_' and '-', such as 'a-b'
                exercises/harbour.yaml:9:12: error: 'id' cannot be '_x'
                    9 |     - {id: _x, timeline: blue}
                      |            ^ a name may not begin with '_'
                  help: use letters, digits, '_' and '-', such as 'x'

                """)
    }

    @Test func `names that are empty, too long or not ASCII are refused`() {
        let long = String(repeating: "x", count: 65)
        let faults = Authored.faults(
            exercise: """
                exercise:
                  id: harbour
                  duration: 2h
                  teams:
                    - {id: "", timeline: blue}
                    - {id: "li\\nne", timeline: blue}
                    - {id: größe, timeline: blue}
                    - {id: \(long), timeline: blue}
                    - {id: ok, timeline: ../blue}
                """)
        #expect(
            faults == """
                exercises/harbour.yaml:5:12: error: 'id' cannot be ''
                    5 |     - {id: "", timeline: blue}
                      |            ^~ it is empty
                  help: use letters, digits, '_' and '-'
                exercises/harbour.yaml:6:12: error: 'id' cannot be 'li\\nne'
                    6 |     - {id: "li\\nne", timeline: blue}
                      |            ^~~~~~~~ '\\n' may not stand in a name
                  help: use letters, digits, '_' and '-', such as 'li-ne'
                exercises/harbour.yaml:7:14: error: 'id' cannot be 'größe'
                    7 |     - {id: größe, timeline: blue}
                      |              ^ 'ö' may not stand in a name
                  help: use letters, digits, '_' and '-', such as 'gr-e'
                exercises/harbour.yaml:8:12: error: 'id' cannot be 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'
                    8 |     - {id: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, timeline: blue}
                      |            ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ 65 characters of at most 64
                  help: choose a shorter name
                exercises/harbour.yaml:9:26: error: 'timeline' cannot be '../blue'
                    9 |     - {id: ok, timeline: ../blue}
                      |                          ^ a name may not begin with '.'
                  help: use letters, digits, '_', '-' and '.', such as 'blue'

                """)
    }
}
