import Testing

/// What is said about faults of actions: each table is a rule in a line of its own, and below it what is said of it.
struct ActionFaultTests {
    @Test func `an action is one thing with the keys of that thing`() {
        let table = #"""
            {when: {event_type: a}, then: [5, {}, {sendto: net, command: x}, {command: x}]}
              38: error: an action must be a mapping ~ this is a number > begin it with one of: send_to, deliver, control, set, publish, approve, parallel
              41: error: an action must be a mapping ~ this is empty > begin it with one of: send_to, deliver, control, set, publish, approve, parallel
              46: error: there is no action 'sendto' > did you mean 'send_to'?
              73: error: this action does not say what it does > write one of: send_to, deliver, control, set, publish, approve, parallel
            {when: {event_type: a}, then: [{send_to: net, deliver: b, command: x}]}
              53: error: this action has both 'send_to' and 'deliver' (the other stands here: 8:39) > write each as an action of its own
            {when: {event_type: a}, then: [{send_to: net}, {send_to: net, command: ""}, {send_to: net, command: x, parms: {}}]}
              39: error: this action has no 'command'
              78: error: 'command' is empty
              110: error: 'send_to' has no key 'parms' > did you mean 'params'?
            {when: {event_type: a}, then: [{send_to: net, command: x, params: [1], timeout: 0, retries: 1000, retry_delay: x}]}
              73: error: 'params' must be a mapping ~ this is a list > write names and values, such as {level: 3}
              87: error: 'timeout' must be more than 0
              99: error: 'retries' is out of bounds ~ 0 to 100 is allowed
              118: error: 'retry_delay' must be a time ~ this is no time > write 45m, 2h05m, 90s, "1:30:00", or a number of seconds
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `an undo is one action that undoes`() {
        let table = #"""
            {when: {event_type: a}, then: [{send_to: net, command: x, compensate_params: {a: 1}}]}
              65: error: 'compensate_params' has no 'compensate_command' > name the command that they belong to
            {when: {event_type: a}, then: [{send_to: net, command: x, compensate_command: y, undo: {send_to: net, command: z}}]}
              88: error: 'undo' and 'compensate_command' say the same (the other stands here: 8:65) > write one of them
            {when: {event_type: a}, then: [{set: level, value: 1, undo: yes}, {set: level, value: 1, undo: {approve: x}}, {set: level, value: 1, undo: {set: level, value: 2, undo: none}}]}
              67: error: 'undo' must be an action ~ this is text > write {send_to: …, command: …}, or none
              103: error: 'approve' undoes nothing > an undo is one of: send_to, deliver, control, set, publish
              169: error: 'set' has no key 'undo' > its keys are: set, value
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `an inject goes to teams that have it`() {
        let table = #"""
            {when: {event_type: a}, then: [{deliver: c}, {deliver: shard}, {deliver: b, teams: [red, green]}, {deliver: shared, teams: [blue, blue]}, {deliver: b, teams: []}]}
              48: error: there is no inject 'c' ~ in no timeline of the exercise > did you mean 'b'?
              62: error: there is no inject 'shard' ~ in no timeline of the exercise > did you mean 'shared'?
              91: error: team 'red' does not have inject 'b' ~ not in timeline 'red' (it stands in timeline 'blue': 3:8) > name a team of that timeline, or put it into 'red' as well
              96: error: the exercise has no team 'green' > it has: blue, red
              137: error: the team 'blue' stands twice (it stands here first: 8:131)
              165: error: 'teams' is empty ~ it goes to nobody > leave it out for all that have the inject
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `a control command is one, and what ends the exercise stands last`() {
        let table = #"""
            {when: {event_type: a}, then: [{control: pase}, {control: {command: speed, rate: fast}}, {control: 5}, {control: {reason: x}}, {control: {command: pause, id: x}}]}
              48: error: there is no command 'pase' > did you mean 'pause'?
              65: error: "rate" must be a number from 0.1 to 1000
              106: error: 'control' must be a command ~ this is a number > write its name, or a mapping such as {command: pause, reason: …}
              120: error: "command" is missing, or is no string
              161: error: a command of a rule has no 'id' > leave it out
            {when: {event_type: a}, then: [{control: {command: deliver, inject: c}}, {control: {command: hold, inject: b, team: red, reason: x}}]}
              75: error: there is no inject 'c' ~ in no timeline of the exercise > did you mean 'b'?
              123: error: team 'red' does not have inject 'b' ~ not in timeline 'red' (it stands in timeline 'blue': 3:8) > name a team of that timeline, or put it into 'red' as well
            {when: {event_type: a}, then: [{control: stop}, {set: level, value: 1}]}
              39: error: 'stop' is not the last action ~ what follows would never be done (this follows: 8:56) > move it to the end of 'then'
            {when: {event_type: a}, then: [{parallel: [{set: level, value: 1}, {control: reset}]}]}
              75: error: 'reset' is not the last action ~ what follows would never be done (this follows: 8:51) > move it to the end of 'then'
            {when: {event_type: a}, then: [{set: level, value: 1, undo: {control: stop}}]}
              77: error: 'stop' undoes nothing ~ it ends what is being undone > write it as the last action of a rule
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `a variable, a message of the world and a question have what they need`() {
        let table = #"""
            {when: {event_type: a}, then: [{set: level}, {set: {level: 2}}, {set: a.b, value: 1}]}
              39: error: this action has no 'value' > write what it is set to
              58: error: 'set' takes the name of one variable ~ this is a mapping > write 'set: level', and 'value:' below it
              78: error: 'set' cannot be 'a.b' ~ '.' may not stand in a name > use letters, digits, '_' and '-', such as 'a-b'
            {when: {event_type: a}, then: [{publish: /a, payload: 1}, {publish: world/a, payload: 1}, {publish: a//b, payload: 1}, {publish: "a/+", payload: 1}, {publish: "../a", payload: 1}, {publish: a}, {publish: a, payload: 1, retain: 1}]}
              48: error: 'publish' cannot be '/a' ~ it begins with '/' > write a topic below /world/ without its beginning, such as cranes/n3
              75: error: 'publish' cannot be 'world/a' ~ it would stand below /world/world/ > write a topic below /world/ without its beginning, such as cranes/n3
              107: error: 'publish' cannot be 'a//b' ~ a level is empty > write a topic below /world/ without its beginning, such as cranes/n3
              136: error: 'publish' cannot be 'a/+' ~ '+' may not stand in a name > write a topic below /world/ without its beginning, such as cranes/n3
              166: error: 'publish' cannot be '../a' ~ '.' may not stand in a name > write a topic below /world/ without its beginning, such as cranes/n3
              188: error: this action has no 'payload' > write what is published; null for an empty message
              234: error: 'retain' must be true or false ~ this is a number
            {when: {event_type: a}, then: [{approve: x}, {approve: "", timeout: 1m}, {approve: x, timeout: 1m, retries: 2}]}
              39: error: this action has no 'timeout' > write how long controllers have, such as 'timeout: 10m'
              62: error: 'approve' is empty
              106: error: 'approve' has no key 'retries' > its keys are: approve, timeout, undo
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `what goes on at the same time does not meet`() {
        let table = #"""
            {when: {event_type: a}, then: [{parallel: []}, {parallel: {set: level, value: 1}}, {parallel: [{parallel: [{set: level, value: 1}]}]}, {parallel: [{set: level, value: 1}], timeout: 1m}]}
              39: error: 'parallel' is empty
              65: error: 'parallel' must be a list ~ this is a mapping
              103: error: a 'parallel' stands inside another > write all its actions into one list
              179: error: 'parallel' has no key 'timeout' > its keys are: parallel
            {when: {event_type: a}, then: [{parallel: [{send_to: net, command: x}, {send_to: crane, command: x}, {send_to: net, command: y}]}]}
              109: error: two actions of one 'parallel' send to 'net' (the other stands here: 8:51) > write one of them before or behind the 'parallel'
            """#
        #expect(Authored.answers(to: table) == table)
    }

    @Test func `references name what is there when they are filled in`() {
        let table = #"""
            {when: {event_type: a}, then: [{set: level, value: "${steps.0.output.x}"}]}
              59: error: step 0 is not done before this ~ this is step 0 itself > name a step that stands before this one
            {when: {event_type: a}, then: [{set: level, value: "${steps.1.output.x}"}, {set: level, value: "${steps.7.output}"}]}
              59: error: step 1 is not done before this ~ this is step 0 > name a step that stands before this one
              103: error: there is no step 7 > the rule has the steps 0 to 1
            {when: {event_type: a}, then: [{publish: a, payload: 1}, {set: level, value: "${steps.0.output}"}]}
              85: error: step 0 has no output (it stands here: 8:39) > a command that a simulation completes has one, and a 'set'
            {when: {event_type: a}, then: [{parallel: [{set: level, value: 1}, {set: network, value: "is ${steps.0.output.before}"}]}]}
              100: error: step 0 is not done before this ~ this is step 1 > name a step that stands before this one
            {when: {event_type: a}, then: [{set: level, value: "x ${event.foo} ${evnt.payload} ${event.form} ${steps.x.output} ${vars.levl} ${vars.nothing} $${vars.no} ${open"}]}
              61: error: there is nothing called '${event.foo}' > did you mean '${event.from}'?
              74: error: there is nothing called '${evnt.payload}' > write event.payload.x, event.event_type, event.from, event.event_id, steps.0.output.y, vars.z or saga.id
              90: error: there is nothing called '${event.form}' > did you mean '${event.from}'?
              104: error: there is nothing called '${steps.x.output}' > write event.payload.x, event.event_type, event.from, event.event_id, steps.0.output.y, vars.z or saga.id
              122: error: there is no variable 'levl' ~ no rule sets it > did you mean 'level'?
              135: error: there is no variable 'nothing' ~ no rule sets it > declare it in the exercise's 'variables', or let a rule 'set' it
              163: error: this reference is never closed > write '}' behind it, or '$${' for the text itself
            {when: {event_type: a}, then: [{set: level, value: {"${vars.level}": 1}}]}
              59: error: a key takes no references > write them into values; '$${' is the text itself
            {when: {event_type: a}, then: [{set: level, value: .inf}]}
              58: error: JSON has no .inf > put it in quotes if text is meant
            {when: {event_type: a}, then: [{send_to: net, command: x, compensate_command: y, compensate_params: {a: "${steps.1.output}"}}, {send_to: crane, command: x}]}
              112: error: step 1 is not done before this ~ this is step 0 > name a step that stands before this one
            """#
        #expect(Authored.answers(to: table) == table)
    }
}
