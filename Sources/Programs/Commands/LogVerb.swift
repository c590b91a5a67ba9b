import ArgumentParser
import Assembly
import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import Glibc

/// `whitecell log EXERCISE`.
struct LogVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Show the event log of an exercise.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "The exercise's id.") var exercise: String
    @Option(help: "Begin behind this position.") var after: Int64 = 0
    @Flag(help: "Go on as events are committed, until interrupted.") var follow = false
    @Option(help: "Draw this event and all that followed from it, instead of the log.") var tree: Int64?
    @Option(help: "text or json.") var format = Format.text
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() throws {
        let settings = try SettingsOptions.settings(store.flags)
        guard let id = ExerciseID(exercise) else { throw Failure(.usage, "'\(exercise)' is no id of an exercise") }
        do {
            let reader = try SQLiteEventStore.reader(path: settings.store)
            guard try reader.heads().contains(where: { $0.exercise == id }) else {
                throw Failure(.refused, "the store \(settings.store) has no exercise '\(id)'")
            }
            if let tree { try draw(tree, of: id, reader) } else { try show(id, reader) }
        } catch let fault as EventStoreError {
            throw Failure(.store, "\(settings.store): \(fault.sentence)")
        }
    }

    private func draw(_ position: Int64, of id: ExerciseID, _ reader: SQLiteEventReader) throws {
        var tree: EventTree?
        try reader.read(id, after: position - 1) { record in
            if tree == nil {
                guard record.position == position else { return false }
                tree = EventTree(root: record)
            } else {
                tree?.add(record)
            }
            return true
        }
        guard let tree else { throw Failure(.refused, "the log of '\(id)' has no event \(position)") }
        for line in tree.lines { Output.line(line) }
    }

    private func show(_ id: ExerciseID, _ reader: SQLiteEventReader) throws {
        var position = after
        repeat {
            var lines = ""
            try reader.read(id, after: position) { record in
                position = record.position
                lines += format == .json ? String(decoding: record.json, as: UTF8.self) : EventText.line(record)
                lines += "\n"
                if lines.utf8.count > 1 << 16 {
                    Output.text(lines)
                    lines = ""
                }
                return true
            }
            Output.text(lines)
            if follow { poll(nil, 0, 200) }
        } while follow
    }
}
