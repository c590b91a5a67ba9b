import ExerciseModel

/// A control command that a key stands for.
struct WatchOrder: Equatable, Sendable {
    /// As a status line calls it: `release gas-01 team=blue`.
    let name: String
    private let command: String
    /// Its arguments, as JSON.
    private let arguments: [Argument]
    /// What a dry run gave: the command does that, or nothing.
    var plan: String?

    private struct Argument: Equatable, Sendable {
        var name: String
        var value: JSONText
    }

    /// A command with nothing to say but why.
    init(_ command: String, reason: String? = nil) {
        self.command = command
        name = command
        arguments =
            reason.map { reason in [Argument(name: "reason", value: WatchOrder.json { $0.value(reason) })] } ?? []
    }

    /// What a row of the waiting list offers; `nil` for what is no command.
    init?(button: JSONText) {
        guard let object = try? JSONObject(button.bytes, caps: .trusted), let command = object["command"]?.string,
            let line = ButtonLine(button)
        else { return nil }
        self.command = command
        name = TerminalText.plain(line.words.joined(separator: " "))
        let idle: Set<String> = ["command", "id", "by", "dry_run", "plan"]
        arguments = object.fields.compactMap { field in
            let name = object.name(of: field)
            return idle.contains(name) ? nil : Argument(name: name, value: field.value.text)
        }
    }

    private init(_ command: String, name: String, arguments: [Argument]) {
        (self.command, self.name, self.arguments) = (command, name, arguments)
    }

    /// The next inject, now, to the teams that would get it then.
    static func deliver(_ next: Figures.Next) -> WatchOrder {
        let teams = json { writer in
            writer.openArray()
            for team in next.teams { writer.value(team) }
            writer.closeArray()
        }
        let inject = Argument(name: "inject", value: json { $0.value(next.inject) })
        return WatchOrder(
            "deliver", name: "deliver \(next.inject) now", arguments: [inject, Argument(name: "teams", value: teams)])
    }

    /// The whole command.
    func payload(id: String, by: String?, isRehearsal: Bool) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("command", command)
            writer.field("id", id)
            writer.field("by", ifPresent: by)
            for argument in arguments {
                writer.key(dynamic: argument.name)
                writer.value(argument.value)
            }
            if isRehearsal { writer.field("dry_run", true) }
            writer.field("plan", ifPresent: plan)
        }
    }

    private static func json(_ body: (inout JSONWriter) -> Void) -> JSONText {
        var writer = JSONWriter()
        body(&writer)
        return writer.text
    }
}
