package import ExerciseModel

/// What the log must keep of simulations, rules and sagas, position by position.
package struct SimulationAudit {
    private var rules = RuleAudit()
    private var holdings = HoldingAudit()
    private var sagas = SagaAudit()

    package init() {}

    /// Folds a record of the log; says which promises it breaks.
    package mutating func violations(_ record: EventRecord) -> [Violation] {
        LoggedEvent(record).map { violations($0) } ?? []
    }

    /// The sagas that are not over, the oldest first.
    var unfinished: [(name: String, saga: AuditedSaga)] { sagas.unfinished }

    /// Sagas that wait, though nobody holds what they want or waits for it longer.
    var idle: [String] { holdings.idle }

    /// The first event that waits for the rules; `nil` when none does.
    var waitingEvent: Int64? { rules.waiting.first }

    /// Whether a saga has its simulations.
    func isGranted(_ saga: String) -> Bool { holdings.granted.contains(saga) }

    mutating func violations(_ event: LoggedEvent) -> [Violation] {
        [
            rules.fault(event).map { Violation("I6", $0) }, holdings.fault(event).map { Violation("I4", $0) },
            sagas.fault(event),
        ].compactMap(\.self)
    }
}
