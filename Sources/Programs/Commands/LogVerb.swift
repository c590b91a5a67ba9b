import ArgumentParser
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
        let name = try ExerciseID(argument: exercise)
        let exercises = try StoredExercises(store)
        let id = try exercises.known(name)
        if let tree { try draw(tree, of: id, exercises) } else { try show(id, exercises) }
    }

    private func draw(_ position: Int64, of id: ExerciseID, _ exercises: StoredExercises) throws {
        var tree: EventTree?
        try exercises.read(id, after: position - 1) { record in
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

    private func show(_ id: ExerciseID, _ exercises: StoredExercises) throws {
        var position = after
        repeat {
            var lines = ""
            try exercises.read(id, after: position) { record in
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
