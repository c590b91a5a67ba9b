import ExerciseModel

/// A saga acts only after its start and before its end, begins a stage when the one before is done, and undoes in the
/// reverse order of its dispatches only what was dispatched and may be done (I2, I3, I5).
struct SagaAudit {
    private var sagas: [String: AuditedSaga] = [:]
    private var isPaused = false

    /// Those that are not over, the oldest first.
    var unfinished: [(name: String, saga: AuditedSaga)] {
        sagas.filter { !$0.value.isOver }.map { (name: $0.key, saga: $0.value) }
            .sorted { ($0.name.count, $0.name) < ($1.name.count, $1.name) }
    }

    /// Folds an event; says what is wrong with it, and which promise it breaks.
    mutating func fault(_ event: LoggedEvent) -> Violation? {
        switch event.type {
        case "clock.started", "clock.resumed": isPaused = false
        case "clock.paused": isPaused = true
        case "clock.stopped", "clock.completed", "exercise.reset": isPaused = false
        case "clock.recovered": isPaused = event.text("policy") == "pause"
        case "saga.started":
            let saga = event.text("saga")
            sagas[saga] = AuditedSaga(event)
            return saga == "saga_\(event.position)"
                ? nil : Violation("I2", "\(saga) has not the name of its position \(event.position)")
        case "step.answer_ignored": return nil
        case let type where type.hasPrefix("saga.") || type.hasPrefix("step."): return change(event)
        default: break
        }
        return nil
    }

    private mutating func change(_ event: LoggedEvent) -> Violation? {
        let name = event.text("saga")
        guard var saga = sagas[name] else {
            return Violation("I2", "\(event.type) at \(event.position) is of \(name), which never started")
        }
        let fault = saga.isOver ? ("I2", "is over") : saga.fault(event, isPaused: isPaused)
        saga.apply(event)
        sagas[name] = saga
        return fault.map { Violation($0, "\(event.type) at \(event.position): \(name) \($1)") }
    }
}
