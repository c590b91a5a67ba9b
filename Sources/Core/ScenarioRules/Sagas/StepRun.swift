package import ExerciseModel

/// How far a step has come in one phase.
package struct StepRun: Equatable, Sendable {
    /// Where it stands.
    package enum Stand: Sendable {
        case pending, waiting, dispatched, retryWait, completed, failed, unknown, skipped
    }

    package private(set) var stand = Stand.pending
    /// Attempts that were sent; 0 before the first.
    package private(set) var attempt = 0
    /// Those since the count began anew, and the waits for its simulation after the first of them.
    private(set) var tries = 0
    /// When it times out or is tried again; `never` while no time runs.
    package private(set) var until = WallInstant.never
    /// Microseconds that are left of its wait for its simulation once a pause is over; `nil` for its whole limit.
    private(set) var left: Int64?
    /// As they were sent, the same over all attempts; `nil` before, and once the saga has ended.
    package private(set) var params: JSONText?
    package private(set) var output: JSONText?
    /// What its simulation answered to the last attempt, `true` for completed; `nil` while it has not.
    private(set) var answer: Bool?
    /// Why it failed or was passed over; empty when neither.
    package private(set) var reason = ""

    /// Whether its command did not reach its simulation at once, or was not answered.
    package private(set) var wasLost = false

    /// Whether it was sent and nothing is settled yet.
    var isUnderWay: Bool {
        switch stand {
        case .pending, .waiting, .retryWait: attempt > 0
        case .dispatched: true
        case .completed, .failed, .unknown, .skipped: false
        }
    }

    /// Whether it waits for something other than an answer.
    var isStuck: Bool { stand == .waiting || stand == .retryWait }

    /// Whether it is over with, one way or another.
    var isSettled: Bool {
        switch stand {
        case .completed, .failed, .unknown, .skipped: true
        case .pending, .waiting, .dispatched, .retryWait: false
        }
    }

    /// Whether it was done, or may have been.
    var mayBeDone: Bool { attempt > 0 && stand != .failed && answer != false }

    /// Folds a fact about it.
    mutating func apply(_ fact: SagaFact) {
        switch fact {
        case .stepWaiting(_, let until): (stand, self.until, wasLost) = (.waiting, until, true)
        case .stepDispatched(_, let dispatch):
            (stand, until, left) = (.dispatched, dispatch.until, nil)
            (attempt, tries, params, answer) = (dispatch.attempt, tries + 1, dispatch.params, nil)
        case .stepProgressed(_, let until): (stand, self.until) = (.dispatched, until)
        case .stepCompleted(_, let output): settle(.completed, answer: true, output: output)
        case .stepFailed(_, let failure): fail(failure)
        case .stepUnknown: settle(.unknown, answer: answer, output: nil)
        case .stepSkipped(_, let reason):
            settle(.skipped, answer: answer, output: nil)
            self.reason = reason
        case .retried: (stand, tries, until, left) = (.pending, 0, .never, nil)
        default: break
        }
    }

    private mutating func settle(_ stand: Stand, answer: Bool?, output: JSONText?) {
        (self.stand, self.answer, self.output, until, left) = (stand, answer, output, .never, nil)
    }

    private mutating func fail(_ failure: StepFailure) {
        if failure.cause == .notConnected && attempt > 0 { tries += 1 }
        if failure.cause == .answered { answer = false }
        if failure.cause == .timedOut || failure.cause == .notConnected { wasLost = true }
        reason = failure.reason
        if let retryAt = failure.retryAt {
            (stand, until) = (.retryWait, retryAt)
        } else {
            settle(.failed, answer: answer, output: nil)
        }
    }

    /// It is not sent any more, unless it was before.
    mutating func giveUpWaiting() {
        if stand == .waiting && attempt == 0 { (stand, until, left) = (.pending, .never, nil) }
    }

    /// A pause begins in which it is not sent: what is left of its wait is kept.
    mutating func pause(at wall: WallInstant, timeout: Int64) {
        guard stand == .waiting && attempt == 0 else { return }
        left = min(max(0, until.microseconds - wall.microseconds), timeout)
        (stand, until) = (.pending, .never)
    }

    /// No time runs any more until it is sent, or has its whole limit again.
    mutating func stop() {
        switch stand {
        case .waiting: (stand, until) = (.pending, .never)
        case .dispatched: until = .never
        default: break
        }
    }

    /// It has its whole limit again from this instant: the clock that set the old one is gone.
    mutating func rearm(at wall: WallInstant, timeout: Int64) {
        left = nil
        switch stand {
        case .waiting: until = wall.adding(microseconds: timeout)
        case .dispatched: if until != .never { until = wall.adding(microseconds: timeout) }
        case .retryWait: until = wall
        default: break
        }
    }

    /// Keeps only what late answers are judged by.
    mutating func forget() { (params, output, until, left) = (nil, nil, .never, nil) }
}

/// One step of a saga: done, and perhaps undone.
package struct SagaStep: Equatable, Sendable {
    package internal(set) var doing = StepRun()
    package internal(set) var undoing = StepRun()

    /// How far it has come in one phase.
    package internal(set) subscript(phase: StepName.Phase) -> StepRun {
        get { phase == .do ? doing : undoing }
        _modify {
            if phase == .do { yield &doing } else { yield &undoing }
        }
    }
}

/// Where a step stands, in the words of `contract.md` 2.
package enum StepState: String, CaseIterable, Sendable {
    case pending, waiting, dispatched
    case retryWait = "retry_wait"
    case completed, failed, unknown, compensating, compensated
    case notUndone = "not_undone"
    case blocked, skipped
}
