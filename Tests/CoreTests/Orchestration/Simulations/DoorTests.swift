import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import ScenarioRules
import Testing

@Suite struct DoorTests {
    private let rule = Rules.rule("fire", Rules.send("crane", "stop"))

    @Test func `whoever does not register first is told so, and the connection is closed`() {
        var stage = ExerciseStage(rule)
        stage.report("fire", on: 1)
        stage.take(.socket(SocketID(2), .unreadable(.invalidJSON, reason: "a binary frame")))
        #expect(stage.told(1) == ["error invalid_command", "closed"])
        #expect(stage.told(2) == ["error invalid_json", "closed"])
        #expect(stage.sagas == [])
    }

    @Test func `a simulation that the exercise does not declare is refused and closed`() {
        var stage = ExerciseStage(rule) { $0.simulations = [Simulation(id: SimulationID(trusted: "crane"), name: "")] }
        stage.register("ghost", on: 1)
        stage.register("crane", on: 2)
        #expect(stage.told(1) == ["error unknown_simulation", "closed"])
        #expect(stage.told(2) == ["registered"])
    }

    @Test func `no more than 1,000 register, and those who have may come again`() {
        var stage = ExerciseStage(rule)
        for number in 1...1_001 { stage.register("s\(number)", on: UInt64(number)) }
        stage.register("s7", on: 2_000)
        #expect(stage.told(1_000) == ["registered"])
        #expect(stage.told(1_001) == ["error overloaded", "closed"])
        #expect(stage.told(2_000) == ["registered"])
    }

    @Test func `the newest registration has the name, and is sent what is owed under the same command_id`() {
        var stage = ExerciseStage(rule)
        stage.register("crane", on: 1)
        stage.report("fire", on: 1)
        let command = "stop \(stage.newestSaga).0.do try 1"
        stage.register("crane", on: 2)
        #expect(stage.told(1) == ["registered", command, "error replaced", "closed"])
        #expect(stage.told(2) == ["registered", command])
    }

    @Test func `a connection that closes after it was replaced takes nobody with it`() {
        var stage = ExerciseStage(rule)
        stage.register("crane", on: 1)
        stage.register("crane", on: 2)
        stage.clear()
        stage.close(1)
        #expect(stage.facts == [])
        #expect(stage.state.simulations.connected == [SimulationID(trusted: "crane")])
        stage.close(2)
        #expect(stage.state.simulations.connected == [])
    }

    @Test func `one that registers twice on a connection is told so and stays`() {
        var stage = ExerciseStage(rule)
        stage.register("crane", on: 1)
        stage.register("crane", on: 1)
        #expect(stage.told(1) == ["registered", "error invalid_command"])
    }

