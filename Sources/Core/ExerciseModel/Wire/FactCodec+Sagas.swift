extension FactCodec {
    /// What happened to a saga.
    static func write(_ saga: SagaID, _ fact: SagaFact, _ writer: inout JSONWriter) -> FactType {
        writer.field("saga", saga.description)
        switch fact {
        case .started(let start):
            writer.field("rule", start.rule.text)
            writer.field("event", start.event)
            writer.field("granted", start.granted)
            writer.key("stages")
            StageMessage.write(start.stages, &writer)
            return .sagaStarted
        case .granted: return .sagaGranted
        case .cancelling(let reason):
            writer.field("reason", reason)
            return .sagaCancelling
        case .compensating(let reason):
            writer.field("reason", reason)
            return .sagaCompensating
        case .blocked(let step, let reason):
            write(step, &writer)
            writer.field("reason", reason)
            return .sagaBlocked
        case .ended(let end):
            writer.field("state", end.state.rawValue)
            writer.field("reason", ifPresent: end.reason)
            writer.key("not_undone")
            writer.openArray()
            for index in end.notUndone { writer.value(Int64(index)) }
            writer.closeArray()
            return .sagaEnded
        default: return writeStep(fact, &writer)
        }
    }

    private static func writeStep(_ fact: SagaFact, _ writer: inout JSONWriter) -> FactType {
        switch fact {
        case .stepWaiting(let step, let until):
            write(step, &writer)
            writer.field("until_us", until.microseconds)
            return .stepWaiting
        case .stepDispatched(let step, let dispatch):
            write(step, &writer)
            writer.field("attempt", dispatch.attempt)
            writer.field("params", dispatch.params)
            writer.field("until_us", dispatch.until.microseconds)
            return .stepDispatched
        case .stepProgressed(let step, let until):
            write(step, &writer)
            writer.field("until_us", until.microseconds)
            return .stepProgressed
        case .stepCompleted(let step, let output):
            write(step, &writer)
            if let output { writer.field("output", output) }
            return .stepCompleted
        case .stepFailed(let step, let failure):
            write(step, &writer)
            writer.field("cause", failure.cause.rawValue)
            writer.field("reason", failure.reason)
            if let retryAt = failure.retryAt { writer.field("retry_at_us", retryAt.microseconds) }
            return .stepFailed
        case .stepUnknown(let step):
            write(step, &writer)
            return .stepUnknown
        case .stepSkipped(let step, let reason):
            write(step, &writer)
            writer.field("reason", reason)
            return .stepSkipped
        case .retried(let step):
            write(step, &writer)
            return .stepRetried
        case .answerIgnored(let step, let answer):
            write(step, &writer)
            writer.field("why", answer.why.rawValue)
            writer.field("simulation", answer.from.text)
            writer.field("completed", answer.completed)
            return .stepAnswerIgnored
        case .started, .granted, .cancelling, .compensating, .blocked, .ended:
            preconditionFailure("every fact of a saga has a writer")
        }
    }

    private static func write(_ step: StepName, _ writer: inout JSONWriter) {
        writer.field("step", step.index)
        writer.field("phase", step.phase.rawValue)
    }
}

extension FactReader {
    /// The same, read back.
    func sagaFact(_ type: FactType) -> SagaFact? {
        switch type {
        case .sagaStarted: started
        case .sagaGranted: .granted
        case .sagaCancelling: text("reason").map(SagaFact.cancelling)
        case .sagaCompensating: text("reason").map(SagaFact.compensating)
        case .sagaBlocked: zip(step, text("reason")).map(SagaFact.blocked)
        case .sagaEnded: ended
        case .stepWaiting: zip(step, until).map(SagaFact.stepWaiting)
        case .stepDispatched: zip(step, dispatch).map(SagaFact.stepDispatched)
        case .stepProgressed: zip(step, until).map(SagaFact.stepProgressed)
        case .stepCompleted: step.map { .stepCompleted($0, output: object["output"]?.text) }
        case .stepFailed: zip(step, failure).map(SagaFact.stepFailed)
        case .stepUnknown: step.map(SagaFact.stepUnknown)
        case .stepSkipped: zip(step, text("reason")).map(SagaFact.stepSkipped)
        case .stepRetried: step.map(SagaFact.retried)
        case .stepAnswerIgnored: zip(step, ignored).map(SagaFact.answerIgnored)
        default: nil
        }
    }

    var saga: SagaID? { text("saga").flatMap { SagaID($0) } }

    private var started: SagaFact? {
        guard let rule = text("rule"), let event = integer("event"), let granted = object["granted"]?.bool,
            let stages = object["stages"].flatMap(StageMessage.read)
        else { return nil }
        return .started(SagaStart(rule: RuleID(trusted: rule), event: event, stages: stages, granted: granted))
    }

    private var ended: SagaFact? {
        zip(
            text("state").flatMap(SagaState.init),
            object["not_undone"]?.array?.allOrNothing { $0.integer.map { Int($0) } }
        ).map { .ended(SagaEnd($0, reason: text("reason"), notUndone: $1)) }
    }

    private var step: StepName? {
        zip(integer("step"), text("phase").flatMap(StepName.Phase.init)).map { StepName(Int($0), $1) }
    }

    private var until: WallInstant? { integer("until_us").map(WallInstant.init(microseconds:)) }

    private var dispatch: Dispatch? {
        zip(integer("attempt"), object["params"], until).map {
            Dispatch(attempt: Int($0), params: $1.text, until: $2)
        }
    }

    private var failure: StepFailure? {
        zip(text("cause").flatMap(StepFailure.Cause.init), text("reason")).map {
            StepFailure($0, reason: $1, retryAt: integer("retry_at_us").map(WallInstant.init(microseconds:)))
        }
    }

    private var ignored: IgnoredAnswer? {
        zip(text("why").flatMap(IgnoredAnswer.Why.init), text("simulation"), object["completed"]?.bool).map {
            IgnoredAnswer($0, from: SimulationID(trusted: $1), completed: $2)
        }
    }
}
