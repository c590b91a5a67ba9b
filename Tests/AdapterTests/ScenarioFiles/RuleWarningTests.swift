import Testing

/// What a check says of rules that can be run: each table is a rule in a line of its own, and below it what is said of it.
struct RuleWarningTests {
    @Test func `a rule that can never match is a warning`() {
        let table = #"""
            {when: {event_type: a, phase: []}, then: [{send_to: net, command: x}]}
              30: warning: this rule can never match ~ it names no status > name one, or leave 'phase' out: it is 'running' then
            {when: {event_type: a, where: {n: {gt: 5, lt: 3}}}, then: [{send_to: net, command: x}]}
              30: warning: this rule can never match ~ no value of 'n' meets this > write alternatives below 'any'
            {when: {event_type: a, where: {n: {gt: 5, lte: 5}}}, then: [{send_to: net, command: x}]}
              30: warning: this rule can never match ~ no value of 'n' meets this > write alternatives below 'any'
            {when: {event_type: a, where: {n: {gte: 5, lte: 5.0}}}, then: [{send_to: net, command: x}]}
            {when: {event_type: a, where: {n: {gt: 5, lt: b}}}, then: [{send_to: net, command: x}]}
              30: warning: this rule can never match ~ no value of 'n' meets this > write alternatives below 'any'
            {when: {event_type: a, where: {n: {equals: 4, gt: 5}}}, then: [{send_to: net, command: x}]}
              30: warning: this rule can never match ~ no value of 'n' meets this > write alternatives below 'any'
            {when: {event_type: a, where: {n: {in: [1, 2], not: {in: [2, 1]}}}}, then: [{send_to: net, command: x}]}
              30: warning: this rule can never match ~ no value of 'n' meets this > write alternatives below 'any'
            {when: {event_type: a, where: {n: {in: [1, 2], not: 2}}}, then: [{send_to: net, command: x}]}
            {when: {event_type: a, where: {n: {exists: false, gt: 1}}}, then: [{send_to: net, command: x}]}
              30: warning: this rule can never match ~ no value of 'n' meets this > write alternatives below 'any'
            {when: {event_type: a, where: {n: {exists: false, not: 1}}}, then: [{send_to: net, command: x}]}
            {when: {event_type: a, where: {a.b: 1, all: [{a.b: 2}]}}, then: [{send_to: net, command: x}]}
              30: warning: this rule can never match ~ no value of 'a.b' meets this > write alternatives below 'any'
            {when: {event_type: a, where: {any: [{n: {gt: 5, lt: 3}}, {n: {equals: 1, eq: 2}}]}}, then: [{send_to: net, command: x}]}
              30: warning: this rule can never match ~ no payload meets this > write alternatives below 'any'
            {when: {event_type: a, where: {any: [{n: {gt: 5, lt: 3}}, {n: 1}]}}, then: [{send_to: net, command: x}]}
            {when: {event_type: a, where: {not: {all: [{n: 1}, {n: 2}]}}}, then: [{send_to: net, command: x}]}
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `a rule for the end of an exercise that has none is a warning`() {
        let rules = "  rules: [{when: {event_type: a, phase: completed}, then: [{set: n, value: 1}]}]\n"
        #expect(Authored.faults(exercise: Authored.exercise + rules) == "")
        #expect(
            Authored.faults(exercise: "exercise:\n  id: harbour\n  teams: [{id: blue, timeline: blue}]\n" + rules)
                == """
                exercises/harbour.yaml:4:34: warning: this rule can never match
                    4 |   rules: [{when: {event_type: a, phase: completed}, then: [{set: n, value: 1}]}]
                      |                                  ^~~~~ an exercise without ENDEX is never completed
                  help: give the exercise a 'duration'

                """)
    }

    @Test func `what has no effect, or another than it seems, is a warning`() {
        let table = #"""
            {when: {event_type: a, where: {payload.n: 1, event.payload.m: 2}}, then: [{send_to: net, command: x}]}
              38: warning: a path of 'where' begins in the payload ~ this asks for a 'payload' within it > write 'n'
              52: warning: a path of 'where' begins in the payload ~ this asks for a 'payload' within it > write 'm'
            {when: {event_type: a, within: 5m, once: true, cooldown: 1m}, then: [{send_to: net, command: x}]}
              30: warning: 'within' has no effect without a 'count' above 1 > write how many events it takes, or leave it out
              54: warning: 'cooldown' has no effect beside 'once' > leave one of them out
            {when: {event_type: a}, then: [{approve: "sure of ${event.from}?", timeout: 10m}, {deliver: b}]}
              48: warning: a question takes no references ~ controllers see it as it stands > ask in words that hold for every event
            {when: {event_type: a}, then: [{send_to: net, command: "cut_${event.from}", compensate_command: "join_${event.from}"}]}
              62: warning: a command takes no references ~ its simulation is sent it as it stands > write them into 'params'
              103: warning: a command takes no references ~ its simulation is sent it as it stands > write them into 'params'
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `what a failure would leave behind is a warning`() {
        let table = #"""
            {when: {event_type: a}, then: [{send_to: net, command: x}, {send_to: crane, command: y}]}
              39: warning: nothing undoes 'x' of 'net' when another step fails ~ it would be left as it is (this may fail: 8:67) > write a 'compensate_command', or 'undo: none' if it may stay
            {when: {event_type: a}, then: [{send_to: net, command: x}, {deliver: b}]}
              39: warning: nothing undoes 'x' of 'net' when another step fails ~ it would be left as it is (this may fail: 8:67) > write a 'compensate_command', or 'undo: none' if it may stay
            {when: {event_type: a}, then: [{send_to: net, command: x, undo: none}, {deliver: b}]}
            {when: {event_type: a}, then: [{send_to: net, command: x}, {set: level, value: 1}, {publish: a, payload: 1}]}
            {when: {event_type: a}, then: [{parallel: [{send_to: net, command: x}, {send_to: crane, command: x, compensate_command: y}]}]}
              51: warning: nothing undoes 'x' of 'net' when another step fails ~ it would be left as it is (this may fail: 8:79) > write a 'compensate_command', or 'undo: none' if it may stay
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `what is held while controllers think is a warning`() {
        let table = #"""
            {when: {event_type: a}, then: [{approve: sure?, timeout: 10m}, {send_to: net, command: x, undo: {send_to: crane, command: y}}]}
              39: warning: 'crane', 'net' do nothing for other rules while this waits ~ up to 10m > let a rule without commands to simulations ask, or keep the 'timeout' short
            """#
        #expect(Authored.answers(to: table) == table)
    }
}
