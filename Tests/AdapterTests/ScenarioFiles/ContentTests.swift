import ExerciseModel
import ScenarioFiles
import Testing

/// What reaches a team of what an author wrote.
struct ContentTests {
    /// Every key that an exercise may have.
    private static let exercise = """
        exercise:
          id: harbour
          title: Ransomware
          description: Two hours
          scenario_id: s-1
          duration: "1:30:00"
          on_restart: continue
          max_gap: 30m
          late: fire
          grace: 5s
          delivery: {proof: receipt, qos: 2, retries: 7, retry_delay: 500ms, backoff: exponential, receipt_timeout: 20, timeout: 3s}
          publish_events: true
          objectives: [{id: contain, title: Contain it}]
          teams:
            - {id: blue, name: Harbour IT, timeline: blue, color: "#2f6fed"}
            - {id: orange, timeline_id: blue}
          expect:
            - {at: "T+05:30", team: orange, inject: later.1}
        """

    /// Every key that an inject may have.
    private static let timeline = """
        injects:
        - {id: later.1, time: "T+05:30", type: sms, content: [1]}
        - id: first
          manual: true
          type: mail
          content: {a: 1}
          title: T
          control_number: C-1
          from: F
          expected_action: {text: Do, deadline: 5m}
          late: skip
          grace: 1.5
          tags: [x, y]
          objectives: [contain]
          attachments: [maps/quay.png]
        - id: second
          after: {inject: first, state: acknowledged, delay: 2m}
          type: mail
          content: 1
          expected_action: [{text: Call}, {text: Write, deadline: 10m}]
        """

    @Test(
        arguments: [
            ("null", "null"), ("~", "null"), ("Null", "null"), ("NULL", "null"), ("nULL", "\"nULL\""),
            ("true", "true"), ("True", "true"), ("TRUE", "true"), ("False", "false"), ("yes", "\"yes\""),
            ("on", "\"on\""), ("No", "\"No\""), ("0", "0"), ("-0", "-0"), ("+12", "12"), ("007", "7"), ("-3", "-3"),
            ("0x1F", "31"), ("0o17", "15"), ("0xG", "\"0xG\""), ("0o8", "\"0o8\""), ("0b1", "\"0b1\""),
            ("-0x1", "\"-0x1\""),
            ("1_000", "\"1_000\""), ("12:30", "\"12:30\""), ("1.50", "1.50"), (".5", "0.5"), ("-.5", "-0.5"),
            ("1.", "1.0"), ("1e3", "1e3"), ("1.5E-3", "1.5e-3"), ("1.e+2", "1.0e+2"), ("01.5", "1.5"), (".", "\".\""),
            ("-", "\"-\""), ("1e", "\"1e\""), ("1.2.3", "\"1.2.3\""), ("2026-01-15", "\"2026-01-15\""),
            ("123456789012345678901234567890", "123456789012345678901234567890"), ("'12'", "\"12\""),
            ("\"true\"", "\"true\""), ("!!str 12", "\"12\""), ("!!int \"12\"", "12"), ("! 12", "\"12\""),
            ("\"a\\tb\\u00e9\\0\"", "\"a\\tb\u{E9}\\u0000\""), ("[1, [x], {}]", "[1,[\"x\"],{}]"),
            ("{b: 1, a: ~, 1: two}", "{\"b\":1,\"a\":null,\"1\":\"two\"}"), ("{a: }", "{\"a\":null}"),
        ])
    func `plain scalars follow the YAML core schema`(yaml: String, json: String) {
        #expect(Authored.content(yaml: yaml == "-" ? "! -" : yaml) == json)
    }

