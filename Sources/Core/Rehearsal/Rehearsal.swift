import ExerciseControl
package import ExerciseModel
import Orchestration

/// An exercise played to its end in virtual time by the root machine itself: everything that is handed to the broker is
/// acknowledged at once, and every team is there and answers at once.
package struct Rehearsal {
    private static let instance = InstanceID(trusted: "rehearsal")

    private let team: PerfectTeam
    private var exercise: Exercise
    private var now: Moment
    /// What the broker has answered and the machine has not taken in, oldest first; then the same of the teams.
    private var answers: [Input] = []
    private var receipts: [Input] = []
    private var releases: [Timetable.Released] = []

    /// Plays the plan from STARTEX to ENDEX, or to its last inject where it has none.
    package static func timetable(of plan: ExercisePlan) -> Timetable {
        var rehearsal = Rehearsal(plan)
        rehearsal.play()
        return Timetable(
            plan, released: rehearsal.releases, ledger: rehearsal.exercise.state.ledger,
            end: rehearsal.exercise.time(at: rehearsal.now))
    }

    private init(_ plan: ExercisePlan) {
        team = PerfectTeam(plan)
        now = Moment(wall: WallInstant(microseconds: 0), utc: UTCInstant(milliseconds: 0))
        let files = SourceFiles(exercise: SourceFiles.File(path: "", bytes: []), timelines: [])
        exercise = Exercise(
            loading: LoadedExercise(files: files, defaults: plan.delivery, plan: plan), instance: Rehearsal.instance,
            bootID: "", now: now)
    }

    private mutating func play() {
        take(.opened(Opening(instance: Rehearsal.instance, version: "", bootID: "", row: nil)))
        settle()
        for message in team.arrival() { take(.heard(message)) }
        take(.command(Array(#"{"command":"start"}"#.utf8), .local(0, origin: "rehearsal")))
        settle()
        // Between two decisions the machine would only tell the time, which nobody hears.
        while exercise.nextDecision < .never {
            pass(to: exercise.nextDecision)
            settle()
        }
    }

    private mutating func pass(to wall: WallInstant) {
        guard wall > now.wall else { return }
        now = Moment(wall: wall, utc: UTCInstant(milliseconds: wall.microseconds / 1_000))
    }

    /// Takes turns, as the host does, until nothing is left to do at this instant.
    private mutating func settle() {
        while !answers.isEmpty || !receipts.isEmpty || exercise.nextDecision <= now.wall {
            let taken = answers + receipts
            (answers, receipts) = ([], [])
            for answer in taken { take(answer) }
            if exercise.nextDecision <= now.wall { take(.wake) }
        }
    }

    private mutating func take(_ input: Input) {
        let step = exercise.handle(input, now: now)
        for event in step.events {
            guard case .injectReleased(let target, let release) = event.fact,
                let slot = exercise.state.ledger.slot(of: target)
            else { continue }
            releases.append(Timetable.Released(slot: slot, release: release, at: event.exerciseTime))
        }
        for effect in step.effects {
            switch effect {
            case .order(.attend): answers.append(.attending)
            case .order(.deliver(let delivery)):
                answers.append(.settled(delivery.token, .acknowledged(verified: delivery.qos > 0), at: now))
                receipts += said(of: delivery.token)
            case .order(.publish), .order(.withdraw), .simulation, .answer, .readFiles: break
            }
        }
    }

    /// What the team says of the message that is at the head of its lane.
    private func said(of token: DeliveryToken) -> [Input] {
        let ledger = exercise.state.ledger
        guard team.isAsked, let index = ledger.index(of: token.team), let head = ledger.teams[index].lane.head else {
            return []
        }
        let inject = ledger.inject(at: DeliverySlot(team: index, place: head.place)).id
        return team.receipts(for: inject, team: token.team).map(Input.heard)
    }
}
