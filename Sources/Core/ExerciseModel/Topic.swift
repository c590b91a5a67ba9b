/// The topics of `contract.md` 1, built here and nowhere else.
package enum Topic {
    /// `/exercise/{exercise}`.
    package static func root(_ exercise: ExerciseID) -> String { "/exercise/\(exercise.text)" }
    /// `/timer`, retained.
    package static func timer(_ exercise: ExerciseID) -> String { root(exercise) + "/timer" }
    /// `/status`, retained.
    package static func status(_ exercise: ExerciseID) -> String { root(exercise) + "/status" }
    /// `/monitoring`, retained.
    package static func monitoring(_ exercise: ExerciseID) -> String { root(exercise) + "/monitoring" }
    /// `/monitoring/failure`.
    package static func failure(_ exercise: ExerciseID) -> String { root(exercise) + "/monitoring/failure" }
    /// `/monitoring/waiting`, retained.
    package static func waiting(_ exercise: ExerciseID) -> String { root(exercise) + "/monitoring/waiting" }
    /// `/control`, in and out.
    package static func control(_ exercise: ExerciseID) -> String { root(exercise) + "/control" }
    /// `/control/result`.
    package static func result(_ exercise: ExerciseID) -> String { root(exercise) + "/control/result" }
    /// `/event`, when the exercise publishes its events.
    package static func event(_ exercise: ExerciseID) -> String { root(exercise) + "/event" }

    /// `/team/{team}/feed`: the team's injects.
    package static func feed(_ exercise: ExerciseID, _ team: TeamID) -> String {
        root(exercise) + "/team/\(team.text)/feed"
    }

    /// `/team/{team}/presence`, retained: whether a client of the team is there.
    package static func presence(_ exercise: ExerciseID, _ team: TeamID) -> String {
        root(exercise) + "/team/\(team.text)/presence"
    }

    /// `/team/{team}/receipt`: what the team's clients say of its injects.
    package static func receipt(_ exercise: ExerciseID, _ team: TeamID) -> String {
        root(exercise) + "/team/\(team.text)/receipt"
    }

    /// `/team/{team}/replay`: what it asks to be sent again.
    package static func replay(_ exercise: ExerciseID, _ team: TeamID) -> String {
        root(exercise) + "/team/\(team.text)/replay"
    }

    /// `/team/{team}/error`: what of it was refused.
    package static func teamError(_ exercise: ExerciseID, _ team: TeamID) -> String {
        root(exercise) + "/team/\(team.text)/error"
    }

    /// `/simulation/{simulation}/…`: where a simulation speaks to us.
    package static func simulation(
        _ exercise: ExerciseID, _ simulation: SimulationID, _ topic: SimulationTopic
    ) -> String {
        root(exercise) + "/simulation/\(simulation.text)/\(topic.rawValue)"
    }

    /// `/simulation/{simulation}/registered`: that it is registered.
    package static func registered(_ exercise: ExerciseID, _ simulation: SimulationID) -> String {
        root(exercise) + "/simulation/\(simulation.text)/registered"
    }

    /// `/simulation/{simulation}/accepted`: which of its events are durable.
    package static func accepted(_ exercise: ExerciseID, _ simulation: SimulationID) -> String {
        root(exercise) + "/simulation/\(simulation.text)/accepted"
    }

    /// `/simulation/{simulation}/command`: what it is to do.
    package static func command(_ exercise: ExerciseID, _ simulation: SimulationID) -> String {
        root(exercise) + "/simulation/\(simulation.text)/command"
    }

    /// `/simulation/{simulation}/error`: what of it was refused.
    package static func simulationError(_ exercise: ExerciseID, _ simulation: SimulationID) -> String {
        root(exercise) + "/simulation/\(simulation.text)/error"
    }

    /// `/world/{path}`: what a rule publishes.
    package static func world(_ exercise: ExerciseID, _ path: String) -> String { root(exercise) + "/world/" + path }

    /// `/noduff`, retained.
    package static func noDuff(_ exercise: ExerciseID) -> String { root(exercise) + "/noduff" }

    /// `/whitecell/{instance}/status`.
    package static func instanceStatus(_ instance: InstanceID) -> String { "/whitecell/\(instance.text)/status" }

    /// All instances' statuses.
    package static let everyInstanceStatus = "/whitecell/+/status"

    /// The presence, receipts and replay requests of every team of an exercise.
    package static func everyTeam(_ exercise: ExerciseID) -> [String] {
        ["presence", "receipt", "replay"].map { root(exercise) + "/team/+/\($0)" }
    }

    /// What every simulation of an exercise says to us.
    package static func everySimulation(_ exercise: ExerciseID) -> [String] {
        SimulationTopic.allCases.map { root(exercise) + "/simulation/+/\($0.rawValue)" }
    }
}

