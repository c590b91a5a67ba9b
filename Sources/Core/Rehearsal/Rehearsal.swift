import ExerciseControl
package import ExerciseModel
import Orchestration

/// An exercise played to its end in virtual time by the root machine itself: everything that is handed to the broker is
/// acknowledged at once, and every team, simulation and controller is there and answers at once. The events of all
/// reactions come in it at their times, so that what one leads to is there when the next one comes.
package struct Rehearsal {
    private static let instance = InstanceID(trusted: "rehearsal")

    private let team: PerfectTeam
    private var simulation: PerfectSimulation
    private let reactions: [Reaction]
    private var exercise: Exercise
    private var now: Moment
    /// What the broker has answered and the machine has not taken in, oldest first; then the same of the teams, and of
    /// simulations and the controller.
    private var answers: [Input] = []
    private var receipts: [Input] = []
    private var replies: [Input] = []
    private var releases: [Timetable.Released] = []
    /// The reactions whose events are still to come, by their times and then by their places.
    private var ahead: ArraySlice<Int>
    private var consequences: Consequences

    /// Plays the plan from STARTEX to ENDEX, or to its last inject or event where it has none.
    package static func timetable(of plan: ExercisePlan) -> Timetable {
        var rehearsal = Rehearsal(plan)
        rehearsal.play()
        return Timetable(
            plan, released: rehearsal.releases, ledger: rehearsal.exercise.state.ledger,
            end: rehearsal.exercise.time(at: rehearsal.now), consequences: rehearsal.consequences.all)
    }

    private init(_ plan: ExercisePlan) {
        team = PerfectTeam(plan)
        simulation = PerfectSimulation(plan)
        reactions = plan.reactions
        consequences = Consequences(plan.reactions)
        ahead = plan.reactions.indices.sorted { (plan.reactions[$0].at, $0) < (plan.reactions[$1].at, $1) }[...]
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
        for arrival in simulation.arrival() { take(arrival) }
        take(order(Array(#"{"command":"start"}"#.utf8)))
        settle()
        report()
        // Between two decisions the machine would only tell the time, which nobody hears.
        while next < .never {
            pass(to: next)
            settle()
            report()
        }
        let clock = exercise.state.clock
        for number in ahead { consequences.miss(number, clock.status, at: exercise.time(at: now)) }
    }

    /// When anything happens next.
    private var next: WallInstant {
        guard let first = ahead.first else { return exercise.nextDecision }
        return min(exercise.nextDecision, exercise.state.clock.wall(of: reactions[first].at))
    }

    /// Has the events come whose time it is, each when all that the one before led to is done.
    private mutating func report() {
        while let first = ahead.first, reactions[first].at <= exercise.time(at: now) {
            ahead.removeFirst()
            consequences.tell(first)
            take(simulation.report(reactions[first].event))
            settle()
        }
    }

    private mutating func pass(to wall: WallInstant) {
        guard wall > now.wall else { return }
        now = Moment(wall: wall, utc: UTCInstant(milliseconds: wall.microseconds / 1_000))
    }

    private func order(_ command: [UInt8]) -> Input { .command(command, .local(0, origin: "rehearsal")) }

    /// Takes turns, as the host does, until nothing is left to do at this instant.
    private mutating func settle() {
        while !answers.isEmpty || !receipts.isEmpty || !replies.isEmpty || exercise.nextDecision <= now.wall {
            let taken = answers + receipts + replies
            (answers, receipts, replies) = ([], [], [])
            for answer in taken { take(answer) }
            if exercise.nextDecision <= now.wall { take(.wake) }
        }
    }

    private mutating func take(_ input: Input) {
        let step = exercise.handle(input, now: now)
        for event in step.events {
            if !reactions.isEmpty { follow(event) }
            guard case .injectReleased(let target, let release) = event.fact,
                let slot = exercise.state.ledger.slot(of: target)
            else { continue }
            releases.append(
                Timetable.Released(
                    slot: slot, release: release, at: event.exerciseTime, cause: consequences.cause(of: event)))
        }
        for effect in step.effects {
            switch effect {
            case .order(.attend): answers.append(.attending)
            case .order(.deliver(let delivery)):
                answers.append(.settled(delivery.token, .acknowledged(verified: delivery.qos > 0), at: now))
                receipts += said(of: delivery.token)
            case .simulation(.send(let socket, let message)):
                if let reply = simulation.answer(message, on: socket, consequences.reaction) { replies.append(reply) }
            case .order(.publish), .order(.withdraw), .simulation(.close), .answer, .readFiles: break
            }
        }
    }

    private mutating func follow(_ event: Event) {
        consequences.note(event)
        if let command = PerfectController.command(after: event.fact) { replies.append(order(command)) }
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
