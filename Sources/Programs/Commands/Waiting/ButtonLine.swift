import ExerciseModel

/// A control command from JSON, as words that `whitecell control` takes.
struct ButtonLine {
    /// The command and its arguments, as a shell takes them: `release it-07 team=blue`.
    let words: [String]

    /// Reads a button; `nil` for what is no command.
    init?(_ button: JSONText) {
        guard let object = try? JSONObject(button.bytes, caps: .trusted), let command = object["command"]?.string else {
            return nil
        }
        var words = [command]
        for field in object.fields {
            let name = object.name(of: field)
            guard name != "command" else { continue }
            let value = Self.text(field.value)
            let isBare = words.count == 1 && ControlLine.firstArgument[command] == name && !value.contains("=")
            words.append(isBare ? value : "\(name)=\(value)")
        }
        self.words = words
    }

    /// The line to paste; `flags` is what else `control` must be told to find the daemon.
    func line(for exercise: ExerciseID, flags: [String] = []) -> String {
        (["whitecell", "control", exercise.text] + words + flags).map(Self.quoted).joined(separator: " ")
    }

    private static func text(_ value: JSONSlice) -> String {
        if let list = value.array { return list.map(text).joined(separator: ",") }
        return value.string ?? String(decoding: value.bytes, as: UTF8.self)
    }

    /// In single quotes where a shell would take something for more than text.
    private static func quoted(_ word: String) -> String {
        let isSafe = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_-.,:=/+@%".utf8.contains(byte)
            }
        }
        return isSafe && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}
