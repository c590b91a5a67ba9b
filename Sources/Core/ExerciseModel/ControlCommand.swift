/// A control command, its arguments checked as far as the command alone allows (`contract.md` 1).
package struct ControlCommand: Equatable, Sendable {
    package var record: CommandRecord
    package var order: Order
    /// Whether to say what would happen and do nothing.
    package var dryRun: Bool

    package init(record: CommandRecord, order: Order, dryRun: Bool = false) {
        self.record = record
        self.order = order
        self.dryRun = dryRun
    }

    /// What is to be done.
    package enum Order: Equatable, Sendable {
        case start
        case pause
        case resume
        case stop
        case reset
        case speed(Rate)
        case seek(to: ExerciseInstant, skipped: LatePolicy?)
        /// To each team that has it, or to those named.
        case deliver(InjectID, teams: [TeamID]?, again: Bool)
        case retry(RetryTarget)
        case note(String)
    }

    /// What a retry names.
    package enum RetryTarget: Equatable, Sendable {
        case failure(String)
        case inject(InjectID, TeamID)
    }
}

/// The outcome of a command.
package struct CommandResult: Equatable, Sendable {
    package var id: String?
    package var command: String?
    package var outcome: Outcome

    package init(id: String?, command: String?, outcome: Outcome) {
        self.id = id
        self.command = command
        self.outcome = outcome
    }

    /// Done, or why not.
    package enum Outcome: Equatable, Sendable {
        /// `effects` are given on a dry run and by the command itself, not when a repetition is answered.
        case accepted(status: ClockStatus, position: Int64, effects: [CommandEffect]?)
        case refused(RefusalCode, message: String)
    }
}

/// One thing that a command does, as a dry run lists it.
package struct CommandEffect: Equatable, Sendable {
    /// The type of the event.
    package var type: String
    /// The event's data.
    package var data: JSONText

    package init(type: String, data: JSONText) {
        self.type = type
        self.data = data
    }
}
