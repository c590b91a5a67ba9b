import ExerciseModel
import ScenarioRules

extension Exercise {
    /// Why an order about sagas cannot be carried out; its names are known.
    func refusal(ofSagaOrder order: ControlCommand.Order) -> Refusal? {
        switch order {
        case .saga(let saga, let order): refusal(of: order, on: saga)
        case .retry(.failure(let name)): CommandID(name).flatMap(refusal(ofRetrying:))
        case .reset(abandon: false): refusalOfReset
        default: nil
        }
    }

    /// Whether this names a command that a simulation has not got or not answered.
    func isFailure(_ name: String) -> Bool {
        guard let command = CommandID(name), let saga = state.sagas.saga(command.saga) else { return false }
        return saga.run(command.step).wasLost
    }

    private func refusal(of order: SagaOrder, on saga: SagaID) -> Refusal? {
        switch state.sagas.decide(order, on: saga, surroundings) {
        case .success: nil
        case .failure(let refusal): Refusal(code: refusal.code, message: refusal.message)
        }
    }

    private func refusal(ofRetrying command: CommandID) -> Refusal? {
        guard let saga = state.sagas.saga(command.saga), saga.stuckStep == command.step else {
            return Refusal(code: .invalidTransition, message: "'\(command.text)' neither waits nor is blocked")
        }
        return refusal(of: .retry(reason: ""), on: command.saga)
    }

    private var refusalOfReset: Refusal? {
        let count = state.sagas.activeCount + state.sagas.waitingCount
        guard count > 0 else { return nil }
        let sagas = count == 1 ? "a saga is" : "\(count) sagas are"
        return Refusal(
            code: .conflict, message: "\(sagas) unfinished: say \"sagas\": \"abandon\" to leave what was done as it is")
    }

    func unknown(_ saga: SagaID) -> Refusal? {
        guard state.sagas.saga(saga) == nil else { return nil }
        return Refusal(code: .unknownSaga, message: "there is no saga '\(saga)' in this run")
    }

    func unknownApproval(_ approval: String) -> Refusal? {
        guard state.approvals[approval] == nil else { return nil }
        return Refusal(
            code: .unknownApproval, message: "nobody waits for an approval '\(approval.prefix(64))'")
    }
}
