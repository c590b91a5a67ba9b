/// A control command, its arguments checked as far as the command alone allows (`contract.md` 1).
package struct ControlCommand: Equatable, Sendable {
    package var record: CommandRecord
    package var order: Order
    package var condition: Condition
    /// Whether to say what would happen and do nothing.
    package var dryRun: Bool

    package init(
        record: CommandRecord, order: Order, condition: Condition = Condition(), dryRun: Bool = false
    ) {
        self.record = record
        self.order = order
        self.condition = condition
        self.dryRun = dryRun
    }

    /// What must still be as the sender saw it.
    package struct Condition: Equatable, Sendable {
        /// The plan that a dry run gave.
        package var plan: String?
        /// The revision of the inject.
        package var revision: Int64?

        package init(plan: String? = nil, revision: Int64? = nil) {
            self.plan = plan
            self.revision = revision
        }
    }

    /// Which deliveries a command means.
    package enum Scope: Equatable, Sendable {
        /// Those of one inject, to one team or to each that has it.
        case inject(InjectID, TeamID?)
        case everything
    }

    /// What is to be done.
    package enum Order: Equatable, Sendable {
        case start
        case pause
        case resume
        case stop
        /// `abandon` ends sagas that are unfinished, which otherwise forbid it.
        case reset(abandon: Bool)
        case speed(Rate)
        case seek(to: ExerciseInstant, skipped: LatePolicy?)
        /// To each team that has it, or to those named.
        case deliver(InjectID, teams: [TeamID]?, again: Bool)
        case retry(RetryTarget)
        case note(String)
        case hold(Scope, reason: String)
        case release(Scope)
        case skip(Scope, reason: String)
        /// With `ripple`, all later ones by as much.
        case move(InjectID, to: ExerciseInstant, ripple: Bool)
        indirect case add(Inject, teams: [TeamID])
        case noDuff(message: String)
        case clearNoDuff
        /// A team answered by another way.
        case receipt(InjectTarget, Milestone, response: JSONText?)
        case tick(InjectID, Tick)
        /// An approval is given or refused.
        case answer(String, agreed: Bool, reason: String?)
        case saga(SagaID, SagaOrder)
    }

    /// What a retry names.
    package enum RetryTarget: Equatable, Sendable {
        /// A failure of a delivery by its id.
        case failure(String)
        /// A command to a simulation.
        case command(CommandID)
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
        case accepted(Acceptance)
        case refused(RefusalCode, message: String)
    }
}

/// What is told of a command that was carried out, or would be.
package struct Acceptance: Equatable, Sendable {
    package var status: ClockStatus
    package var position: Int64
    /// Given on a dry run and by the command itself, not when a repetition is answered.
    package var effects: [CommandEffect]?
    /// By which the same command is refused if the world has moved since; given by a dry run.
    package var plan: String?
    /// The revision of the inject that the command names; given by a dry run.
    package var revision: Int64?
    /// Who had changed that inject before.
    package var before: Hand?

    package init(status: ClockStatus, position: Int64, effects: [CommandEffect]? = nil) {
        self.status = status
        self.position = position
        self.effects = effects
    }
}

/// A controller's doing, as the next one is told of it.
package struct Hand: Equatable, Sendable {
    package var command: String
    package var by: String?
    package var at: UTCInstant
    /// Position of the command in the log.
    package var position: Int64

    package init(command: String, by: String?, at: UTCInstant, position: Int64) {
        self.command = command
        self.by = by
        self.at = at
        self.position = position
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
