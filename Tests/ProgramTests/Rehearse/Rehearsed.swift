import ExerciseModel
import ExerciseTestKit
import Rehearsal

/// Timetables for tests of what is shown of them.
enum Rehearsed {
    /// An inject with a title; `at` in seconds, by hand without.
    static func inject(_ id: String, _ title: String, type: String = "mail", at seconds: Double?) -> Inject {
        var inject = seconds.map { PlanBuilder.inject(id, at: $0) } ?? PlanBuilder.manual(id)
        inject.type = type
        inject.details = InjectDetails(title: title)
        return inject
    }

    /// Two teams on one timeline in an hour, with what a title may hold.
    static let hour: Timetable = {
        var first = inject("a-01", "Cut <the> \"network\" & wait", at: 0)
        first.details = InjectDetails(
            title: first.details?.title, expectedActions: [ExpectedAction(text: "Answers", deadline: 300_000_000)])
        let plan = PlanBuilder.plan(
            [first, inject("a-02", "A call\u{1B}[31m", type: "call", at: 90), inject("a-03", "If asked", at: nil)],
            teams: ["blue", "red"])
        return Rehearsal.timetable(of: plan)
    }()

    /// So many injects for one team within an hour, some of them at the same instant.
    static func crowd(_ count: Int) -> Timetable {
        let injects = (0..<count).map { number in
            let second = Double(number * number * 37 % 3_600)
            return inject("i-\(number)", "Something happens in place \(number)", at: second)
        }
        return Rehearsal.timetable(of: PlanBuilder.plan(injects))
    }

    /// A chain: `b` goes out 60 s after the answer to `a`.
    static let chain: Timetable = {
        var follower = inject("b", "Second", at: 0)
        follower.schedule = .after(
            InjectTrigger(inject: InjectID(trusted: "a"), milestone: .responded, delay: 60_000_000))
        return Rehearsal.timetable(of: PlanBuilder.plan([inject("a", "First", at: 10), follower]))
    }()

    /// A rule that stops a crane and delivers what is in the controllers' hand; of its three events one is expected to do more.
    static let ruled: (ExercisePlan, Timetable) = {
        let crane = SimulationID(trusted: "crane")
        let params = (try? Template(JSONText(literal: #"{"n":1}"#))).map {
            Deed.send(crane, command: "brake", params: $0)
        }
        let actions = [params, .deliver(InjectID(trusted: "hand"), teams: [])].compactMap { $0 }.map { Action($0) }
        let brake = Reaction.Command(to: crane, "brake")
        let events: [(String, Int64, [Reaction.Command])] = [
            ("stop", 30, [brake]), ("stop", 60, [brake, brake]), ("go", 90, []),
        ]
        let plan = PlanBuilder.plan([inject("hand", "If asked", type: "call", at: nil)]) { plan in
            plan.scenario.rules = [
                Rule(
                    id: RuleID(trusted: "on-stop"), when: RuleTrigger(eventType: .exactly("stop")),
                    then: actions.map { Stage([$0]) })
            ]
            plan.reactions = events.map { type, at, commands in
                Reaction(
                    at: ExerciseInstant(seconds: at),
                    event: SimulationEvent(from: crane, type: type, payload: JSONText(literal: "null")),
                    commands: commands)
            }
        }
        return (plan, Rehearsal.timetable(of: plan))
    }()
}
