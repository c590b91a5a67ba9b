import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import ScenarioRules

/// Draws what simulations do: registrations over either door, events, answers true and false, and what controllers say
/// of sagas.
enum RandomSimulation {
    static let names = ["crane", "port", "media"]

    /// Rules of every kind of deed, with undo and without, that share their simulations.
    static func rules(_ random: inout SeededRandom) -> [Rule] {
        var parallel = Rules.rule("parallel")
        parallel.then = [
            Stage([Rules.send("port", "close", undo: "open"), Rules.send("crane", "stop", undo: "go")]),
            Stage([Rules.send("media", "tell", #"{"v":"${vars.level}"}"#)]),
        ]
        var once = Rules.rule("b", Rules.set("level", #""${event.payload.n}""#), Rules.send("port", "count"))
        (once.when.count, once.when.phases) = (2, [.initialized, .running, .paused, .stopped])
        let last = random.pick([
            #"{"command":"pause"}"#, #"{"command":"stop"}"#, #"{"command":"reset"}"#, #"{"command":"resume"}"#,
            #"{"command":"note","text":"${saga.id}"}"#, #"{"command":"reset","sagas":"abandon"}"#,
        ])
        return [
            Rules.rule("a", Rules.send("crane", "stop", undo: "go"), Rules.send("port", "close", undo: "open")),
            parallel, once,
            Rules.rule(
                "c", Rules.publish("wind", #"{"n":"${event.payload.n}"}"#, retain: true), Rules.deliver("m"),
                Rules.approve("Go on?", within: 15), Rules.send("media", "tell", undo: "deny"),
                Rules.set("level", "9")),
            Rules.rule("d", Rules.control(#"{"command":"speed","rate":2}"#), Rules.control(last)),
            Rules.rule("a", Rules.send("media", "film")) { $0.id = RuleID(trusted: "also-a") },
        ]
    }

    /// One thing that a simulation, or its connection, does.
    static func step(_ stage: inout ExerciseStage, _ random: inout SeededRandom) {
        let name = random.pick(names)
        let socket = UInt64(names.firstIndex(of: name) ?? 0) + 1 + (random.chance(200) ? 10 : 0)
        let isOverBroker = random.chance(300)
        func say(_ topic: SimulationTopic, _ json: String) {
            if isOverBroker { stage.hear(name, topic, json) } else { stage.say(json, on: socket) }
        }
        switch random.number(0...11) {
        case 0...1: say(.register, #"{"type":"register","id":"\#(name)"}"#)
        case 2:
            if random.chance(300) { return stage.close(socket) }
            stage.hear(name, .presence, #"{"status":"\#(random.pick(["online", "offline"]))"}"#)
        case 3..<7: say(.event, event(&random))
        case 7: say(random.pick([.event, .step]), random.pick(["{", "7", #"{"type":"dance"}"#]))
        default: say(.step, answer(stage, &random))
        }
    }

    private static func event(_ random: inout SeededRandom) -> String {
        let type = random.pick(["a", "a", "parallel", "b", "c", "d", "quiet"])
        let name = random.chance(400) ? #","event_id":"e\#(random.number(1...6))""# : ""
        let payload = random.chance(900) ? #"{"n":\#(random.number(1...3))}"# : "{}"
        return #"{"type":"event","event_type":"\#(type)","payload":\#(payload)\#(name)}"#
    }

    /// To a step that is open, mostly; else to any.
    private static func answer(_ stage: ExerciseStage, _ random: inout SeededRandom) -> String {
        let open = stage.state.sagas.unfinished(limit: 5).filter { $0.step != nil }
        var (saga, step, phase) = (
            "saga_\(random.number(1...90))", Int(random.number(0...3)), random.pick(["do", "undo"])
        )
        if !open.isEmpty, random.chance(850), let found = Optional(random.pick(open)), let name = found.step?.name {
            (saga, step, phase) = ("\(found.id)", name.index, name.phase.rawValue)
        }
        let kind = random.pick(["completed", "completed", "failed", "progress"])
        let id = random.chance(700) ? #","command_id":"\#(saga).\#(step).\#(phase)""# : ""
        let rest = kind == "failed" && random.chance(500) ? #","retryable":true"# : #","output":{"before":1}"#
        return
            #"{"type":"step.\#(kind)","saga_id":"\#(saga)","step_id":\#(step)\#(id)\#(kind == "progress" ? "" : rest)}"#
    }

    /// The command after which simulations are listened to again; `nil` while they are.
    static func wayOn(_ stage: ExerciseStage) -> String? {
        if stage.state.noDuff != nil { return #"{"command":"clear_noduff"}"# }
        switch stage.state.clock.status {
        case .initialized: return #"{"command":"start"}"#
        case .running: return nil
        case .paused: return #"{"command":"resume"}"#
        case .stopped, .completed: return #"{"command":"reset","sagas":"abandon"}"#
        }
    }

    /// What a controller may say of sagas, sensible or not.
    static func command(_ stage: ExerciseStage, _ random: inout SeededRandom) -> String {
        let open = stage.state.sagas.unfinished(limit: 5).map { "\($0.id)" } + ["saga_\(random.number(1...90))"]
        let saga = random.pick(open)
        let approval = random.pick(stage.state.approvals.keys.sorted() + ["\(saga).2"])
        return random.pick([
            #"{"command":"saga_retry","saga":"\#(saga)"}"#,
            #"{"command":"saga_skip","saga":"\#(saga)","reason":"x"}"#,
            #"{"command":"saga_cancel","saga":"\#(saga)","reason":"x"}"#,
            #"{"command":"saga_abandon","saga":"\#(saga)","reason":"x"}"#,
            #"{"command":"approve","approval":"\#(approval)"}"#,
            #"{"command":"reject","approval":"\#(approval)","reason":"x"}"#,
            #"{"command":"reset","sagas":"abandon"}"#, #"{"command":"retry","failure":"\#(saga).0.do"}"#,
        ])
    }
}
