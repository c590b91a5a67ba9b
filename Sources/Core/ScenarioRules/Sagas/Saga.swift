package import ExerciseModel

/// What one event made one rule do: steps that are all done, or undone; folded from facts.
package struct Saga: Equatable, Sendable {
    package let id: SagaID
    /// The position of the event that the rule matched.
    package let event: Int64
    /// The position of the first cause.
    package let root: Int64
    package let script: SagaScript
    package private(set) var state: SagaState
    /// Why it is being undone, stands, or ended other than completed; `nil` otherwise.
    package private(set) var reason: String?
    /// When it came into this state.
    package private(set) var since: UTCInstant
    /// The position at which it got its simulations; `nil` while it waits.
    package private(set) var fence: Int64?
    /// By number; empty while it waits, since nothing has become of any.
    package private(set) var steps: [SagaStep] = []
    package private(set) var isCancelled = false
    /// How it ended; `nil` before.
    package private(set) var end: SagaEnd?

    /// What references are resolved against; dropped at the end.
    private(set) var reported: SimulationEvent?
    /// The steps that were sent, in the order of their first dispatch.
    private(set) var order: [Int] = []
    /// The stage under way; their number when all are done.
    private(set) var stage = 0
    /// A step came to nothing, so that no further one is begun.
    private(set) var hasFailed = false
    /// The answers that were told to change nothing: the same again is not told again.
    private(set) var ignored: [StepName: [IgnoredAnswer]] = [:]
    private(set) var attention = SagaAttention()

    init(_ start: SagaStart, script: SagaScript, _ event: Event, reported: SimulationEvent?) {
        id = SagaID(event.position)
        self.event = start.event
        root = event.root
        self.script = script
        self.reported = reported
        state = .waiting
        since = event.at
        if start.granted { grant(event) }
    }

    package var rule: RuleID { script.rule }

    /// Whether no further attempt at doing anything is made.
    var isDoomed: Bool { isCancelled || hasFailed }

    /// Folds a fact about it.
    mutating func apply(_ fact: SagaFact, _ event: Event) {
        let before = state
        switch fact {
        case .started: return
        case .granted: grant(event)
        case .cancelling(let reason): (isCancelled, self.reason) = (true, reason)
        case .compensating(let reason): (state, self.reason) = (.compensating, reason)
        case .blocked(_, let reason): (state, self.reason) = (.blocked, reason)
        case .ended(let end): close(end)
        case .answerIgnored(let step, let answer): ignored[step, default: []].append(answer)
        case .stepWaiting(let step, _), .stepDispatched(let step, _), .stepProgressed(let step, _),
            .stepCompleted(let step, _), .stepFailed(let step, _), .stepUnknown(let step), .stepSkipped(let step, _),
            .retried(let step):
            guard steps.indices.contains(step.index) else { return }
            change(step, fact)
        }
        if state != before { since = event.at }
        if isDoomed { for index in currentSteps { steps[index].doing.giveUpWaiting() } }
        attention = attend()
    }

    /// What it wants to be looked at for, found anew.
    mutating func lookAgain() -> SagaAttention {
        attention = attend()
        return attention
    }

    private mutating func grant(_ event: Event) {
        (state, since, fence) = (.pending, event.at, event.position)
        steps = Array(repeating: SagaStep(), count: script.actions.count)
        advance()
        attention = attend()
    }

    private mutating func change(_ step: StepName, _ fact: SagaFact) {
        if case .stepDispatched = fact, step.phase == .do {
            if steps[step.index].doing.attempt == 0 { order.append(step.index) }
            if state == .pending { state = .inProgress }
        }
        steps[step.index][step.phase].apply(fact)
        if step.phase == .undo {
            unblock(fact)
        } else {
            noteFailure(step.index)
            advance()
        }
    }

    private mutating func unblock(_ fact: SagaFact) {
        guard state == .blocked else { return }
        switch fact {
        case .stepCompleted, .stepSkipped, .retried: state = .compensating
        default: break
        }
    }

    private mutating func noteFailure(_ index: Int) {
        let run = steps[index].doing
        guard !hasFailed, run.stand == .failed || run.stand == .unknown else { return }
        hasFailed = true
        guard !isCancelled else { return }
        reason = "step \(index): \(run.stand == .unknown ? "nobody answered any attempt" : run.reason)"
    }

    /// Goes on to the first stage in which something is left to do.
    private mutating func advance() {
        while stage < script.ranges.count,
            script.ranges[stage].allSatisfy({ [.completed, .skipped].contains(steps[$0].doing.stand) })
        { stage += 1 }
    }

    private mutating func close(_ end: SagaEnd) {
        (state, reason, self.end, reported) = (end.state, end.reason, end, nil)
        for index in steps.indices {
            steps[index].doing.forget()
            steps[index].undoing.forget()
        }
    }

    /// A pause begins: a first dispatch that waits for its simulation waits for the end of the pause instead.
    mutating func pause(at wall: WallInstant) {
        for index in currentSteps { steps[index].doing.pause(at: wall, timeout: script.actions[index].timeout) }
        attention = attend()
    }

    /// NO DUFF begins: nothing that it waits for runs out.
    mutating func stop() {
        for index in steps.indices {
            steps[index].doing.stop()
            steps[index].undoing.stop()
        }
        attention = attend()
    }

    /// A daemon took the exercise up: each open step has its whole limit again.
    mutating func rearm(at wall: WallInstant) {
        for index in steps.indices {
            steps[index].doing.rearm(at: wall, timeout: script.actions[index].timeout)
            steps[index].undoing.rearm(at: wall, timeout: script.actions[index].timeout)
        }
        attention = attend()
    }

    /// The numbers of the actions that go on at the same time now.
    var currentSteps: Range<Int> { stage < script.ranges.count ? script.ranges[stage] : 0..<0 }

    /// The step whose undoing is next; `nil` when all is undone that can be.
    var currentUndo: Int? {
        order.last { steps[$0].doing.mayBeDone && canBeUndone($0) && !isUndoSettled($0) }
    }

    private func canBeUndone(_ index: Int) -> Bool {
        guard script.deed(StepName(index, .undo)) != nil else { return false }
        return !script.restores(index) || steps[index].doing.stand == .completed
    }

    private func isUndoSettled(_ index: Int) -> Bool {
        let stand = steps[index].undoing.stand
        return stand == .completed || stand == .skipped
    }

    /// The steps that were done, or may have been, and are not undone.
    var notUndone: [Int] {
        steps.indices.filter {
            steps[$0].doing.mayBeDone && steps[$0].undoing.stand != .completed && !script.leavesNothing($0)
        }
    }
}
