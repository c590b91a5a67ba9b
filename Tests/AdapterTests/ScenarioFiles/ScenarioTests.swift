import ExerciseModel
import ScenarioFiles
import Testing

/// How rules are read.
struct ScenarioTests {
    private static let simple = """
        scenario:
          name: "My Scenario"
          rules:
            - when:
                event_type: "attack.detected"
                from: "cyber_sim"  # optional: specific simulation
              then:
                - send_to: "vr_sim"
                  command: "show_alert"
                  params:
                    message: "Attack detected!"
                  compensate_command: "hide_alert"
                  compensate_params: {all: true}
                - send_to: "door_sim"
                  command: "close"

        """

    /// What the scenario says.
    private static func known() throws -> Scenario {
        Scenario(
            name: "My Scenario",
            rules: [
                Rule(
                    id: RuleID(trusted: "rule-1"),
                    when: RuleTrigger(
                        eventType: .exactly("attack.detected"), from: SimulationID(trusted: "cyber_sim")),
                    then: [
                        Stage([
                            Action(
                                try send("vr_sim", "show_alert", #"{"message":"Attack detected!"}"#),
                                undo: try send("vr_sim", "hide_alert", #"{"all":true}"#))
                        ]),
                        Stage([Action(try send("door_sim", "close", "{}"))]),
                    ])
            ])
    }

    private static func json(_ text: String) -> JSONText { JSONText(trusted: Array(text.utf8)[...]) }

    private static func template(_ text: String) throws -> Template { try Template(json(text)) }

    private static func send(_ simulation: String, _ command: String, _ params: String) throws -> Deed {
        .send(SimulationID(trusted: simulation), command: command, params: try template(params))
    }

    @Test func `a scenario alone is the exercise 'default', which lasts and goes on whatever happens`() throws {
        let checked = Authored.check(exercise: Self.simple, timelines: [:])
        var plan = ExercisePlan(id: ExerciseID(trusted: "default"), onRestart: .continue, maxGap: .max)
        plan.scenario = try Self.known()
        #expect(checked.plan == plan)
        #expect(checked.files?.all.map(\.path) == ["exercises/harbour.yaml"])
        #expect(checked.diagnostics == [])
    }

    @Test func `an exercise has its rules in a file, in a mapping or in a list`() throws {
        let head = Authored.exercise
        let indented = Self.simple.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        let list = Self.simple.split(separator: "\n").dropFirst(2).joined(separator: "\n")
        let plans = [
            Authored.check(exercise: head + "  scenario: scenario.yaml\n", scenario: Self.simple),
            Authored.check(exercise: head + indented), Authored.check(exercise: head + list),
        ].map(\.plan?.scenario)
        var unnamed = try Self.known()
        unnamed.name = ""
        #expect(plans == [try Self.known(), try Self.known(), unnamed])
    }

    @Test func `rules in JSON say the same`() throws {
        let json = """
            {"scenario": {"name": "My Scenario", "rules": [
              {"when": {"event_type": "attack.detected", "from": "cyber_sim"}, "then": [
                {"send_to": "vr_sim", "command": "show_alert", "params": {"message":"Attack detected!"},
                 "compensate_command": "hide_alert", "compensate_params": {"all":true}},
                {"send_to": "door_sim", "command": "close", "params": {"door": "${vars.doo}"}}]}]}}

            """
        let faults = Authored.faults(exercise: json, timelines: [:])
        let mended = json.replacing(#", "params": {"door": "${vars.doo}"}"#, with: "")
        #expect(Authored.check(exercise: mended, timelines: [:]).plan?.scenario == (try Self.known()))
        #expect(
            faults == """
                exercises/harbour.json:5:69: error: there is no variable 'doo'
                    5 |     {"send_to": "door_sim", "command": "close", "params": {"door": "${vars.doo}"}}]}]}}
                      |                                                                     ^~~~~~~~~~~ no rule sets it
                  help: declare it in the exercise's 'variables', or let a rule 'set' it

                """)
    }

    @Test func `simulations and variables reach the plan`() {
        let plan = Authored.check(
            exercise: Authored.exercise + """
                  simulations: [{id: crane, name: Crane control}, {id: net}]
                  variables: {level: 3, gates: {north: open}, since: "T+5"}

                """
        ).plan
        #expect(
            plan?.simulations == [
                Simulation(id: SimulationID(trusted: "crane"), name: "Crane control"),
                Simulation(id: SimulationID(trusted: "net"), name: "net"),
            ])
        #expect(
            plan?.variables == [
                "level": Self.json("3"), "gates": Self.json(#"{"north":"open"}"#), "since": Self.json(#""T+5""#),
            ])
    }

    @Test func `a trigger has all its additions`() {
        let plan = Authored.check(
            rules: """
                    - id: storm.1
                      when:
                        event_type: wind.*
                        where:
                          gust: {gte: 20, lt: 40.5}
                          place.0: {in: [N1, N2]}
                          any:
                            - {crew: {exists: true}, by: {matches: "H*"}}
                            - {not: {calm: true}}
                          by: {not: nobody}
                          kind: {not: {gt: a, lte: f}}
                          .: {not: null}
                        count: 3
                        within: 5m
                        once: true
                        phase: [running, paused]
                      then: [{set: level, value: 4}]
                    - when: {event_type: "*", cooldown: 90, phase: stopped, where: {a: 0x10}}
                      then: [{set: level, value: 5}]
                """
        ).plan
        let storm = Condition.all([
            .all([
                .field(["gust"], .atLeast(Self.json("20"))), .field(["gust"], .less(Self.json("40.5"))),
            ]),
            .field(["place", "0"], .isIn([Self.json(#""N1""#), Self.json(#""N2""#)])),
            .any([
                .all([.field(["crew"], .exists(true)), .field(["by"], .matches("H*"))]),
                .not(.field(["calm"], .equals(Self.json("true")))),
            ]),
            .not(.field(["by"], .equals(Self.json(#""nobody""#)))),
            .not(
                .all([
                    .field(["kind"], .greater(Self.json(#""a""#))), .field(["kind"], .atMost(Self.json(#""f""#))),
                ])),
            .not(.field([], .equals(Self.json("null")))),
        ])
        #expect(
            plan?.scenario.rules.map(\.when) == [
                RuleTrigger(
                    eventType: .beginning("wind."), condition: storm, count: 3, within: 300_000_000, once: true,
                    phases: [.running, .paused]),
                RuleTrigger(
                    eventType: .beginning(""), condition: .field(["a"], .equals(Self.json("16"))),
                    cooldown: 90_000_000, phases: [.stopped]),
            ])
        #expect(plan?.scenario.rules.map(\.id.text) == ["storm.1", "rule-2"])
    }

    @Test func `every kind of action reaches the plan`() throws {
        let plan = Authored.check(
            rules: """
                    - when: {event_type: a}
                      then:
                        - send_to: net
                          command: cut
                          params: ${event.payload}
                          timeout: 1m
                          retries: 0
                          retry_delay: 500ms
                          undo: {send_to: net, command: join, params: {line: "${steps.0.output.line}"}}
                        - deliver: shared
                          teams: [red]
                          undo: {publish: news, payload: null}
                        - control: {command: pause, reason: "${event.event_type}${event.payload.why}"}
                        - control: resume
                        - parallel:
                            - {set: level, value: "${vars.level}"}
                            - {publish: cranes/n3, payload: [1], retain: true, undo: none}
                        - {approve: Now?, timeout: 10m, undo: {set: level, value: 1}}
                """
        ).plan
        var cut = Action(
            try Self.send("net", "cut", #""${event.payload}""#),
            undo: try Self.send("net", "join", #"{"line":"${steps.0.output.line}"}"#))
        (cut.timeout, cut.retries, cut.retryDelay) = (60_000_000, 0, 500_000)
        let pause = #"{"command":"pause","reason":"${event.event_type}${event.payload.why}"}"#
        let news = Deed.publish(topic: "news", try Self.template("null"), retain: false)
        #expect(
            plan?.scenario.rules.first?.then == [
                Stage([cut]),
                Stage([
                    Action(.deliver(InjectID(trusted: "shared"), teams: [TeamID(trusted: "red")]), undo: news)
                ]),
                Stage([Action(.control(try Self.template(pause)))]),
                Stage([Action(.control(try Self.template(#"{"command":"resume"}"#)))]),
                Stage([
                    Action(.set("level", try Self.template(#""${vars.level}""#))),
                    Action(.publish(topic: "cranes/n3", try Self.template("[1]"), retain: true)),
                ]),
                Stage([
                    Action(.approve("Now?"), undo: .set("level", try Self.template("1")), timeout: 600_000_000)
                ]),
            ])
    }
}
