import ArgumentParser
import Assembly
import EventStoreSQLite
import ExerciseHost

/// `whitecell verify`.
struct VerifyVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Walk the hash chain of each exercise and print its head, or the first bad position.",
        discussion: """
            A head that was noted outside shows later that the log was neither changed nor cut: \
            whitecell verify --head 1234:9f86d0…
            """)

    @Option(help: "A head that was noted before, as N:HASH.") var head: String?
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() throws {
        let settings = try SettingsOptions.settings(store.flags)
        var expected: ChainHead?
        if let head {
            guard let parsed = ChainHead(head) else { throw Failure(.usage, "'\(head)' is no head: give N:HASH") }
            expected = parsed
        }
        do {
            let reader = try SQLiteEventStore.reader(path: settings.store)
            try tell(try reader.verifyAll(), expected, reader)
        } catch let fault as EventStoreError {
            throw Failure(.store, "\(settings.store): \(fault.sentence)")
        }
    }

    private func tell(_ verdicts: [LogVerdict], _ expected: ChainHead?, _ reader: SQLiteEventReader) throws {
        var isWhole = Self.tell(verdicts)
        if let expected {
            let matches = try verdicts.contains { verdict in
                if case .whole = try reader.verify(verdict.exercise, expecting: expected).finding { return true }
                return false
            }
            Output.line(matches ? "the head \(expected) stands in the log" : "no log has the head \(expected)")
            isWhole = isWhole && matches
        }
        guard isWhole else { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    /// A line for each exercise; answers whether all logs are whole.
    static func tell(_ verdicts: [LogVerdict]) -> Bool {
        var isWhole = true
        for verdict in verdicts {
            switch verdict.finding {
            case .whole(let head): Output.line("\(verdict.exercise): whole, head \(head)")
            case .broken(let position, let reason):
                isWhole = false
                Output.line("\(verdict.exercise): broken at position \(position): \(reason)")
            }
        }
        return isWhole
    }
}
