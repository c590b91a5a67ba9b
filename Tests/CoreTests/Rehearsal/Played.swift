import ExerciseModel
import ExerciseTestKit
import Rehearsal

/// A rehearsal of rules and the events that something is expected of, in words.
struct Played {
    let plan: ExercisePlan
    let timetable: Timetable

    /// An exercise of an hour with these rules, whose simulations nobody declares.
    init(
        _ rules: [Rule], _ reactions: [Reaction], _ injects: [Inject] = [],
        change: (inout ExercisePlan) -> Void = { _ in }
    ) {
        plan = PlanBuilder.plan(injects) { plan in
            plan.scenario.rules = rules
            plan.reactions = reactions
            change(&plan)
        }
        timetable = Rehearsal.timetable(of: plan)
    }

    /// What followed from each event, in the order of the reactions.
    var commands: [[String]] {
        timetable.consequences.map { consequence in
            consequence.commands.map { command in
                let params = String(decoding: command.params?.bytes ?? [], as: UTF8.self)
                return "\(command.simulation) \(command.command) \(params)"
            }
        }
    }

    /// How the sagas of each event ended.
    var ends: [[String]] {
        timetable.consequences.map { consequence in
            consequence.sagas.map { played in
                (played.end?.state.rawValue ?? "open") + (played.end?.reason.map { ": \($0)" } ?? "")
            }
        }
    }

    /// What does not hold.
    var sentences: [String] { Shortfall(plan, timetable).reactions.map(\.sentence) }

    /// Why the first that does not hold does not.
    var reasons: [String] { Shortfall(plan, timetable).reactions.first?.reasons(plan.scenario.rules) ?? [] }

    static func json(_ text: String) -> JSONText { JSONText(trusted: Array(text.utf8)[...]) }

    /// An event of the crane, so many seconds after STARTEX.
    static func event(
        _ type: String, _ payload: String = "null", at seconds: Int64 = 0, commands: [Reaction.Command] = [],
        fails: Set<String> = []
    ) -> Reaction {
        Reaction(
            at: ExerciseInstant(seconds: seconds),
            event: SimulationEvent(from: SimulationID(trusted: "crane"), type: type, payload: json(payload)),
            commands: commands, fails: fails)
    }

    static func command(
        _ simulation: String, _ command: String, _ params: String? = nil, output: String? = nil
    ) -> Reaction.Command {
        Reaction.Command(
            to: SimulationID(trusted: simulation), command, params: params.map(json), output: output.map(json))
    }
}
