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

    mutating func violations(_ event: LoggedEvent) -> [Violation] {
        [
            rules.fault(event).map { Violation("I6", $0) }, holdings.fault(event).map { Violation("I4", $0) },
            sagas.fault(event),
        ].compactMap(\.self)
    }
}
