import ExerciseControl
import ExerciseModel
import Orchestration
import ScenarioRules

/// A running exercise that hears whatever it is thrown; begun anew before its log grows long.
final class ExercisedMachine {
    static let id = ExerciseID(trusted: "x")
    static let team = TeamID(trusted: "blue")
    static let simulation = SimulationID(trusted: "crane")
    /// Where the simulation registered when the exercise began.
    static let socket = SocketID(1)
    nonisolated(unsafe) static let shared = ExercisedMachine()

    private var exercise = ExercisedMachine.begun()
    private var now = ExercisedMachine.start
    private var heard = 0

    private static let start = Moment(
        wall: WallInstant(microseconds: 1_000_000_000), utc: UTCInstant(milliseconds: 1_768_471_200_000))

    /// Hears a message.
    func hear(_ topic: String, _ payload: [UInt8], responseTopic: String? = nil, correlation: [UInt8]? = nil) {
        take(
            .heard(
                HeardMessage(
                    topic: topic, payload: payload, retained: false, responseTopic: responseTopic,
                    correlation: correlation)))
    }

    /// Hears what is said on a connection.
    func say(_ message: [UInt8], on socket: SocketID) { take(.socket(socket, .said(message))) }

    /// Takes an input a moment after the last, and answers whatever is handed to the broker.
    private func take(_ input: Input) {
        heard += 1
        if heard % 200 == 0 { (exercise, now) = (ExercisedMachine.begun(), ExercisedMachine.start) }
        now.wall = now.wall.adding(microseconds: 700_000)
        now.utc = UTCInstant(milliseconds: now.utc.milliseconds + 700)
        let step = exercise.handle(input, now: now)
        for case .order(.deliver(let delivery)) in step.effects {
            _ = exercise.handle(.settled(delivery.token, .acknowledged(verified: true), at: now), now: now)
        }
        precondition(exercise.nextWake > .init(microseconds: 0), "no time to wake at")
        check()
    }

    /// The ledger adds up, whatever was said.
    private func check() {
        let ledger = exercise.state.ledger
        let all = ledger.teams.reduce(0) { $0 + $1.deliveries.count }
        precondition(ledger.counts.scheduled == all, "the ledger does not add up")
    }

    private static func begun() -> Exercise {
        let injects = (1...6).map { number in
            Inject(
                id: InjectID(trusted: "i\(number)"), type: "sms", content: JSONText(literal: #"{"text":"x"}"#),
                schedule: schedule(number),
                details: InjectDetails(expectedActions: [ExpectedAction(text: "Do", deadline: 5_000_000)]))
        }
        let timeline = TimelineID(trusted: "t")
        var plan = ExercisePlan(
            id: id, duration: ExerciseInstant(seconds: 600),
            teams: [
                Team(id: team, name: "Blue", timeline: timeline),
                Team(id: TeamID(trusted: "red"), name: "Red", timeline: timeline),
            ], timelines: [Timeline(id: timeline, injects: injects)])
        plan.scenario = Scenario(name: "x", rules: [rule])
        let files = SourceFiles(exercise: SourceFiles.File(path: "x.yaml", bytes: []), timelines: [])
        let instance = InstanceID(trusted: "fuzz")
        var exercise = Exercise(
            loading: LoadedExercise(files: files, defaults: DeliverySettings(), plan: plan), instance: instance,
            bootID: "boot", now: start)
        let opening = Opening(instance: instance, version: "0", bootID: "boot", row: nil)
        let begin = Array(#"{"command":"start"}"#.utf8)
        let register = Array(#"{"type":"register","id":"crane"}"#.utf8)
        let inputs = [
            Input.opened(opening), .attending, .command(begin, .local(1, origin: "fuzz")),
            .socket(socket, .opened), .socket(socket, .said(register)),
        ]
        for input in inputs {
            _ = exercise.handle(input, now: start)
        }
        return exercise
    }

    /// Two commands to the simulation for each event whose type begins with an f, the first with an undo.
    private static var rule: Rule {
        guard let params = try? Template(JSONText(literal: #"{"a":"${event.payload.a}","b":"<${event.payload.a}>"}"#)),
            let nothing = try? Template(JSONText(literal: "{}"))
        else { preconditionFailure("no template") }
        let first = Action(
            .send(simulation, command: "go", params: params), undo: .send(simulation, command: "back", params: nothing),
            timeout: 10_000_000, retries: 1, retryDelay: 1_000_000)
        let second = Action(.send(simulation, command: "stop", params: nothing), timeout: 10_000_000)
        return Rule(
            id: RuleID(trusted: "f"), when: RuleTrigger(eventType: .beginning("f")),
            then: [Stage([first]), Stage([second])])
    }

    private static func schedule(_ number: Int) -> InjectSchedule {
        switch number {
        case 5: .manual
        case 6: .after(InjectTrigger(inject: InjectID(trusted: "i1"), milestone: .seen, delay: 1_000_000))
        default: .at(ExerciseInstant(seconds: Int64(number)))
        }
    }
}
