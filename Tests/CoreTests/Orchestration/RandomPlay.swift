import ExerciseModel
import ExerciseTestKit
import Orchestration

/// Plays an exercise at random: commands, answers, losses, presence, time, restarts; the seed decides all of it.
struct RandomPlay {
    var stage: Stage
    private var random: SeededRandom
    private let plan: ExercisePlan

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        var injects = (0..<8).map { PlanBuilder.inject("i\($0)", at: Double($0 * 7)) }
        for index in injects.indices {
            injects[index].late = [nil, .fire, .hold, .skip].randomElement(using: &random) ?? nil
        }
        injects.append(PlanBuilder.manual("m"))
        plan = PlanBuilder.plan(injects, teams: ["blue", "red"], duration: 90) { plan in
            plan.grace = 2_000_000
            plan.delivery.retries = 1
        }
        stage = Stage(plan)
    }

    /// One thing that happens.
    mutating func step() {
        switch Int.random(in: 0..<16, using: &random) {
        case 0..<5: stage.pass(Double.random(in: 0..<9, using: &random))
        case 5..<9: stage.say(command())
        case 9..<12: settle()
        case 12: stage.stall(Double.random(in: 0..<9, using: &random))
        case 13: stage.loseLink(["gone", "hung up"].randomElement(using: &random) ?? "gone")
        case 14: stage.take(.attending)
        default: rare()
        }
    }

    private mutating func settle() {
        let outcomes: [DeliveryOutcome] = [
            .acknowledged(verified: true), .acknowledged(verified: false), .unheard, .unanswered,
            .refused(code: 0x97, reason: "quota exceeded"), .refused(code: 0x87, reason: "not authorized"),
        ]
        stage.settle(outcomes.randomElement(using: &random) ?? .unanswered)
    }

    private mutating func rare() {
        let presence = Topic.presence(plan.id, TeamID(trusted: "blue"))
        switch Int.random(in: 0..<5, using: &random) {
        case 0: stage.hear(presence, #"{"status":"online","client":"one"}"#)
        case 1: stage.hear(presence, #"{"status":"offline","client":"one"}"#)
        case 2: stage.take(.clockJumped(milliseconds: 60_000))
        case 3:
            let text = Bool.random(using: &random) ? "first" : "second"
            stage.take(.filesRead(PlanBuilder.loaded(plan, text: text), changed: text == "first" ? [] : ["x.yaml"]))
        default: stage.restart(row: stage.rows.last)
        }
    }

    /// A command that may or may not be allowed now.
    mutating func command() -> String {
        let inject = Bool.random(using: &random) ? "m" : "i\(Int.random(in: 0..<8, using: &random))"
        let team = Bool.random(using: &random) ? "blue" : "red"
        let commands = [
            #"{"command":"start"}"#, #"{"command":"start"}"#, #"{"command":"pause"}"#, #"{"command":"resume"}"#,
            #"{"command":"stop"}"#, #"{"command":"reset"}"#, #"{"command":"note","text":"x"}"#,
            #"{"command":"speed","rate":\#(Int.random(in: 1...20, using: &random))}"#,
            #"{"command":"seek","to":\#(Int.random(in: 0...90, using: &random))}"#,
            #"{"command":"seek","to":\#(Int.random(in: 0...90, using: &random)),"skipped":"fire"}"#,
            #"{"command":"deliver","inject":"\#(inject)"}"#,
            #"{"command":"deliver","inject":"\#(inject)","teams":["\#(team)"],"again":true}"#,
            #"{"command":"retry","inject":"\#(inject)","team":"\#(team)"}"#,
        ]
        return commands.randomElement(using: &random) ?? commands[0]
    }
}
