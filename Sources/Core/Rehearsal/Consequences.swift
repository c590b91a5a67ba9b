import ExerciseModel

/// What follows from the event of each reaction, put together from the log by causes: an event, its sagas, their steps.
struct Consequences {
    private let reactions: [Reaction]
    /// One for each reaction.
    private(set) var all: [Consequence]
    /// The reaction whose event is being told.
    private var told: Int?
    /// The reactions by the positions of their events.
    private var events: [Int64: Int] = [:]
    private var sagas: [SagaID: Place] = [:]
    /// The sagas by the positions at which their steps began, and of the commands that they gave.
    private var steps: [Int64: SagaID] = [:]
    /// What ended the run last, if a rule did.
    private var ending: Timetable.Cause?

    private struct Place {
        var reaction: Int
        var saga: Int
        var actions: [Action]
    }

    init(_ reactions: [Reaction]) {
        self.reactions = reactions
        all = reactions.map { _ in Consequence() }
    }

    /// The event of a reaction is told now.
    mutating func tell(_ number: Int) { told = number }

    /// The event of a reaction never comes: the clock stands before its time.
    mutating func miss(_ number: Int, _ status: ClockStatus, at time: ExerciseInstant) {
        let when = TimeSpelling.text(ofPoint: time.microseconds)
        all[number].absence =
            "never comes: the exercise is \(status.rawValue) at \(when)"
            + (ending.map { ", by rule '\($0.rule)' on '\($0.event.type)'" } ?? "")
    }

    /// What a saga belongs to.
    func reaction(of saga: SagaID) -> (number: Int, reaction: Reaction)? {
        sagas[saga].map { ($0.reaction, reactions[$0.reaction]) }
    }

    /// The rule that did something, and the event that it answers; `nil` for what no rule did.
    func cause(of event: Event) -> Timetable.Cause? {
        guard let step = event.causation, let place = steps[step].flatMap({ sagas[$0] }) else { return nil }
        return Timetable.Cause(
            rule: all[place.reaction].sagas[place.saga].rule, event: reactions[place.reaction].event)
    }

    mutating func note(_ event: Event) {
        switch event.fact {
        case .simulation(.reported(_, let verdict)):
            guard let told else { return }
            events[event.position] = told
            all[told].verdict = verdict
        case .simulation(.refused(_, _, let message)):
            if let told, all[told].verdict == nil { all[told].absence = "is refused: \(message)" }
        case .simulation(.evaluated(let position, let matches)):
            if let number = events[position] { all[number].verdict = .evaluated(matches) }
        case .saga(let saga, let fact): note(saga, fact, at: event.position)
        case .commandAccepted:
            let saga = event.causation.map { SagaID($0) }
            if let saga, sagas[saga] != nil { steps[event.position] = saga }
        case .clockStopped, .exerciseReset: ending = cause(of: event)
        default: break
        }
    }

    private mutating func note(_ saga: SagaID, _ fact: SagaFact, at position: Int64) {
        if case .started(let start) = fact, let number = events[start.event] {
            sagas[saga] = Place(
                reaction: number, saga: all[number].sagas.count, actions: start.stages.flatMap(\.actions))
            all[number].sagas.append(Consequence.Played(rule: start.rule))
        }
        guard let place = sagas[saga] else { return }
        switch fact {
        case .stepDispatched(let step, let dispatch):
            steps[position] = saga
            let action = place.actions[step.index]
            guard case .send(let simulation, let command, _) = step.phase == .do ? action.deed : action.undo else {
                return
            }
            all[place.reaction].sagas[place.saga].commands.append(
                Reaction.Command(to: simulation, command, params: dispatch.params))
        case .ended(let end): all[place.reaction].sagas[place.saga].end = end
        default: break
        }
    }
}
