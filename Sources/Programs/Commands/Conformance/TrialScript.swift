import ExerciseModel

/// What a trial does for each check, in order.
struct TrialScript {
    enum Move: Equatable {
        /// Sends a command and awaits its answer.
        case ask(TrialAsk)
        /// Sends a command and goes on.
        case command(SimulationCommand)
        /// Says something that wants no answer.
        case say([UInt8])
        /// Cuts the connection and awaits that it is back.
        case cut
        /// Awaits the answer to a ping.
        case ping
        /// Awaits that it has said so of itself.
        case online, offline
    }

    struct Part: Equatable {
        var check: ConformanceCheck
        var moves: [Move]
        /// Why it cannot be tried.
        var obstacle: String?
    }

    private let subject: TrialSubject
    private var sagas: Int64 = 0

    /// The parts for whoever has registered.
    static func parts(for subject: TrialSubject) -> [Part] {
        var script = TrialScript(subject: subject)
        return script.parts()
    }

    private init(subject: TrialSubject) { self.subject = subject }

    private mutating func parts() -> [Part] {
        let unknown = TrialSubject.Order(name: "whitecell_unknown")
        let first = command(subject.command)
        var parts = subject.door == .mqtt ? [Part(check: .presence, moves: [.online])] : []
        parts += [
            Part(check: .answers, moves: [.ask(TrialAsk(command: first, expects: .completed))]),
            Part(check: .repeat, moves: [.ask(TrialAsk(command: again(first), expects: .asBefore))]),
            Part(check: .overlap, moves: [.ask(TrialAsk(command: command(), expects: .completed, copies: 2))]),
            Part(
                check: .unknownKeys,
                moves: [.ask(TrialAsk(command: command(), expects: .completed, hasUnknownKeys: true))]),
        ]
        if subject.door == .websocket {
            parts.append(Part(check: .unknownMessage, moves: [.say(Self.unknownMessage), .ask(usual())]))
        }
        parts.append(Part(check: .error, moves: [.say(Self.error), .ask(usual())]))
        parts.append(Part(check: .unknownCommand, moves: [.ask(TrialAsk(command: command(unknown), expects: .failed))]))
        parts.append(
            subject.fails.map { Part(check: .failure, moves: failing($0)) }
                ?? Part(check: .failure, moves: [], obstacle: "name a command that can only fail with --fails"))
        parts += undoParts()
        if subject.door == .websocket { parts.append(Part(check: .ping, moves: [.ping])) }
        parts.append(Part(check: .comeback, moves: [.cut]))
        if subject.door == .mqtt { parts.append(Part(check: .lastWill, moves: [.offline])) }
        parts.append(Part(check: .memory, moves: [.ask(TrialAsk(command: again(first), expects: .asBefore))]))
        let owed = command()
        let rest = TrialAsk(command: again(owed), expects: .completed, isOwed: true)
        parts.append(Part(check: .owed, moves: [.command(owed), .cut, .ask(rest)]))
        return parts
    }

    private mutating func undoParts() -> [Part] {
        guard let undo = subject.undo else {
            let obstacle = "name what takes the command back with --undo"
            return [ConformanceCheck.undo, .undoRepeat, .undoUnseen].map {
                Part(check: $0, moves: [], obstacle: obstacle)
            }
        }
        let done = command()
        let undone = command(undo, undoing: done)
        let unseen = command(undo, undoing: command())
        return [
            Part(
                check: .undo,
                moves: [
                    .ask(TrialAsk(command: done, expects: .completed)),
                    .ask(TrialAsk(command: undone, expects: .completed)),
                ]),
            Part(check: .undoRepeat, moves: [.ask(TrialAsk(command: again(undone), expects: .asBefore))]),
            Part(check: .undoUnseen, moves: [.ask(TrialAsk(command: unseen, expects: .completed))]),
        ]
    }

    private mutating func usual() -> TrialAsk { TrialAsk(command: command(), expects: .completed) }

    /// It fails, and fails again when it is repeated.
    private mutating func failing(_ order: TrialSubject.Order) -> [Move] {
        let command = command(order)
        return [
            .ask(TrialAsk(command: command, expects: .failed)),
            .ask(TrialAsk(command: again(command), expects: .asBefore)),
        ]
    }

    private mutating func command() -> SimulationCommand { command(subject.command) }

    /// A command of a saga of its own, at a step that is not always the first.
    private mutating func command(_ order: TrialSubject.Order) -> SimulationCommand {
        defer { sagas += 1 }
        let saga = SagaID(subject.firstSaga + sagas)
        return command(order, SagaID(subject.firstSaga + sagas), StepName(Int(sagas % 3), .do), saga.description)
    }

    private func command(_ order: TrialSubject.Order, undoing done: SimulationCommand) -> SimulationCommand {
        command(order, done.saga, StepName(done.step.index, .undo), done.correlation)
    }

    private func command(
        _ order: TrialSubject.Order, _ saga: SagaID, _ step: StepName, _ correlation: String
    ) -> SimulationCommand {
        SimulationCommand(
            command: order.name, params: order.params, saga: saga, step: step, attempt: 1,
            deadline: subject.patience / 1_000, correlation: correlation)
    }

    private func again(_ command: SimulationCommand) -> SimulationCommand {
        var command = command
        command.attempt += 1
        return command
    }

    private static let unknownMessage = Array(#"{"type":"x_unknown","text":"pass over it"}"#.utf8)
    private static let error = SimulationReply.error(
        .conflict, "this is only a trial: nothing of what you said was wrong")
}
