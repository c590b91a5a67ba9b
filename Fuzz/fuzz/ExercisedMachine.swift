import ExerciseControl
import ExerciseModel
import Orchestration

/// A running exercise that hears whatever it is thrown; begun anew before its log grows long.
final class ExercisedMachine {
    static let id = ExerciseID(trusted: "x")
    static let team = TeamID(trusted: "blue")
    nonisolated(unsafe) static let shared = ExercisedMachine()

    private var exercise = ExercisedMachine.begun()
    private var now = ExercisedMachine.start
    private var heard = 0

    private static let start = Moment(
        wall: WallInstant(microseconds: 1_000_000_000), utc: UTCInstant(milliseconds: 1_768_471_200_000))

    /// Hears a message a moment after the last, and answers whatever it hands to the broker.
    func hear(_ topic: String, _ payload: [UInt8], responseTopic: String? = nil, correlation: [UInt8]? = nil) {
        heard += 1
        if heard % 200 == 0 { (exercise, now) = (ExercisedMachine.begun(), ExercisedMachine.start) }
        now.wall = now.wall.adding(microseconds: 700_000)
        now.utc = UTCInstant(milliseconds: now.utc.milliseconds + 700)
        let message = HeardMessage(
            topic: topic, payload: payload, retained: false, responseTopic: responseTopic, correlation: correlation)
        let step = exercise.handle(.heard(message), now: now)
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
        let plan = ExercisePlan(
            id: id, duration: ExerciseInstant(seconds: 600),
            teams: [
                Team(id: team, name: "Blue", timeline: timeline),
                Team(id: TeamID(trusted: "red"), name: "Red", timeline: timeline),
            ], timelines: [Timeline(id: timeline, injects: injects)])
        let files = SourceFiles(exercise: SourceFiles.File(path: "x.yaml", bytes: []), timelines: [])
        let instance = InstanceID(trusted: "fuzz")
        var exercise = Exercise(
            loading: LoadedExercise(files: files, defaults: DeliverySettings(), plan: plan), instance: instance,
            bootID: "boot", now: start)
        let opening = Opening(instance: instance, version: "0", bootID: "boot", row: nil)
        let begin = Array(#"{"command":"start"}"#.utf8)
        for input in [Input.opened(opening), .attending, .command(begin, .local(1, origin: "fuzz"))] {
            _ = exercise.handle(input, now: start)
        }
        return exercise
    }

    private static func schedule(_ number: Int) -> InjectSchedule {
        switch number {
        case 5: .manual
        case 6: .after(InjectTrigger(inject: InjectID(trusted: "i1"), milestone: .seen, delay: 1_000_000))
        default: .at(ExerciseInstant(seconds: Int64(number)))
        }
    }
}