    @Test func `whoever lost the name to a connection has no word over the broker until it registers again`() {
        var stage = ExerciseStage(rule)
        stage.hear("crane", .register, "{}")
        stage.register("crane", on: 1)
        stage.hear("crane", .event, #"{"event_type":"fire"}"#)
        stage.hear("crane", .presence, #"{"status":"offline"}"#)
        #expect(stage.told("crane") == ["registered", "error replaced", "error invalid_command"])
        #expect(stage.sagas == [])
        #expect(stage.state.simulations.connected == [SimulationID(trusted: "crane")])
        stage.hear("crane", .register, "{}")
        stage.hear("crane", .event, #"{"event_type":"fire"}"#)
        #expect(stage.told(1) == ["registered", "error replaced", "closed"])
        #expect(stage.sagas == ["on-fire in_progress"])
    }

    @Test func `what a simulation has not answered is sent again when the broker is back`() {
        var stage = ExerciseStage(rule)
        stage.hear("crane", .register, "{}")
        stage.hear("crane", .event, #"{"event_type":"fire"}"#)
        let command = "stop \(stage.newestSaga).0.do try 1"
        stage.loseLink()
        #expect(stage.told("crane") == ["registered", command])
        stage.take(.attending)
        #expect(stage.told("crane") == ["registered", command, command])
        stage.take(.wake)
        #expect(stage.told("crane") == ["registered", command, command])
    }

    @Test func `presence tells who is at the broker, also after a restart`() {
        var stage = ExerciseStage(rule)
        stage.hear("crane", .presence, #"{"status":"offline"}"#, retained: true)
        stage.hear("crane", .register, "{}")
        stage.hear("crane", .event, #"{"event_type":"fire"}"#)
        let command = "stop \(stage.newestSaga).0.do try 1"
        stage.restart(row: nil)
        #expect(stage.state.simulations.connected == [])
        stage.clear()
        // The broker tells what it keeps before it says that it hears us.
        stage.hear("crane", .presence, #"{"status":"online"}"#, retained: true)
        stage.take(.attending)
        #expect(stage.facts("simulation") == ["0.0 simulation.returned "])
        #expect(stage.told("crane") == [command])
        stage.hear("crane", .presence, #"{"status":"offline"}"#)
        #expect(stage.state.simulations.connected == [])
    }

    @Test func `who comes back while another daemon has the exercise is sent what it is owed afterwards`() {
        var stage = ExerciseStage(rule)
        stage.hear("crane", .register, "{}")
        stage.hear("crane", .event, #"{"event_type":"fire"}"#)
        stage.hear("crane", .presence, #"{"status":"offline"}"#)
        let at = CalendarText.text(stage.clock.now.utc)
        stage.hear("/whitecell/host-1/status", #"{"status":"online"}"#)
        stage.hear(Topic.timer(stage.state.id), #"{"current":1,"timestamp":"\#(at)","instance":"host-1"}"#)
        stage.hear("crane", .presence, #"{"status":"online"}"#)
        #expect(stage.state.simulations.connected == [SimulationID(trusted: "crane")])
        stage.clear()
        stage.hear("/whitecell/host-1/status", #"{"status":"offline"}"#)
        #expect(stage.told("crane") == ["stop \(stage.newestSaga).0.do try 1"])
    }

    @Test func `what was published retained is refused and taken off the broker, the presence alone excepted`() {
        var stage = ExerciseStage(rule)
        stage.hear("crane", .register, "{}", retained: true)
        stage.hear("crane", .register, "{}")
        stage.hear("crane", .event, #"{"event_type":"fire"}"#, retained: true)
        #expect(stage.told("crane") == ["error retained_command", "registered", "error retained_command"])
        #expect(stage.sagas == [])
        let cleared = stage.publications.filter { $0.retain && $0.payload.isEmpty }.map(\.topic)
        let crane = SimulationID(trusted: "crane")
        #expect(
            cleared.filter { $0.contains("/simulation/") }
                == [SimulationTopic.register, .event].map { Topic.simulation(stage.state.id, crane, $0) })
    }

    @Test func `one that speaks again after a restart is there`() {
        var stage = ExerciseStage(rule)
        stage.hear("crane", .register, "{}")
        stage.restart(row: nil)
        stage.take(.attending)
        stage.hear("crane", .event, #"{"event_type":"tick"}"#)
        #expect(stage.state.simulations.connected == [SimulationID(trusted: "crane")])
    }

    @Test func `who says nonsense without end is answered each time, and fills the log with a part of it`() {
        var stage = ExerciseStage(rule)
        stage.register("crane", on: 1)
        stage.clear()

        for _ in 0..<150 { stage.say("nonsense", on: 1) }
        #expect(stage.told(1) == [String](repeating: "error invalid_json", count: 150))
        #expect(stage.refusals.count == Limits.refusals)
        #expect(stage.refusals.last == "this is no JSON (byte 1); what follows within a minute is counted only")
        #expect(stage.exercise.unrecordedRefusals == 50)

        stage.stall(60)
        stage.say("nonsense", on: 1)
        #expect(stage.refusals.count == Limits.refusals + 1)
        #expect(stage.exercise.unrecordedRefusals == 50)
    }

    @Test func `strangers share what the log keeps of them, and take nothing of it from a simulation`() {
        var stage = ExerciseStage(rule)
        stage.register("crane", on: 1)
        stage.clear()

        for number in 0..<60 {
            stage.say("nonsense", on: UInt64(100 + number))
            stage.hear("ghost-\(number)", .event, "nonsense")
        }
        stage.say("nonsense", on: 1)

        #expect(stage.refusals.count == Limits.refusals + 1)
        #expect(stage.exercise.unrecordedRefusals == 20)
    }

    @Test func `an answer to an old run is refused as often as it comes, and laid down as often as other nonsense`() {
        var stage = ExerciseStage(rule)
        stage.register("crane", on: 1)
        stage.report("fire", on: 1)
        let saga = stage.newestSaga
        stage.answer("completed", 0, on: 1)
        stage.order("reset")
        stage.clear()

        for _ in 0...Limits.refusals { stage.answer("completed", 0, on: 1, saga: saga) }

        #expect(stage.told(1) == [String](repeating: "error conflict", count: Limits.refusals + 1))
        #expect(stage.refusals.first == "\(saga) is over: the answer comes late and changes nothing")
        #expect(stage.refusals.count == Limits.refusals)
    }

    @Test func `an event_id counts once, and not for another event`() {
        var stage = ExerciseStage(rule)
        stage.register("crane", on: 1)
        stage.register("port", on: 2)
        for _ in 0..<2 { stage.report("fire", on: 1, #"{"n":1}"#, id: "e") }
        stage.report("fire", on: 1, #"{"n":2}"#, id: "e")
        stage.report("fire", on: 2, #"{"n":2}"#, id: "e")
        #expect(
            stage.told(1).filter { !$0.hasPrefix("stop") }
                == ["registered", "accepted e", "accepted e", "error conflict"])
        #expect(stage.told(2) == ["registered", "accepted e"])
        #expect(stage.sagas == ["on-fire in_progress", "on-fire waiting"])
    }

    @Test func `an event_id counts once in a run, also when the files are taken anew in it`() {
        var stage = ExerciseStage(rule, running: false)
        stage.register("crane", on: 1)
        stage.report("fire", on: 1, id: "e")
        stage.take(.filesRead(PlanBuilder.loaded(stage.state.plan, text: "second"), changed: []))
        stage.order("start")
        stage.report("fire", on: 1, id: "e")
        let accepted = "accepted e not_run: the exercise has not started"
        #expect(stage.told(1) == ["registered", accepted, accepted])
        #expect(stage.sagas == [])
    }
}
