/// The `command_id` of one step and phase, the same over all its attempts: `saga_128.0.do`.
package struct CommandID: Equatable, Sendable {
    package var saga: SagaID
    package var step: StepName

    package init(_ saga: SagaID, _ step: StepName) {
        self.saga = saga
        self.step = step
    }

    /// Reads its own spelling.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let saga = SagaID(String(parts[0])), let index = Int(parts[1]), index >= 0,
            let phase = StepName.Phase(rawValue: String(parts[2]))
        else { return nil }
        self.init(saga, StepName(index, phase))
        guard self.text == text else { return nil }
    }

    package var text: String { "\(saga).\(step.index).\(step.phase.rawValue)" }
}
