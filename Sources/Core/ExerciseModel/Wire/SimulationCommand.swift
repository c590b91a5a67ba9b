/// A command of a saga to a simulation.
package struct SimulationCommand: Equatable, Sendable {
    package var command: String
    package var params: JSONText
    package var saga: SagaID
    package var step: StepName
    /// 1 for the first.
    package var attempt: Int
    /// Milliseconds that the simulation has to answer.
    package var deadline: Int64
    package var correlation: String

    package init(
        command: String, params: JSONText, saga: SagaID, step: StepName, attempt: Int, deadline: Int64,
        correlation: String
    ) {
        self.command = command
        self.params = params
        self.saga = saga
        self.step = step
        self.attempt = attempt
        self.deadline = deadline
        self.correlation = correlation
    }

    /// The same over all attempts at one step and phase.
    package var id: String { CommandID(saga, step).text }

    /// The message.
    package var message: [UInt8] {
        var writer = JSONWriter(capacity: params.bytes.count + command.utf8.count + correlation.utf8.count + 192)
        writer.openObject()
        writer.field("type", "command")
        writer.field("command", command)
        writer.field("params", params)
        writer.field("saga_id", saga.description)
        writer.field("step_id", step.index)
        writer.field("command_id", id)
        writer.field("attempt", attempt)
        writer.field("phase", step.phase.rawValue)
        writer.field("deadline_ms", deadline)
        writer.field("correlation_id", correlation)
        writer.closeObject()
        return writer.bytes
    }
}
