import ExerciseModel

/// Shorthand for rules.
enum Rules {
    static func template(_ json: String) -> Template {
        guard let template = try? Template(JSONText(trusted: Array(json.utf8)[...])) else {
            preconditionFailure("no template: \(json)")
        }
        return template
    }

    /// A command to a simulation, undone by `undo` if given.
    static func send(_ simulation: String, _ command: String, _ params: String = "{}", undo: String? = nil) -> Action {
        let id = SimulationID(trusted: simulation)
        return Action(
            .send(id, command: command, params: template(params)),
            undo: undo.map { .send(id, command: $0, params: template("{}")) }, timeout: 10_000_000, retries: 1,
            retryDelay: 1_000_000)
    }

    static func control(_ json: String) -> Action { Action(.control(template(json))) }

    static func deliver(_ inject: String, _ teams: String...) -> Action {
        Action(.deliver(InjectID(trusted: inject), teams: teams.map(TeamID.init(trusted:))))
    }

    static func set(_ name: String, _ json: String) -> Action { Action(.set(name, template(json))) }

    static func publish(_ topic: String, _ json: String, retain: Bool = false) -> Action {
        Action(.publish(topic: topic, template(json), retain: retain))
    }

    static func approve(_ question: String, within seconds: Int64 = 30) -> Action {
        Action(.approve(question), timeout: seconds * 1_000_000)
    }

    /// A rule for one type of event, its actions one after the other.
    static func rule(_ type: String, _ actions: Action..., change: (inout Rule) -> Void = { _ in }) -> Rule {
        var rule = Rule(
            id: RuleID(trusted: "on-\(type)"), when: RuleTrigger(eventType: .exactly(type)),
            then: actions.map { Stage([$0]) })
        change(&rule)
        return rule
    }
}
