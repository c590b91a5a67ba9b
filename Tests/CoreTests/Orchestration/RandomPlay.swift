import ExerciseModel
import ExerciseTestKit
import Orchestration

/// Plays an exercise at random: commands, answers, losses, presence, time, restarts, and simulations where there are
/// rules for them; the seed decides all of it.
struct RandomPlay {
    var stage: ExerciseStage
    private var random: SeededRandom
    private let plan: ExercisePlan

    init(seed: UInt64, simulations: Bool = false) {
        random = SeededRandom(seed: seed)
        var injects = (0..<8).map { PlanBuilder.inject("i\($0)", at: Double($0 * 7)) }
        for index in injects.indices {
            injects[index].late = [nil, .fire, .hold, .skip].randomElement(using: &random) ?? nil
        }
        injects.append(PlanBuilder.manual("m"))
        injects.append(PlanBuilder.following("f", "i1", .delivered, delay: 3))
        injects.append(PlanBuilder.following("g", "f", .seen))
        injects[2].details = InjectDetails(expectedActions: [ExpectedAction(text: "call", deadline: 9_000_000)])
        let wantsReceipts = Int.random(in: 0..<3, using: &random) == 0
        let rules = simulations ? RandomSimulation.rules(&random) : []
        plan = PlanBuilder.plan(injects, teams: ["blue", "red"], duration: simulations ? 900 : 90) { plan in
            plan.grace = 2_000_000
            plan.delivery.retries = 1
            plan.delivery.receiptTimeout = 6_000_000
            if wantsReceipts { plan.delivery.proof = .receipt }
            plan.scenario.rules = rules
        }
        stage = ExerciseStage(plan)
    }

    /// One thing that happens.
    mutating func step() {
        if !plan.scenario.rules.isEmpty {
            if let order = RandomSimulation.wayOn(stage), random.chance(200) { return _ = stage.say(order) }
            if random.chance(700) { return RandomSimulation.step(&stage, &random) }
        }
        switch Int.random(in: 0..<16, using: &random) {
        case 0..<5: stage.pass(Double.random(in: 0..<9, using: &random))
        case 5..<9: stage.say(command())
        case 9..<11: settle()
        case 11: teamSpeaks()
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

    private mutating func teamSpeaks() {
        let team = TeamID(trusted: Bool.random(using: &random) ? "blue" : "red")
        guard Int.random(in: 0..<4, using: &random) > 0 else {
            let topic =
                [nil, "answers/\(team)", "/exercise/harbour/team/red/feed"].randomElement(using: &random) ?? nil
            let json = [#"{"after":0}"#, #"{"after":3}"#, #"{"after":-1}"#, "{"].randomElement(using: &random) ?? "{"
            return stage.hear(Topic.replay(plan.id, team), json, responseTopic: topic)
        }
        let name = RandomCommand.name(&random)
        let status = ["received", "seen", "responded", "eaten"].randomElement(using: &random) ?? ""
        let rest = ["", #","seq":\#(Int.random(in: 0..<12, using: &random))"#, #","response":{"n":1}"#]
        let tail = rest.randomElement(using: &random) ?? ""
        stage.hear(Topic.receipt(plan.id, team), #"{"id":"\#(name)","status":"\#(status)"\#(tail)}"#)
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
        if !plan.scenario.rules.isEmpty, random.chance(300) { return RandomSimulation.command(stage, &random) }
        let old = Int.random(in: 0..<3, using: &random) == 0
        var command = old ? clockCommand() : RandomCommand.draw(&random, lastTime: stage.state.lastTime)
        if Int.random(in: 0..<8, using: &random) == 0 {
            let shown = Bool.random(using: &random) ? revision(in: command) : Int64.random(in: 0..<60, using: &random)
            command = String(command.dropLast()) + ",\"if_revision\":\(shown)}"
        }
        if Int.random(in: 0..<8, using: &random) == 0 { command = planned(command) }
        return command
    }

    private func revision(in command: String) -> Int64 {
        let name = (try? JSONObject(Array(command.utf8)[...]))?["inject"]?.string
        return name.flatMap(InjectID.init).map(stage.state.revision) ?? 0
    }

    /// The command with the plan that its dry run gives, now or before something else happens.
    private mutating func planned(_ command: String) -> String {
        guard case .accepted(let acceptance) = stage.command(String(command.dropLast()) + #","dry_run":true}"#) else {
            return command
        }
        if Bool.random(using: &random) { stage.pass(Double.random(in: 0..<4, using: &random)) }
        return String(command.dropLast()) + ",\"plan\":\"\(acceptance.plan ?? "")\"}"
    }

    private mutating func clockCommand() -> String {
        let to = Int.random(in: 0...90, using: &random)
        let commands = [
            #"{"command":"start"}"#, #"{"command":"start"}"#, #"{"command":"pause"}"#, #"{"command":"resume"}"#,
            #"{"command":"resume"}"#, #"{"command":"stop"}"#, #"{"command":"reset"}"#,
            #"{"command":"speed","rate":\#(Int.random(in: 1...20, using: &random))}"#,
            #"{"command":"seek","to":\#(to)}"#, #"{"command":"seek","to":\#(to),"skipped":"fire"}"#,
        ]
        return commands.randomElement(using: &random) ?? commands[0]
    }
}
