import ExerciseModel

/// Which commands a trial has sent, and how each was answered first.
struct AnswerBook {
    /// An answer, as it was read and as it came.
    struct Entry: Equatable {
        var answer: StepAnswer
        var text: [UInt8]
        /// Microseconds since the command was sent.
        var after: Int64
    }

    private struct Place: Hashable {
        var saga: String
        var step: Int
    }

    private var places: [String: Place] = [:]
    private var latest: [Place: String] = [:]
    /// The first answer to each command.
    private var first: [String: Entry] = [:]

    /// A command goes out.
    mutating func note(_ command: SimulationCommand) {
        let place = Place(saga: command.saga.description, step: command.step.index)
        places[command.id] = place
        latest[place] = command.id
    }

    /// The command that is answered; throws the words for one that was never sent.
    func command(of answer: StepAnswer) throws(ForeignAnswer) -> String {
        let place = Place(saga: answer.saga, step: answer.step)
        guard let id = answer.commandID else {
            if let id = latest[place] { return id }
            throw ForeignAnswer("no command was sent as \(answer.saga) step \(answer.step)")
        }
        guard let meant = places[id] else { throw ForeignAnswer("no command was sent with the command_id '\(id)'") }
        guard meant == place else {
            throw ForeignAnswer(
                "'\(id)' belongs to \(meant.saga) step \(meant.step), not to \(answer.saga) step \(answer.step)")
        }
        return id
    }

    /// Keeps the answer, if it is the first to its command.
    mutating func keep(_ entry: Entry, to command: String) { if first[command] == nil { first[command] = entry } }

    /// How a command was answered first.
    subscript(_ command: String) -> Entry? { first[command] }
}

/// Why an answer is to nothing that was sent.
struct ForeignAnswer: Error {
    var words: String

    init(_ words: String) { self.words = words }
}
