import ExerciseModel
import Orchestration
import Testing

@testable import Commands

/// What `run` shows of simulations and sagas.
@Suite struct ProgressSimulationTests {
    private static let crane = SimulationID(trusted: "crane_sim")
    private static let step = StepName(2, .do)
    private static let gust = SimulationEvent(from: crane, type: "gust", payload: JSONText(literal: "null"))

    private static let lines: [(Fact, String?)] = [
        (Fact.simulation(.registered(crane, name: "Cranes", .mqtt)), "crane_sim registered over mqtt"),
        (.simulation(.left(crane, reason: "cut")), "crane_sim left: cut"),
        (.simulation(.returned(crane)), "crane_sim is back"),
        (.simulation(.reported(gust, .notRun(reason: "paused"))), "event  gust from crane_sim"),
        (.simulation(.refused(crane, code: .conflict, message: "twice")), "crane_sim refused: twice"),
        (.simulation(.refused(nil, code: .conflict, message: "twice")), "a simulation refused: twice"),
        (.simulation(.evaluated(event: 7, [])), nil),
        (.saga(SagaID(9), .stepFailed(step, StepFailure(.answered, reason: "no"))), "saga_9  failed: no"),
        (
            .saga(SagaID(9), .stepFailed(step, StepFailure(.timedOut, reason: "no", retryAt: .never))),
            "saga_9  failed: no; it is tried again"
        ),
        (.saga(SagaID(9), .stepUnknown(step)), "saga_9  no answer: whether it was done is unknown"),
        (.saga(SagaID(9), .compensating(reason: "step 2: no")), "saga_9  is undone: step 2: no"),
        (.saga(SagaID(9), .blocked(step, reason: "no")), "saga_9  blocked: no"),
        (.saga(SagaID(9), .ended(SagaEnd(.compensated))), "saga_9  compensated"),
        (.saga(SagaID(9), .granted), nil),
    ]

    @Test(arguments: lines)
    func `what a watcher cares for is one line`(_ fact: Fact, _ words: String?) {
        let line = ProgressText.line(HarbourEvents.event(5, at: 10_000, fact), types: [:])

        #expect(line == words.map { "T+00:10   \($0)" })
    }
}
