package import ExerciseModel

/// Remembers every command that carried an id, for ever: the same one again gets its first outcome and acts no more.
package struct ControlDesk: Equatable, Sendable {
    private struct Entry: Equatable, Sendable {
        var content: String
        var result: CommandResult
    }

    private var entries: [String: Entry] = [:]

    package init() {}

    /// The answer to a command whose id was seen before: the first outcome, or a conflict when the content differs.
    package func earlierResult(for record: CommandRecord) -> CommandResult? {
        guard let id = record.id, let entry = entries[id] else { return nil }
        if entry.content == record.content { return entry.result }
        return CommandResult(
            id: id, command: record.command,
            outcome: .refused(.conflict, message: "the id '\(id)' was used before for another command"))
    }

    /// Folds the outcome of a command.
    package mutating func apply(_ event: Event) {
        switch event.fact {
        case .commandAccepted(let record):
            remember(
                record,
                .accepted(Acceptance(status: record.status ?? .initialized, position: event.position)))
        case .commandRefused(let record, let code, let message):
            remember(record, .refused(code, message: message))
        default: break
        }
    }

    private mutating func remember(_ record: CommandRecord, _ outcome: CommandResult.Outcome) {
        guard let id = record.id, entries[id] == nil else { return }
        entries[id] = Entry(
            content: record.content, result: CommandResult(id: id, command: record.command, outcome: outcome))
    }
}
