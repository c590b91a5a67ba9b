import ExerciseModel
import ScenarioRules

extension Exercise {
    /// Why an order about sagas cannot be carried out; its names are known.
    func refusal(ofSagaOrder order: ControlCommand.Order) -> Refusal? {
        switch order {
        case .saga(let saga, let order): refusal(of: order, on: saga)
        case .retry(.command(let command)): refusal(ofRetrying: command)
        case .reset(abandon: false): refusalOfReset
        default: nil
        }
    }

    /// Whether a simulation has not got a command, or has not answered it.
    func wasLost(_ command: CommandID) -> Bool {
        state.sagas.run(command.step, of: command.saga)?.wasLost ?? false
    }

    private func refusal(of order: SagaOrder, on saga: SagaID) -> Refusal? {
        switch state.sagas.decide(order, on: saga, surroundings) {
        case .success: nil
        case .failure(let refusal): refusal
        }
    }

    private func refusal(ofRetrying command: CommandID) -> Refusal? {
        guard let saga = state.sagas.saga(command.saga), saga.stuckStep == command.step else {
            return Refusal(.invalidTransition, "'\(command.text)' neither waits nor is blocked")
        }
        return refusal(of: .retry(reason: ""), on: command.saga)
    }

    private var refusalOfReset: Refusal? {
        let count = state.sagas.activeCount + state.sagas.waitingCount
        guard count > 0 else { return nil }
        let sagas = count == 1 ? "a saga is" : "\(count) sagas are"
        return Refusal(.conflict, "\(sagas) unfinished: say \"sagas\": \"abandon\" to leave what was done as it is")
    }

    func unknown(_ saga: SagaID) -> Refusal? {
        guard state.sagas.saga(saga) == nil else { return nil }
        return Refusal(.unknownSaga, "there is no saga '\(saga)' in this run")
    }

    func unknownApproval(_ approval: String) -> Refusal? {
        guard state.approvals[approval] == nil else { return nil }
        return Refusal(.unknownApproval, "nobody waits for an approval '\(approval.prefix(64))'")
    }
}
