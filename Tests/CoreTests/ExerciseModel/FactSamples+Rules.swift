import ExerciseModel

extension FactSamples {
    static let rules: [Fact] =
        simulations.map(Fact.simulation) + sagas.map { .saga(saga, $0) } + [
            .variableSet("alert", JSONText(literal: #"{"level": 3.0}"#)), .variableSet("alert", nil),
            .worldPublished(
                WorldMessage(topic: "tide/north", payload: JSONText(literal: #"{"m":4.2}"#), retain: true)),
            .approvalRequested(
                Approval(saga: saga, step: 2, question: "Close the lock?", until: WallInstant(microseconds: 90_000_001))
            ),
            .approvalAnswered("saga_128.2", agreed: true, by: "Ann", reason: nil),
            .approvalAnswered("saga_128.2", agreed: false, by: nil, reason: "not now"),
        ]

    private static let saga = SagaID(128)
    private static let crane = SimulationID(trusted: "crane_sim")
    private static let step = StepName(1, .do)
    private static let undo = StepName(0, .undo)
    private static let until = WallInstant(microseconds: 12_000_001)
    private static func template(_ source: StaticString) -> Template {
        guard let template = try? Template(JSONText(literal: source)) else { preconditionFailure("\(source)") }
        return template
    }

    private static let matches = [
        RuleMatch(RuleID(trusted: "rule-1"), fires: true), RuleMatch(RuleID(trusted: "crane.stops"), fires: false),
    ]

    private static let simulations: [SimulationFact] =
        [
            .left(crane, reason: "no pong for 20 s"), .returned(crane),
            .reported(
                SimulationEvent(
                    from: crane, type: "attack.detected", payload: JSONText(literal: #"{"severity": 8}"#), id: "e-1"),
                .evaluated(matches)),
            .reported(SimulationEvent(from: crane, type: "tick", payload: JSONText(literal: "null")), .evaluated([])),
            .reported(SimulationEvent(from: crane, type: "tick", payload: JSONText(literal: "7")), .queued([])),
            .reported(SimulationEvent(from: crane, type: "tick", payload: JSONText(literal: "7")), .queued(matches)),
            .reported(
                SimulationEvent(from: crane, type: "tick", payload: JSONText(literal: "[]")),
                .notRun(reason: "the exercise has not been started")),
            .evaluated(event: 17, matches), .evaluated(event: 17, []),
            .passedOver(event: 17, reason: "the exercise is stopped"),
            .refused(crane, code: .tooLarge, message: "a message holds at most 1048576 bytes"),
            .refused(nil, code: .invalidCommand, message: "the first message must be \"register\""),
        ] + SimulationDoor.allCases.map { .registered(crane, name: "Crane \"2\"", $0) }

    private static let sagas: [SagaFact] =
        [
            .started(SagaStart(rule: RuleID(trusted: "rule-1"), event: 127, stages: stages, granted: true)),
            .started(SagaStart(rule: RuleID(trusted: "rule-1"), event: 127, stages: [], granted: false)),
            .granted, .stepWaiting(step, until: until),
            .stepDispatched(step, Dispatch(attempt: 2, params: JSONText(literal: #"{"a":[1]}"#), until: until)),
            .stepProgressed(step, until: until),
            .stepCompleted(step, output: JSONText(literal: #"{"ref":"x"}"#)), .stepCompleted(undo, output: nil),
            .stepUnknown(step), .stepSkipped(undo, reason: "done by hand"),
            .cancelling(reason: "Ann: the wrong crane"), .compensating(reason: "step 1 failed: the crane is locked"),
            .blocked(undo, reason: "no answer in 4 attempts"), .retried(undo),
        ]
        + StepFailure.Cause.allCases.map {
            .stepFailed(step, StepFailure($0, reason: "the crane is locked", retryAt: until))
        }
        + [.stepFailed(step, StepFailure(.answered, reason: ""))]
        + SagaState.allCases.map { .ended(SagaEnd($0, reason: "cancelled by Ann", notUndone: [0, 2])) }
        + [.ended(SagaEnd(.completed))]
        + IgnoredAnswer.Why.allCases.map { .answerIgnored(step, IgnoredAnswer($0, from: crane, completed: false)) }

    private static let stages: [Stage] = [
        Stage([
            Action(
                .send(
                    crane, command: "stop", params: template(#"{"reason":"${event.payload.why}"}"#)),
                undo: .send(crane, command: "go", params: template("{}")), timeout: 5_000_000,
                retries: 1, retryDelay: 500_000)
        ]),
        Stage([
            Action(.deliver(InjectID(trusted: "cyb-c1"), teams: [TeamID(trusted: "blue")])),
            Action(.set("alert", template("true"))),
        ]),
        Stage([Action(.control(template(#"{"command":"pause"}"#)))]),
        Stage([Action(.publish(topic: "tide", template("4.2"), retain: false))]),
        Stage([Action(.approve("Close the lock?"), timeout: 60_000_000)]),
    ]
}
