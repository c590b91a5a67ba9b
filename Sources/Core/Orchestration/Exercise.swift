import ExerciseControl
package import ExerciseModel
import ScenarioRules

/// The root machine of one exercise: takes an input and the time, decides, folds what it decided, and says what the
/// outside is to do. It reads no clock and does nothing itself.
package struct Exercise: Sendable {
    /// What the log says.
    package private(set) var state: ExerciseState
    let instance: InstanceID
    let bootID: String
    var cursor: TimelineCursor
    var bulletin = Bulletin()
    var rivals = RivalWatch()
    var lanes = LaneHandover()
    var doors = SimulationDoors()
    /// Answers of simulations that said again what was known, since the exercise was taken up; they are in no log.
    package internal(set) var repeatedAnswers: Int64 = 0
    /// Messages of simulations that were refused beyond those that are laid down, since then.
    package internal(set) var unrecordedRefusals: Int64 = 0
    /// When all sagas are looked at again; `never` while there are none.
    package internal(set) var nextLook = WallInstant.never
    /// Control commands of sagas that are completed.
    var orders: [RuleOrder] = []
    /// What changed of failures while the broker was away.
    var untold: [Fact] = []
    var step = Step()
    var now = Moment(wall: WallInstant(microseconds: 0), utc: UTCInstant(milliseconds: 0))

    /// What one turn passes of many that come due at once: so many that can leave at once, or far fewer that cannot.
    private let burst: Int
    /// What it costs to pass one that only queues behind another of its team: nobody waits for it.
    static let costOfQueueing = 16
    /// Whether a part of a burst is passed, and the rest is due.
    package internal(set) var isBehind = false
    /// Replays of each team that are answered in a second: each costs a page.
    var replays = Allowance<Int>(20, within: 1_000_000)
    /// Refusals of each simulation that are laid down in a minute; whoever has not registered counts as one with all
    /// others who have not.
    var refusals = Allowance<SimulationID?>(Limits.refusals, within: 60_000_000)
    /// Requests that the broker kept for us and that came before we may publish: the last of each team.
    var early: [TeamID: HeardMessage] = [:]

    /// Takes up an exercise whose log has been folded; `opened` must be its first input.
    package init(state: ExerciseState, instance: InstanceID, bootID: String, burst: Int = 128) {
        self.state = state
        self.instance = instance
        self.bootID = bootID
        self.burst = burst
        cursor = TimelineCursor(state.ledger, at: state.clock.base)
    }

    /// A new exercise, loaded from its files.
    package init(
        loading loaded: LoadedExercise, instance: InstanceID, bootID: String, burst: Int = 128, now: Moment
    ) {
        self.init(state: ExerciseState(id: loaded.plan.id), instance: instance, bootID: bootID, burst: burst)
        self.now = now
        load(loaded)
    }

    /// Decides on one input; the step holds what must become durable before anything else happens.
    package mutating func handle(_ input: Input, now: Moment) -> Step {
        self.now = now
        let share = share(of: input)
        if !input.isOpening { advance(most: share.before) }
        take(input)
        carryOn()
        advance(most: share.after)
        publishStatus()
        handOver()
        publishBulletin()
        writeClock()
        defer { step = Step() }
        return step
    }

    /// Of a burst, a bounded number each turn: the broker works on these while the next are decided, and no other
    /// exercise waits for all of them. The first are few, since the broker has nothing to do until they come. Whoever
    /// asks or commands finds everything decided.
    private func share(of input: Input) -> (before: Int, after: Int) {
        switch input {
        case .wake: (isBehind ? burst : max(1, burst / 4), 0)
        case .settled: (0, 0)
        default: (.max, .max)
        }
    }

    /// The next instant at which the exercise wants to be woken.
    package var nextWake: WallInstant {
        min(bulletin.nextWake(clock: state.clock, isAttending: state.link == .attending), nextDecision, nextLook)
    }

    /// The next instant at which time alone decides something; until then a wake only tells what there is.
    package var nextDecision: WallInstant {
        let clock = state.clock
        var wake = WallInstant.never
        if clock.status == .running {
            wake = min(wake, clock.wall(of: clock.duration))
            if let due = cursor.nextDue { wake = min(wake, clock.wall(of: due)) }
            wake = min(wake, clock.wall(of: state.ledger.actions.nextDeadline))
        }
        if gate.closed == nil { wake = min(wake, state.ledger.nextRetry) }
        if state.knowsSimulations { wake = min(wake, state.sagas.nextDeadline(isNoDuff: state.noDuff != nil)) }
        if case .contested = state.link { wake = min(wake, rivals.expiry) }
        return wake
    }

    /// The exercise time now.
    package func time(at now: Moment) -> ExerciseInstant { state.clock.time(at: now.wall) }

    /// Whether the next of a burst that is being passed could leave at once. While that is so, what the broker answered
    /// to those before it can wait: it makes nobody's inject leave sooner.
    package func isRushing(at now: Moment) -> Bool {
        guard isBehind, state.clock.status == .running, let next = cursor.nextEntry, next.due <= time(at: now) else {
            return false
        }
        return canLeave(next)
    }

    private mutating func take(_ input: Input) {
        switch input {
        case .wake: watchRivals()
        case .opened(let opening): open(opening)
        case .filesRead(let loaded, let changed): takeFiles(loaded, changed)
        case .attending: attend()
        case .attendanceRefused(let reason): loseLink(reason, inFlight: [])
        case .linkLost(let reason, let inFlight): loseLink(reason, inFlight: inFlight)
        case .settled(let token, let outcome, let at): settle(token, outcome, at: at)
        case .heard(let message): hear(message)
        case .socket(let socket, let news): hear(socket, news)
        case .command(let bytes, let door): takeCommand(bytes, retained: false, door)
        case .clockJumped(let milliseconds):
            if state.clock.status == .running { record(.clockJumped(milliseconds: milliseconds), by: "clock") }
        }
        retryDue()
    }

    /// Folds a fact and lays it down for the log; gives its position.
    @discardableResult
    mutating func record(
        _ fact: Fact, by actor: String, cause: Cause? = nil, time: ExerciseInstant? = nil
    ) -> Cause {
        let position = state.position + 1
        let event = Event(
            exercise: state.id, position: position, run: nextRun(fact), exerciseTime: time ?? self.time(at: now),
            at: now.utc, actor: actor, causation: cause?.position, root: cause?.root, fact: fact)
        let due = plannedBefore(fact)
        state.apply(event)
        layOut(fact, from: due)
        step.events.append(event)
        bulletin.note(fact)
        lanes.note(fact, in: state.ledger)
        return Cause(position: position, root: event.root)
    }

    /// Looks again at every saga and at what each simulation is owed: what was missed once does not stand for ever.
    mutating func lookAgain() {
        state.lookAtSagasAgain()
        doors.touchAll()
        nextLook = .never
    }

    private func nextRun(_ fact: Fact) -> Int64 { fact == .exerciseReset ? state.run + 1 : state.run }

    mutating func order(_ order: BrokerOrder) { step.effects.append(.order(order)) }

    /// Orders a publish, unless another daemon runs the exercise: then nothing is published here.
    mutating func publish(_ publication: Publication) {
        if case .contested = state.link { return }
        order(.publish(publication))
    }

    /// What later facts name as their cause.
    struct Cause {
        var position: Int64
        var root: Int64
    }
}
