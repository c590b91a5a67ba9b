import ExerciseModel
import ScenarioFiles
import Testing

@testable import Commands

@Suite struct ExpectedCheckTests {
    @Test func `an exercise that does what it expects has no fault`() {
        #expect(CheckVerb.rehearsed(file(expecting: "T+00:10"), file: "harbour.yaml").diagnostics == [])
    }

    @Test func `a broken expectation is an error at its place, and the exercise is not fine`() {
        let check = CheckVerb.rehearsed(file(expecting: "T+00:11"), file: "harbour.yaml")
        #expect(check.isFine == false)
        #expect(
            check.diagnostics.map { "\($0.file):\($0.line): \($0.message)" }
                == ["harbour.yaml:6: 'blue' expects 'a' at T+00:11, and gets it at T+00:10"])
    }

    @Test func `what does not follow from an event is an error at its command, with what came and how to mend it`()
        throws
    {
        let check = CheckVerb.rehearsed(Self.ruled(sending: "hold"), file: "harbour.yaml")
        let exercise = try #require(check.exercise)
        #expect(check.isFine == false)
        #expect(
            DiagnosticText(files: exercise.files).render(check.diagnostics) == """
                harbour.yaml:13:11: error: 'stop' at T+01:00: command 2 is 'hold' to 'net', not 'cut' to 'net'
                   13 |         - {send_to: net, command: cut}
                      |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
                  note: what follows is: brake, hold
                  note: rule 'rule-2' sends it, and listens to 'go'
                  help: mend the rule's 'then' or the expectation

                """)
    }

    @Test(arguments: ["first-steps", "flood", "harbour", "scenarios/example"])
    func `the exercises that come with the daemon do what they expect`(name: String) {
        let root = "/" + String(#filePath).split(separator: "/").dropLast(4).joined(separator: "/")
        let path = root + "/exercises/\(name).yaml"
        let file = ExerciseFiles.check(
            path: path, defaults: DeliverySettings(), caps: ExerciseCaps(), search: TimelineSearch())
        #expect(CheckVerb.rehearsed(file, file: path).diagnostics == [])
    }

    @Test func `an exercise whose rules do what is expected of them has no fault`() {
        #expect(CheckVerb.rehearsed(Self.ruled(sending: "cut"), file: "harbour.yaml").isFine)
    }

    @Test func `a scenario alone is held to what it expects`() {
        let scenario = """
            scenario:
              rules:
                - {when: {event_type: stop, from: net}, then: [{send_to: crane, command: brake}]}
              expect:
                - {event: {event_type: stop, from: crane}, commands: [{send_to: crane, command: brake}]}
            """
        let files = SourceFiles(
            exercise: SourceFiles.File(path: "s.yaml", bytes: Array(scenario.utf8)), timelines: [])
        let alone = ExerciseFiles.compile(files, defaults: DeliverySettings(), caps: ExerciseCaps())
        let check = CheckVerb.rehearsed(.scenario(alone), file: "s.yaml")
        #expect(check.isFine == false)
        #expect(
            check.diagnostics.map { [$0.message, $0.notes.map(\.message).joined(), $0.help ?? ""] } == [
                [
                    "'stop' at T+00:00: command 1, 'brake' to 'crane', does not come",
                    "rule 'rule-1' sends it, and listens to 'net' alone",
                    "mend the rule's 'when' or the event, or take the command out of 'commands'",
                ]
            ])
    }

    /// Two rules whose second command, by this name, is expected to be 'cut'. The rules name both, as nothing else could be expected.
    private static func ruled(sending command: String) -> CheckedFile {
        let exercise = """
            exercise:
              id: harbour
              duration: 1h
              teams: [{id: blue, timeline: t}]
              rules:
                - {when: {event_type: stop}, then: [{send_to: crane, command: brake, undo: none}, {send_to: net, command: \(command)}]}
                - {when: {event_type: go}, then: [{send_to: net, command: cut}]}
              expect:
                - at: 1m
                  event: {event_type: stop, from: crane}
                  commands:
                    - {send_to: crane, command: brake}
                    - {send_to: net, command: cut}
            """
        return compiled(exercise)
    }

    private func file(expecting time: String) -> CheckedFile {
        let exercise = """
            exercise:
              id: harbour
              duration: 1h
              teams: [{id: blue, timeline: t}]
              expect:
                - {at: "\(time)", team: blue, inject: a}
            """
        return Self.compiled(exercise)
    }

    private static func compiled(_ exercise: String) -> CheckedFile {
        let timeline = #"{"injects": [{"id": "a", "time": 10, "type": "sms", "content": "x"}]}"#
        let files = SourceFiles(
            exercise: SourceFiles.File(path: "harbour.yaml", bytes: Array(exercise.utf8)),
            timelines: [
                SourceFiles.TimelineFile(
                    id: TimelineID(trusted: "t"), file: SourceFiles.File(path: "t.json", bytes: Array(timeline.utf8)))
            ])
        return .exercise(ExerciseFiles.compile(files, defaults: DeliverySettings(), caps: ExerciseCaps()))
    }
}

extension CheckedFile {
    /// The exercise that was checked; `nil` for another file.
    fileprivate var exercise: CheckedExercise? { if case .exercise(let exercise) = self { exercise } else { nil } }
}
