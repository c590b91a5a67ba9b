import Testing

/// What is said about faults of rules: each table is a rule in a line of its own, and below it what is said of it.
struct RuleFaultTests {
    @Test func `a rule has a name of its own, a 'when' and a 'then'`() {
        let table = #"""
            {when: {event_type: a}, then: [{send_to: net, command: x}], wehn: 1, once: true}
              67: error: a rule has no key 'wehn' > did you mean 'when'?
              76: error: a rule has no key 'once' > its keys are: when, then, id
            {then: [{send_to: net, command: x}]}
              8: error: this rule has no 'when' > write 'when: {event_type: …}'
            {when: {event_type: a}}
              8: error: this rule has no 'then' > write 'then:' and a list of actions
            {when: {event_type: a}, then: []}
              31: error: this rule does nothing: its 'then' is empty
            {when: a, then: {send_to: net, command: x}}
              14: error: 'when' must be a mapping ~ this is text > write its keys, such as 'event_type:'
              23: error: 'then' must be a list ~ this is a mapping
            {id: a/b, when: {from: net}, then: [{send_to: net, command: x}]}
              13: error: 'id' cannot be 'a/b' ~ '/' may not stand in a name > use letters, digits, '_', '-' and '.', such as 'a-b'
              24: error: this 'when' has no 'event_type' > write the type of the event, or "*" for any
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `a trigger names an event type, simulations and statuses that there are`() {
        let table = #"""
            {when: {event_type: "a.*.b"}, then: [{send_to: net, command: x}]}
              30: error: a '*' may stand only at the end of an event type > write one rule for each type, or ask for the rest with 'where'
            {when: {event_type: "", form: net}, then: [{send_to: net, command: x}]}
              27: error: 'event_type' is empty
              31: error: 'when' has no key 'form' > did you mean 'from'?
            {when: {event_type: 5, from: "*"}, then: [{send_to: net, command: x}]}
              27: error: 'event_type' must be text ~ this is a number > write "5"
              36: error: 'from' takes no '*' > leave 'from' out to take events of every simulation
            {when: {event_type: a, from: cranes}, then: [{send_to: nett, command: x}, {send_to: "a+b", command: x}]}
              36: error: the exercise has no simulation 'cranes' > did you mean 'crane'?
              62: error: the exercise has no simulation 'nett' > did you mean 'net'?
              93: error: 'send_to' cannot be 'a+b' ~ '+' may not stand in a name > use letters, digits, '_' and '-', such as 'a-b'
            {when: {event_type: a, count: 0, within: 0, once: yes, cooldown: soon, phase: [runing, paused]}, then: [{send_to: net, command: x}]}
              37: error: 'count' is out of bounds ~ 1 to 100000 is allowed
              48: error: 'within' must be more than 0
              57: error: 'once' must be true or false ~ this is text
              72: error: 'cooldown' must be a time ~ this is no time > write 45m, 2h05m, 90s, "1:30:00", or a number of seconds
              86: error: 'phase' cannot be 'runing' > did you mean 'running'? it is one of: initialized, running, paused, stopped, completed
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `conditions compare fields with values`() {
        let table = #"""
            {when: {event_type: a, where: [a, b]}, then: [{send_to: net, command: x}]}
              37: error: 'where' must be a mapping ~ this is a list > write 'where: {all: […]}' or 'where: {any: […]}'
            {when: {event_type: a, where: {}}, then: [{send_to: net, command: x}]}
              37: error: 'where' says nothing > name a field of the payload, or leave it out
            {when: {event_type: a, where: {a..b: 1, c: [1], d: {}, e: {greater: 2}, f: {gte: {}}}}, then: [{send_to: net, command: x}]}
              38: error: 'a..b' is no path > write the keys from the payload inwards with a '.' between them, such as position.0
              50: error: 'c' is compared with a list > write {in: […]} for one of several values, or {equals: […]} for the whole list
              58: error: 'd' is compared with nothing > write an operator, such as {gte: 7}; {equals: {}} asks for an empty mapping
              66: error: there is no comparison 'greater' > they are: equals, eq, not, in, gt, gte, lt, lte, exists, matches; write a path as a.b, not as a: {b: …}
              88: error: 'gte' must be a number or text ~ this is a mapping
            {when: {event_type: a, where: {all: x, any: [], not: 5}}, then: [{send_to: net, command: x}]}
              43: error: 'all' must be a list ~ this is text > write a mapping of fields behind each '-'
              51: error: 'any' is empty > write conditions into it, or leave it out
              60: error: 'not' must be a mapping ~ this is a number > write fields of the payload and what they must be, such as {severity: {gte: 7}}
            {when: {event_type: a, where: {a: {in: 1}, b: {in: []}, c: {exists: 1}, d: {matches: 5}, e: {matches: "[a"}}}, then: [{send_to: net, command: x}]}
              46: error: 'in' must be a list ~ this is a number > write [1]
              58: error: 'in' is empty ~ nothing is one of no values > write values into it
              75: error: 'exists' must be true or false ~ this is a number
              92: error: 'matches' must be text ~ this is a number > write "5"
              109: error: a '[' of this pattern is never closed > write [ab] for one of a and b, [[] for '['
            {when: {event_type: a, where: {a: "${vars.level}"}}, then: [{send_to: net, command: x}]}
              41: error: 'where' takes no references ~ it is compared as it stands > compare with a value; '${vars.level}' may stand in parameters only
            """#
        #expect(Authored.answers(to: table) == table)
    }
}
