package import ExerciseControl
package import ExerciseModel
package import ScenarioRules

/// All that the log says of an exercise: the fold of its events, the same whether they are new or read back.
package struct ExerciseState: Equatable, Sendable {
    package let id: ExerciseID
    package private(set) var loaded: LoadedExercise?
    package private(set) var clock = ExerciseClock()
    package private(set) var ledger = DeliveryLedger()
    package private(set) var desk = ControlDesk()
    package private(set) var link = LinkState.away(reason: "not connected yet")
    package private(set) var run: Int64 = 1
    /// The last position of the log.
    package private(set) var position: Int64 = 0
    /// The exercise time of the last event.
    package private(set) var lastTime = ExerciseInstant.zero
    package private(set) var statusChange: StatusChange?
    /// Files that are no longer as they were loaded.
    package private(set) var changedFiles: [String] = []
    /// When the run was loaded, or started: since when its injects wait for their turn.
    package private(set) var began = UTCInstant(milliseconds: 0)
    /// Since when the link is as it is.
    package private(set) var linkSince = UTCInstant(milliseconds: 0)
    /// The real emergency that stops everything; `nil` when there is none.
    package private(set) var noDuff: NoDuff?
    /// Whether one was lifted, after which the broker may still hold its message.
    package private(set) var hasClearedNoDuff = false
    package private(set) var simulations = SimulationRegister()
    package private(set) var rules = RuleBook()
    package private(set) var sagas = SagaBook()
    /// Of the rules.
    package private(set) var variables: [String: JSONText] = [:]
    /// What controllers are asked, by its id.
    package private(set) var approvals: [String: AskedApproval] = [:]
    package private(set) var world = WorldMemory()
    private var lastCommand: LastCommand?
    private var hands: [InjectID: Hand] = [:]

    private struct LastCommand: Equatable, Sendable {
        var hand: Hand
        var reason: String?
    }

    package init(id: ExerciseID) { self.id = id }

    /// The plan that runs; an empty one before the first loading.
    package var plan: ExercisePlan { loaded?.plan ?? ExercisePlan(id: id) }

    /// Whether the run has never been started.
    package var isFresh: Bool { clock.status == .initialized }

    /// Whether there is anything of simulations or rules to carry on with.
    package var knowsSimulations: Bool { !rules.rules.isEmpty || !simulations.entries.isEmpty }

    /// The controller who last changed an inject in this run, or `nil`.
    package func hand(on inject: InjectID) -> Hand? { hands[inject] }

    /// A number that grows with each change of an inject's deliveries; 0 while nothing has changed.
    package func revision(of inject: InjectID) -> Int64 {
        ledger.slots(of: inject).reduce(0) { max($0, ledger.delivery(at: $1).revision) }
    }

    /// Folds one event.
    package mutating func apply(_ event: Event) {
        position = event.position
        run = event.run
        lastTime = event.exerciseTime
        let before = clock.status
        clock.apply(event.fact, at: event.exerciseTime)
        ledger.apply(event)
        desk.apply(event)
        noteHand(event)
        noteSimulations(event)
        switch event.fact {
        case .exerciseLoaded(let loaded): load(loaded, event)
        case .exerciseOpened: setLink(.away(reason: "not connected yet"), event)
        case .exerciseReset:
            (hands, began) = ([:], event.at)
            changedStatus(from: before, event)
        case .filesChanged(let paths): changedFiles = paths
        case .brokerAttending, .rivalGone: setLink(.attending, event)
        case .brokerLost(let reason, _): setLink(.away(reason: reason), event)
        case .rivalSeen(let instance): setLink(.contested(instance), event)
        case .commandAccepted(let record):
            let hand = Hand(command: record.command, by: record.by, at: event.at, position: event.position)
            lastCommand = LastCommand(hand: hand, reason: record.reason)
        case .noDuffDeclared(let message, let by): noDuff = NoDuff(message: message, by: by, since: event.at)
        case .noDuffCleared: (noDuff, hasClearedNoDuff) = (nil, true)
        case .clockRecovered(let recovery):
            changedStatus(from: before, event, reason: recovery.sentence)
        case .clockStarted:
            began = event.at
            changedStatus(from: before, event)
        case .clockPaused, .clockResumed, .clockStopped, .clockCompleted:
            changedStatus(from: before, event)
        default: break
        }
    }

    /// Looks at every saga that is not over anew; says nothing that its facts do not say.
    package mutating func lookAtSagasAgain() { sagas.lookAgain() }

    private mutating func noteSimulations(_ event: Event) {
        switch event.fact {
        case .simulation:
            simulations.apply(event)
            rules.apply(event)
        case .saga(_, .started(let start)): sagas.apply(event, reported: rules.event(at: start.event))
        case .saga(let saga, let fact):
            sagas.apply(event, reported: nil)
            if !approvals.isEmpty { closeApprovals(of: saga, fact) }
        case .variableSet(let name, let value): variables[name] = value
        case .worldPublished(let message): world.note(message, isHeard: link == .attending)
        case .approvalRequested(let approval):
            approvals[approval.id] = AskedApproval(approval: approval, at: event.at)
        case .approvalAnswered(let approval, _, _, _): approvals[approval] = nil
        case .exerciseReset:
            (variables, approvals) = (plan.variables, [:])
            world.beginRun(isHeard: link == .attending)
            rules.apply(event)
            sagas.apply(event, reported: nil)
        case .exerciseOpened, .clockStarted, .clockPaused, .clockResumed, .clockStopped, .clockCompleted,
            .clockRecovered, .noDuffDeclared, .noDuffCleared:
            simulations.apply(event)
            sagas.apply(event, reported: nil)
        default: break
        }
    }

    /// Nobody is asked any more about what is settled.
    private mutating func closeApprovals(of saga: SagaID, _ fact: SagaFact) {
        if let step = fact.settledStep { approvals[Approval.id(saga, step)] = nil }
        if case .ended = fact { approvals = approvals.filter { $0.value.approval.saga != saga } }
    }

    private mutating func noteHand(_ event: Event) {
        guard let hand = lastCommand?.hand, hand.position == event.causation else { return }
        if let inject = event.fact.target?.inject { hands[inject] = hand }
        if case .injectAdded(let inject, _) = event.fact { hands[inject.id] = hand }
    }

    private mutating func load(_ loaded: LoadedExercise, _ event: Event) {
        self.loaded = loaded
        began = event.at
        changedFiles = []
        clock.load(duration: loaded.plan.duration)
        ledger.load(loaded.plan)
        rules.load(loaded.plan.scenario)
        variables = loaded.plan.variables
        statusChange = StatusChange(
            previous: nil, at: event.at, exerciseTime: event.exerciseTime, reason: nil, by: nil)
    }

    private mutating func setLink(_ link: LinkState, _ event: Event) {
        self.link = link
        if link == .attending { world.hear() }
        linkSince = event.at
    }

    private mutating func changedStatus(from previous: ClockStatus, _ event: Event, reason: String? = nil) {
        let command = lastCommand.flatMap { $0.hand.position == event.causation ? $0 : nil }
        statusChange = StatusChange(
            previous: previous, at: event.at, exerciseTime: event.exerciseTime, reason: reason ?? command?.reason,
            by: command?.hand.by)
    }
}

/// The last change of an exercise's status, as `/status` tells it.
package struct StatusChange: Equatable, Sendable {
    /// `nil` when the exercise was loaded.
    package var previous: ClockStatus?
    package var at: UTCInstant
    package var exerciseTime: ExerciseInstant
    package var reason: String?
    package var by: String?
}

/// A real emergency, during which nothing is sent.
package struct NoDuff: Equatable, Sendable {
    package var message: String
    package var by: String?
    package var since: UTCInstant
}

/// A question that a controller has not answered yet.
package struct AskedApproval: Equatable, Sendable {
    package var approval: Approval
    package var at: UTCInstant
}

extension SagaFact {
    /// The step that nothing waits for any more after it; `nil` when none is.
    var settledStep: Int? {
        switch self {
        case .stepCompleted(let step, _), .stepFailed(let step, _), .stepSkipped(let step, _): step.index
        default: nil
        }
    }
}
