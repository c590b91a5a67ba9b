import ExerciseModel
import ExerciseTestKit

/// Draws the rules of one exercise and who plays in it; in some exercises nobody does.
struct RuleDraw {
    /// The simulations, whether the exercise declares them or not.
    let cast: [SimulationID]
    private var random: SeededRandom
    private let isDeclared: Bool

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        let names = ["crane", "port", "media", "power", "radio"].shuffled(using: &random)
        cast = random.chance(350) ? [] : names.prefix(Int(random.number(2...5))).map(SimulationID.init(trusted:))
        isDeclared = random.chance(500)
    }

    /// Gives a plan its rules, simulations and variables.
    mutating func complete(_ plan: inout ExercisePlan) {
        guard !cast.isEmpty else { return }
        let injects = plan.timelines.flatMap { $0.injects.map(\.id) } + [InjectID(trusted: "nothing")]
        let teams = plan.teams.map(\.id)
        plan.scenario.rules = (1...random.number(1...5)).map { rule($0, injects, teams) }
        if isDeclared { plan.simulations = cast.map { Simulation(id: $0, name: $0.text) } }
        if random.chance(700) { plan.variables = ["level": JSONText(literal: "1")] }
    }

    private mutating func rule(_ number: Int64, _ injects: [InjectID], _ teams: [TeamID]) -> Rule {
        var trigger = RuleTrigger(eventType: EventPattern(random.pick(["a", "a", "b", "b", "c", "a*", "*"])))
        if random.chance(150) { trigger.from = random.pick(cast) }
        if random.chance(250) { trigger.condition = condition() }
        if random.chance(150) { trigger.count = Int(random.number(2...4)) }
        if random.chance(100) { trigger.within = random.number(1...30) * 1_000_000 }
        trigger.once = random.chance(60)
        if random.chance(150) { trigger.cooldown = random.number(1...20) * 1_000_000 }
        if random.chance(150) { trigger.phases = random.pick([[.paused, .running], [.initialized], [.completed]]) }
        var then = (0..<random.number(1...4)).map { stage(Int($0), injects, teams) }
        if random.chance(60) { then.append(Stage([last()])) }
        return Rule(id: RuleID(trusted: "rule-\(number)"), when: trigger, then: then)
    }

    private mutating func condition() -> Condition {
        let bound = JSONText(trusted: Array("\(random.number(1...3))".utf8)[...])
        let simple: [Condition] = [
            .field(["level"], .atLeast(bound)), .field(["level"], .equals(bound)), .field(["name"], .exists(false)),
            .field(["place"], .matches("p*")),
        ]
        let chosen = random.pick(simple)
        return random.pick([chosen, .not(chosen), .any([chosen, random.pick(simple)]), .all([chosen])])
    }

    private mutating func stage(_ place: Int, _ injects: [InjectID], _ teams: [TeamID]) -> Stage {
        guard random.chance(200) else { return Stage([action(place, injects, teams)]) }
        return Stage(cast.shuffled(using: &random).prefix(2).map { send(to: $0, place) })
    }

    private mutating func action(_ place: Int, _ injects: [InjectID], _ teams: [TeamID]) -> Action {
        switch random.number(0...19) {
        case 0: return Action(.deliver(random.pick(injects), teams: random.chance(500) ? [] : [random.pick(teams)]))
        case 1: return Action(.publish(topic: "wind", template(#"{"n":"${event.payload.n}"}"#), retain: place > 0))
        case 2...3: return Action(.set("level", template(random.pick(["9", #""${event.payload.level}""#]))))
        case 4:
            var ask = Action(.approve("Go on?"), timeout: random.number(1...20) * 1_000_000)
            ask.retries = 0
            return ask
        case 5: return Action(.control(template(random.pick([#"{"command":"speed","rate":2}"#, note]))))
        default: return send(to: random.pick(cast), place)
        }
    }

    private let note = #"{"command":"note","text":"${saga.id}"}"#

    private mutating func send(to simulation: SimulationID, _ place: Int) -> Action {
        var params = random.pick(["{}", #"{"n":"${event.payload.n}"}"#, #"{"saga":"${saga.id}"}"#])
        if random.chance(120) {
            // What may not be there.
            params = random.pick([
                #"{"level":"${vars.level}"}"#, #"{"name":"${event.payload.name}"}"#,
                place > 0 ? #"{"before":"${steps.0.output.n}"}"# : "{}",
            ])
        }
        var action = Action(
            .send(simulation, command: "act", params: template(params)),
            timeout: random.number(5...60) * 100_000, retries: Int(random.number(0...2)),
            retryDelay: random.number(1...15) * 100_000)
        if random.chance(700) {
            // Sometimes another has to put it right.
            let undoer = random.chance(900) ? simulation : random.pick(cast)
            action.undo = .send(undoer, command: "undo", params: template("{}"))
        }
        return action
    }

    private mutating func last() -> Action {
        Action(
            .control(
                template(
                    random.pick([
                        #"{"command":"pause"}"#, #"{"command":"resume"}"#, #"{"command":"stop"}"#,
                        #"{"command":"reset"}"#, #"{"command":"reset","sagas":"abandon"}"#,
                    ]))))
    }

    private func template(_ json: String) -> Template {
        guard let template = try? Template(JSONText(trusted: Array(json.utf8)[...])) else {
            preconditionFailure("no template: \(json)")
        }
        return template
    }
}
