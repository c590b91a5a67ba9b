import ExerciseModel
import ScenarioFiles
import Testing

/// Files of played simulations.
struct PlayFileTests {
    @Test func `every key is read`() {
        let check = Self.check(
            """
            simulations:
              - id: crane_sim
                name: Cranes
                door: mqtt
                forgets: true
                answers:
                  lift: {after: 2s, progress: 500ms, output: {line: 3}, times: 2}
                  "*": {fail: the load swings, retryable: true}
                  never: {never: true}
                events:
                  - {at: "T+01:00", event_type: crane.stopped, payload: {crane: N3}, every: 30s, times: 3}
                  - {at: 5, event_type: wind.gust}
                  - {at: 1m, event_type: tick, every: 1s}
              - id: net_sim
            """)

        #expect(check.diagnostics == [])
        #expect(
            check.simulations == [
                PlayedSimulation(
                    id: SimulationID(trusted: "crane_sim"), name: "Cranes", door: .mqtt,
                    answers: [
                        "lift": PlayedAnswer(
                            .completed(output: JSONText(literal: #"{"line":3}"#)), after: 2_000_000,
                            progress: 500_000, times: 2),
                        "*": PlayedAnswer(.failed(reason: "the load swings", retryable: true)),
                        "never": PlayedAnswer(.never),
                    ], forgets: true,
                    events: [
                        PlayedEvent(
                            at: 60_000_000, type: "crane.stopped", payload: JSONText(literal: #"{"crane":"N3"}"#),
                            every: 30_000_000, times: 3),
                        PlayedEvent(at: 5_000_000, type: "wind.gust"),
                        PlayedEvent(at: 60_000_000, type: "tick", every: 1_000_000, times: nil),
                    ]),
                PlayedSimulation(id: SimulationID(trusted: "net_sim"), name: "net_sim"),
            ])
    }

    @Test func `every fault has its place and its mend`() {
        let check = Self.check(
            """
            simulations:
              - {id: crane_sim, dor: mqtt}
              - {id: crane_sim, answers: {lift: {never: true, after: 2s}, drop: {fail: no, output: 1}}}
              - {id: a/b, door: phone}
              - id: net_sim
                answers: {cut: {progress: 2s, retryable: true}}
                events: [{at: 1s}, {at: 1s, event_type: x, times: 2}]
            """)

        #expect(check.simulations == nil)
        #expect(
            check.diagnostics.map { "\($0.line):\($0.column) \($0.message) | \($0.help ?? "")" } == [
                "2:21 a simulation has no key 'dor' | did you mean 'door'?",
                "3:10 the simulation 'crane_sim' stands twice | ",
                "3:51 'after' and 'never' exclude each other | leave one of them out",
                "3:80 'output' and 'fail' exclude each other | leave one of them out",
                "4:11 'id' cannot be 'a/b' | use letters, digits, '_' and '-', such as 'a-b'",
                "4:21 'door' cannot be 'phone' | it is one of: websocket, mqtt",
                "6:21 'progress' says nothing without 'after' | write 'after' beside it",
                "6:35 'retryable' says nothing without 'fail' | write 'fail' beside it",
                "7:15 this event has no 'event_type' | ",
                "7:48 'times' says nothing without 'every' | write 'every' beside it",
            ])
    }

    @Test(arguments: [
        ("simulations: []", "there is no simulation in it"),
        ("", "the file is empty"), ("{}", "the file has no 'simulations'"),
        ("[1]", "a file of played simulations must be a mapping"), ("simulations: {", ""),
    ])
    func `a file without simulations is refused`(text: String, message: String) {
        let check = Self.check(text)

        #expect(check.simulations == nil)
        #expect(check.diagnostics.count == 1)
        #expect(message.isEmpty || check.diagnostics.first?.message == message)
    }

    @Test func `check takes such a file as what it is`() {
        let path = ShippedExerciseTests.path("simulations/harbour")
        let check = ExerciseFiles.check(
            path: path, defaults: DeliverySettings(), caps: ExerciseCaps(), search: TimelineSearch())

        #expect(check == .play(CheckedPlay.read(path: path)))
        #expect(check.isFine)
    }

    @Test func `a file that is not there is named`() {
        #expect(
            CheckedPlay.read(path: "nowhere.yaml").diagnostics == [
                Diagnostic(severity: .error, file: "nowhere.yaml", message: "there is no such file")
            ])
    }

    @Test(arguments: [("first-steps", "example"), ("harbour", "harbour")])
    func `those that come with the daemon are fine, and report what the rules know`(exercise: String, play: String)
        throws
    {
        let check = CheckedPlay.read(path: ShippedExerciseTests.path("simulations/\(play)"))

        #expect(check.diagnostics == [])
        let rules = try #require(
            ShippedExerciseTests.read(play == "example" ? "scenarios/example" : exercise).plan?.scenario.rules)
        let events = try #require(check.simulations).flatMap { simulation in
            simulation.events.map { (simulation.id, $0.type) }
        }
        #expect(!events.isEmpty)
        let strays = events.filter { from, type in
            !rules.contains { $0.when.eventType.matches(type) && ($0.when.from ?? from) == from }
        }
        #expect(strays.isEmpty)
    }

    private static func check(_ text: String) -> CheckedPlay {
        CheckedPlay(SourceFiles.File(path: "play.yaml", bytes: Array(text.utf8)))
    }
}