/// What a simulation's topic to us is for.
package enum SimulationTopic: String, CaseIterable, Sendable {
    case register, event, step
    /// Retained, the last will among them.
    case presence
}

/// What a topic that we hear on is about.
package enum HeardTopic: Equatable, Sendable {
    case control(ExerciseID)
    case timer(ExerciseID)
    case presence(ExerciseID, TeamID)
    case receipt(ExerciseID, TeamID)
    case replay(ExerciseID, TeamID)
    case simulation(ExerciseID, SimulationID, SimulationTopic)
    case instanceStatus(InstanceID)

    /// Reads a topic; `nil` for one that means nothing to us.
    package init?(_ topic: String) {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard levels.count >= 4, levels[0].isEmpty else { return nil }
        switch (levels[1], levels.count) {
        case ("whitecell", 4):
            guard let instance = InstanceID(levels[2]), levels[3] == "status" else { return nil }
            self = .instanceStatus(instance)
        case ("exercise", 4):
            guard let exercise = ExerciseID(levels[2]) else { return nil }
            switch levels[3] {
            case "control": self = .control(exercise)
            case "timer": self = .timer(exercise)
            default: return nil
            }
        case ("exercise", 6):
            guard let exercise = ExerciseID(levels[2]) else { return nil }
            switch levels[3] {
            case "team":
                guard let team = TeamID(levels[4]) else { return nil }
                self.init(exercise, team, levels[5])
            case "simulation":
                guard let simulation = SimulationID(levels[4]), let topic = SimulationTopic(rawValue: levels[5]) else {
                    return nil
                }
                self = .simulation(exercise, simulation, topic)
            default: return nil
            }
        default: return nil
        }
    }

    private init?(_ exercise: ExerciseID, _ team: TeamID, _ level: String) {
        switch level {
        case "presence": self = .presence(exercise, team)
        case "receipt": self = .receipt(exercise, team)
        case "replay": self = .replay(exercise, team)
        default: return nil
        }
    }
}

/// Where an answer may be sent when a message names a response topic (`contract.md` 1): nobody borrows our rights.
package enum ResponseTopic {
    /// Whether the answer to a command of this exercise may go there.
    package static func mayAnswerCommand(_ topic: String, of exercise: ExerciseID) -> Bool {
        mayAnswer(topic, below: Topic.control(exercise) + "/reply/")
    }

    /// Whether what this team asked for again may go there.
    package static func mayAnswerReplay(_ topic: String, of exercise: ExerciseID, _ team: TeamID) -> Bool {
        mayAnswer(topic, below: Topic.root(exercise) + "/team/\(team.text)/reply/")
    }

    private static func mayAnswer(_ topic: String, below own: String) -> Bool {
        guard !topic.isEmpty, topic.utf8.count <= 1_024,
            !topic.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") })
        else { return false }
        if topic.hasPrefix("/exercise/") { return topic.hasPrefix(own) && topic.utf8.count > own.utf8.count }
        return !topic.hasPrefix("/whitecell/") && !topic.hasPrefix("$")
    }
}
