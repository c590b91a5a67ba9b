/// The fields of one message of a simulation, each read with its own complaint; `null` counts as left out.
struct SimulationFields {
    let object: JSONObject
    let type: String

    func invalid(_ message: String) -> Refusal { Refusal(.invalidCommand, message) }

    func missing(_ key: StaticString) -> Refusal { invalid("'\(type)' needs \"\(key)\"") }

    private func value(_ key: StaticString) -> JSONSlice? {
        guard let value = object[key], value.kind != .null else { return nil }
        return value
    }

    func text(_ key: StaticString) throws(Refusal) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.string else { throw invalid("\"\(key)\" must be a string") }
        return text
    }

    func flag(_ key: StaticString) throws(Refusal) -> Bool {
        guard let value = value(key) else { return false }
        guard let flag = value.bool else { throw invalid("\"\(key)\" must be true or false") }
        return flag
    }

    /// A text that names something.
    func name(_ key: StaticString) throws(Refusal) -> String? {
        guard let text = try text(key) else { return nil }
        guard (1...Limits.simulationName).contains(text.utf8.count) else {
            throw invalid("\"\(key)\" must have 1 to \(Limits.simulationName) bytes")
        }
        return text
    }

    func answer(_ kind: StepAnswer.Kind) throws(Refusal) -> StepAnswer {
        guard let saga = try name("saga_id") else { throw missing("saga_id") }
        guard let step = value("step_id") else { throw missing("step_id") }
        guard let index = step.integer, (0...1_000_000).contains(index) else {
            throw invalid("\"step_id\" must be a whole number from 0, as the command has it")
        }
        return StepAnswer(saga: saga, step: Int(index), commandID: try name("command_id"), kind)
    }
}