    @Test func `block scalars and aliases become JSON text`() {
        let timeline = """
            base: &from {name: Eve, n: 1}
            injects:
            - id: a
              time: 0
              type: mail
              content:
                body: |-
                  one
                   two "three"
                folded: >
                  a
                  b
                from: *from
            """
        let checked = Authored.check(timelines: ["blue": timeline.replacing("base:", with: "title: x #\n#")])
        #expect(checked.diagnostics.map(\.message) == ["no value before this one has the anchor 'from'"])
        let whole = Authored.check(
            timelines: [
                "blue": timeline.replacing("base: &from {name: Eve, n: 1}\n", with: "").replacing(
                    "*from", with: "&f {n: 1}\n    to: *f")
            ])
        #expect(
            whole.plan?.timelines[0].injects[0].content
                == JSONText(
                    literal: #"{"body":"one\n two \"three\"","folded":"a b\n","from":{"n":1},"to":{"n":1}}"#))
    }

    @Test func `content of a JSON timeline is passed on byte for byte`() {
        let content = "{\"b\" : 1.500e+0,\r\n\t\"a\":\"\\u00e9\\/ \u{1F40B}\",\n \"z\":[ ] }"
        for mark in ["", "\u{FEFF}"] {
            let timeline =
                "\(mark){ \"injects\" : [ {\"content\": \(content) ,\"id\":\"a\",\"time\":1.25,\"type\":\"t\"} ] }"
            let files = SourceFiles(
                exercise: .init(path: "e.yaml", bytes: Array(Authored.exercise.utf8)),
                timelines: [
                    .init(id: TimelineID(trusted: "blue"), file: .init(path: "b.json", bytes: Array(timeline.utf8)))
                ])
            let plan = ExerciseFiles.compile(files, defaults: DeliverySettings(), caps: ExerciseCaps()).plan
            #expect(plan?.timelines[0].injects.map(\.content.bytes) == [Array(content.utf8)[...]])
        }
    }

    @Test func `every key of both files reaches the plan`() {
        var delivery = DeliverySettings()
        delivery.proof = .receipt
        delivery.qos = 2
        delivery.retries = 7
        delivery.retryDelay = 500_000
        delivery.exponential = true
        delivery.receiptTimeout = 20_000_000
        delivery.timeout = 3_000_000
        let blue = TimelineID(trusted: "blue")
        let injects = [
            Inject(
                id: InjectID(trusted: "later.1"), type: "sms", content: JSONText(literal: "[1]"),
                schedule: .at(ExerciseInstant(seconds: 330))),
            Inject(
                id: InjectID(trusted: "first"), type: "mail", content: JSONText(literal: "{\"a\":1}"),
                schedule: .manual,
                late: .skip, grace: 1_500_000,
                details: InjectDetails(
                    title: "T", controlNumber: "C-1", from: "F",
                    expectedActions: [ExpectedAction(text: "Do", deadline: 300_000_000)], tags: ["x", "y"],
                    objectives: ["contain"], attachments: ["maps/quay.png"])),
            Inject(
                id: InjectID(trusted: "second"), type: "mail", content: JSONText(literal: "1"),
                schedule: .after(
                    InjectTrigger(inject: InjectID(trusted: "first"), milestone: .acknowledged, delay: 120_000_000)),
                details: InjectDetails(
                    expectedActions: [
                        ExpectedAction(text: "Call"), ExpectedAction(text: "Write", deadline: 600_000_000),
                    ])),
        ]
        let plan = ExercisePlan(
            id: ExerciseID(trusted: "harbour"), title: "Ransomware", description: "Two hours", scenarioID: "s-1",
            duration: ExerciseInstant(seconds: 5_400), onRestart: .continue, maxGap: 1_800_000_000, late: .fire,
            grace: 5_000_000, delivery: delivery, publishEvents: true,
            teams: [
                Team(id: TeamID(trusted: "blue"), name: "Harbour IT", timeline: blue, color: "#2f6fed"),
                Team(id: TeamID(trusted: "orange"), name: "orange", timeline: blue),
            ], timelines: [Timeline(id: blue, injects: injects)],
            objectives: [Objective(id: "contain", title: "Contain it")],
            expectations: [
                Expectation(
                    at: ExerciseInstant(seconds: 330), team: TeamID(trusted: "orange"),
                    inject: InjectID(trusted: "later.1"))
            ])
        let checked = Authored.check(exercise: Self.exercise, timelines: ["blue": Self.timeline])
        #expect(checked.plan == plan)
        #expect(checked.diagnostics.isEmpty)
    }

    @Test func `the shape of seed 001 is taken, in JSON and without a wrapper`() {
        let exercise = """
            {"scenario_id": "s", "id": "e", "duration": 2700, "teams": [{"id": "blue", "timeline_id": "blue"}]}
            """
        let checked = Authored.check(exercise: exercise)
        #expect(checked.diagnostics.isEmpty)
        #expect(checked.plan?.duration == ExerciseInstant(seconds: 2_700))
        #expect(checked.plan?.teams.map(\.timeline) == [TimelineID(trusted: "blue")])
    }

    @Test func `line ends of any kind give the same plan`() {
        let timeline = "injects:\n- id: a\n  time: 5\n  type: t\n  content:\n    text: |-\n      one\n      two\n"
        let plans = ["\n", "\r\n", "\r"].map { ending in
            Authored.check(timelines: ["blue": timeline.replacing("\n", with: ending)]).plan
        }
        #expect(plans[0] != nil)
        #expect(plans == [plans[0], plans[0], plans[0]])
    }
}
