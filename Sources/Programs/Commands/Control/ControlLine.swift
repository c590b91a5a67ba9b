import ExerciseModel

/// The words of `whitecell control` as a control command.
struct ControlLine {
    /// Arguments that are no strings.
    private enum Kind { case number, time, flag, list, answer }

    private static let kinds: [String: Kind] = [
        "rate": .number, "to": .time, "again": .flag, "dry_run": .flag, "teams": .list, "ripple": .flag,
        "action": .number, "if_revision": .number, "response": .answer,
    ]

    /// The argument that a bare first word is.
    static let firstArgument: [String: String] = [
        "speed": "rate", "seek": "to", "deliver": "inject", "retry": "failure", "note": "text", "move": "inject",
        "hold": "inject", "release": "inject", "skip": "inject", "noduff": "message", "reset": "sagas", "add": "inject",
        "receipt": "inject", "tick": "inject", "approve": "approval", "reject": "approval", "saga_retry": "saga",
        "saga_skip": "saga", "saga_cancel": "saga", "saga_abandon": "saga",
    ]

    /// Every argument of the table: what else stands before an equals sign is part of a text.
    private static let names: Set<String> = [
        "rate", "to", "skipped", "inject", "team", "teams", "again", "failure", "text", "message", "reason", "dry_run",
        "sagas", "saga", "approval", "ripple", "status", "action", "rating", "plan", "if_revision", "response",
    ]

    /// Why the words make no command.
    struct Fault: Error, Equatable {
        var message: String
    }

    /// The command as JSON, with an id and who says it; `read` gives the text of a file, `nil` when it cannot.
    static func encode(
        command: String, words: [String], id: String, by: String?, at: UTCInstant,
        read: (String) -> String? = { _ in nil }
    ) throws(Fault) -> [UInt8] {
        var writer = JSONWriter()
        writer.openObject()
        writer.field("command", command)
        writer.field("timestamp", at)
        writer.field("id", id)
        writer.field("by", ifPresent: by)
        var seen: Set<String> = ["command", "timestamp", "id", "by"]
        for (index, word) in words.enumerated() {
            let (name, value) = try split(word, isFirst: index == 0, command: command)
            guard seen.insert(name).inserted else { throw Fault(message: "'\(name)' is given twice") }
            writer.key(dynamic: name)
            if command == "add", name == "inject" {
                writer.value(try inject(value, read))
            } else {
                try write(name, value, &writer)
            }
        }
        writer.closeObject()
        return writer.bytes
    }

    private static func split(_ word: String, isFirst: Bool, command: String) throws(Fault) -> (String, String) {
        let bare = isFirst ? firstArgument[command] : nil
        if let equals = word.firstIndex(of: "="), isName(word[..<equals]) {
            let name = String(word[..<equals])
            if bare == nil || names.contains(name) { return (name, String(word[word.index(after: equals)...])) }
        }
        guard let name = bare else {
            throw Fault(message: "'\(word)' is no argument: write name=value")
        }
        return (name, word)
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { ("a"..."z").contains($0) || $0 == "_" }
    }

    /// A whole inject: JSON itself, or a file that holds it, byte for byte as its author wrote it.
    private static func inject(_ word: String, _ read: (String) -> String?) throws(Fault) -> JSONText {
        let isJSON = word.drop { $0.isWhitespace }.hasPrefix("{")
        guard let text = isJSON ? word : read(word) else {
            throw Fault(message: "'inject' must be one inject in JSON, or a file that holds it: cannot read '\(word)'")
        }
        let caps = JSONScanner.Caps(string: Limits.content)
        do {
            _ = try JSONObject(ArraySlice(text.utf8), caps: caps)
        } catch {
            let place = isJSON ? "'inject'" : "'\(word)'"
            throw Fault(message: "\(place) is no inject: \(error.sentence) (byte \(error.offset + 1))")
        }
        return JSONText(trusted: ArraySlice(text.utf8))
    }

    private static func write(_ name: String, _ value: String, _ writer: inout JSONWriter) throws(Fault) {
        switch kinds[name] {
        case nil: writer.value(value)
        case .number:
            guard let number = json(value), number.kind == .number else {
                throw Fault(message: "'\(name)' must be a number, not '\(value)'")
            }
            writer.value(number.text)
        case .time:
            if let number = json(value), number.kind == .number { return writer.value(number.text) }
            do {
                writer.decimal(try TimeSpelling.point(value), digits: 6)
            } catch {
                throw Fault(message: "'\(name)' must be seconds or a time like T+1:05:30, not '\(value)'")
            }
        case .answer:
            if let answer = json(value), [.object, .array].contains(answer.kind) {
                writer.value(answer.text)
            } else {
                writer.value(value)
            }
        case .flag:
            guard value == "true" || value == "false" else {
                throw Fault(message: "'\(name)' must be true or false, not '\(value)'")
            }
            writer.value(value == "true" ? JSONText(literal: "true") : JSONText(literal: "false"))
        case .list:
            writer.openArray()
            for element in value.split(separator: ",") { writer.value(String(element)) }
            writer.closeArray()
        }
    }

    private static func json(_ text: String) -> JSONSlice? {
        (try? JSONObject(ArraySlice("{\"value\":\(text)}".utf8)))?["value"]
    }
}
