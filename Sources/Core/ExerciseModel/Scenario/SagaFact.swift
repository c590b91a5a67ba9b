/// What happened to a saga.
package enum SagaFact: Equatable, Sendable {
    /// It was made; the event's position is its name.
    indirect case started(SagaStart)
    /// It holds all its simulations, after a wait for them.
    case granted
    /// Its simulation is not there; a step waits for it until then.
    case stepWaiting(StepName, until: WallInstant)
    /// It is on its way, or done where nothing outside has to answer.
    indirect case stepDispatched(StepName, Dispatch)
    /// It has longer: the simulation is still at it, or NO DUFF, which stops its wait, is over.
    case stepProgressed(StepName, until: WallInstant)
    case stepCompleted(StepName, output: JSONText?)
    /// An attempt came to nothing.
    indirect case stepFailed(StepName, StepFailure)
    /// Nobody answered any attempt: whether it was done cannot be known.
    case stepUnknown(StepName)
    /// An operator has it passed over, and says why.
    case stepSkipped(StepName, reason: String)
    /// An operator, or the end of the exercise, wants no more of it: nothing new is sent, what is under way settles,
    /// and then what was done is undone.
    case cancelling(reason: String)
    /// What was done is undone from here on.
    case compensating(reason: String)
    /// An undo failed: all stands until an operator decides.
    case blocked(StepName, reason: String)
    /// An operator has the step that failed or waits tried at once.
    case retried(StepName)
    indirect case ended(SagaEnd)
    /// An answer that changes nothing.
    indirect case answerIgnored(StepName, IgnoredAnswer)
}

/// A saga as it began.
package struct SagaStart: Equatable, Sendable {
    package var rule: RuleID
    /// The position of the event that the rule matched.
    package var event: Int64
    /// The actions as the rule had them then.
    package var stages: [Stage]
    /// Whether it holds its simulations at once.
    package var granted: Bool

    package init(rule: RuleID, event: Int64, stages: [Stage], granted: Bool) {
        self.rule = rule
        self.event = event
        self.stages = stages
        self.granted = granted
    }
}

/// One attempt at a step.
package struct Dispatch: Equatable, Sendable {
    /// 1 for the first.
    package var attempt: Int
    /// The parameters with all references resolved, or what else the deed holds.
    package var params: JSONText
    /// When the attempt times out.
    package var until: WallInstant

    package init(attempt: Int, params: JSONText, until: WallInstant) {
        self.attempt = attempt
        self.params = params
        self.until = until
    }
}

/// Why an attempt at a step came to nothing, and what comes next.
package struct StepFailure: Equatable, Sendable {
    /// What went wrong.
    package enum Cause: String, CaseIterable, Sendable {
        /// The simulation said so.
        case answered
        case timedOut = "timed_out"
        /// Its simulation never came within the time limit; nothing was sent.
        case notConnected = "not_connected"
        /// A reference has no value; nothing was sent.
        case unresolved
        /// A controller said no.
        case rejected
        /// No controller said anything.
        case expired
        /// The exercise refused a command or a delivery.
        case refused
    }

    package var cause: Cause
    package var reason: String
    /// When it is tried again; `nil` when it is not.
    package var retryAt: WallInstant?

    package init(_ cause: Cause, reason: String, retryAt: WallInstant? = nil) {
        self.cause = cause
        self.reason = reason
        self.retryAt = retryAt
    }
}

/// How a saga ended.
package struct SagaEnd: Equatable, Sendable {
    package var state: SagaState
    package var reason: String?
    /// The steps that were done, or may have been, and were not undone.
    package var notUndone: [Int]

    package init(_ state: SagaState, reason: String? = nil, notUndone: [Int] = []) {
        self.state = state
        self.reason = reason
        self.notUndone = notUndone
    }
}

/// How far a saga is (`contract.md` 2).
package enum SagaState: String, CaseIterable, Sendable {
    case pending
    /// For its simulations.
    case waiting
    case inProgress = "in_progress"
    case completed, failed, compensating, compensated, blocked, cancelled, abandoned

    /// Whether nothing more happens to it.
    package var isEnd: Bool {
        switch self {
        case .completed, .failed, .compensated, .cancelled, .abandoned: true
        case .pending, .waiting, .inProgress, .compensating, .blocked: false
        }
    }
}

/// An answer of a simulation that nobody waits for, or that says something else than the one before.
package struct IgnoredAnswer: Equatable, Sendable {
    /// Why it changes nothing.
    package enum Why: String, CaseIterable, Sendable {
        case contradiction, late
        case neverAsked = "never_asked"
        case otherSimulation = "other_simulation"
    }

    package var why: Why
    package var from: SimulationID
    /// Whether it said `completed`.
    package var completed: Bool

    package init(_ why: Why, from: SimulationID, completed: Bool) {
        self.why = why
        self.from = from
        self.completed = completed
    }
}
