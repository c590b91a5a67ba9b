/// Reads control commands from their JSON, in the order of checks that `contract.md` 1 fixes.
package enum ControlMessage {
    /// What a message turned out to be.
    package enum Reading: Equatable, Sendable {
        /// Empty, mirrored or a result: no command at all.
        case nothing
        case command(ControlCommand)
        /// A command that is refused before anyone looks at the exercise; `record` when the log is to keep it.
        case refused(CommandResult, record: CommandRecord?)
    }

    /// Reads one message of the control topic.
    package static func read(_ payload: [UInt8], retained: Bool) -> Reading {
        guard !payload.isEmpty else { return .nothing }
        guard payload.count <= Limits.controlMessage else {
            return refuse(.tooLarge, "a control message holds at most \(Limits.controlMessage) bytes")
        }
        let object: JSONObject
        do throws(JSONFault) {
            object = try JSONObject(payload[...])
        } catch {
            return refuse(code(error), "\(error.sentence) (byte \(error.offset + 1))")
        }
        if object["accepted"] != nil || object["mirrored"]?.bool == true { return .nothing }
        let id = object["id"]?.string
        guard !retained else {
            return refuse(
                .retainedCommand, "a command must not be retained: publish it without the retain flag", id: id,
                command: object["command"]?.string)
        }
        guard let command = object["command"]?.string else {
            return refuse(.invalidCommand, "\"command\" is missing, or is no string", id: id)
        }
        let record = CommandRecord(
            id: id, command: command, content: canonical(object), by: object["by"]?.string,
            reason: object["reason"]?.string, sentAt: object["timestamp"].map(words))
        let dryRun = object["dry_run"]?.bool ?? false
        do throws(Refusal) {
            guard let name = Name(rawValue: command) else {
                throw Refusal(code: .unknownCommand, message: "there is no command '\(command.prefix(64))'")
            }
            let arguments = Arguments(object: object, command: command)
            try checkEnvelope(arguments)
            return .command(ControlCommand(record: record, order: try order(name, arguments), dryRun: dryRun))
        } catch {
            let result = CommandResult(id: id, command: command, outcome: .refused(error.code, message: error.message))
            return .refused(result, record: dryRun ? nil : record)
        }
    }

    private enum Name: String {
        case start, pause, resume, stop, reset, speed, seek, deliver, retry, note
    }

    /// A string that is too long is no fault of its JSON.
    private static func code(_ fault: JSONFault) -> RefusalCode {
        if case .stringTooLong = fault.reason { return .tooLarge }
        return .invalidJSON
    }

    /// A value as the log keeps it: what a string says, anything else as it was written.
    private static func words(_ value: JSONSlice) -> String {
        value.string ?? String(decoding: value.bytes, as: UTF8.self)
    }

    struct Refusal: Error {
        var code: RefusalCode
        var message: String
    }

    private static func refuse(
        _ code: RefusalCode, _ message: String, id: String? = nil, command: String? = nil
    ) -> Reading {
        .refused(CommandResult(id: id, command: command, outcome: .refused(code, message: message)), record: nil)
    }

    /// What every command may carry, and what none may carry yet.
    private static func checkEnvelope(_ arguments: Arguments) throws(Refusal) {
        for key: StaticString in ["id", "by", "reason"] { _ = try arguments.text(key) }
        if let id = try arguments.text("id"), id.isEmpty || id.utf8.count > 256 {
            throw arguments.invalid("\"id\" must have 1 to 256 bytes")
        }
        _ = try arguments.flag("dry_run")
        if arguments.object["plan"] != nil || arguments.object["if_revision"] != nil {
            throw arguments.invalid("\"plan\" and \"if_revision\" are not supported by this version")
        }
    }

    /// Reads all arguments before it looks at any name, since a bad argument answers before an unknown name.
    private static func order(_ name: Name, _ arguments: Arguments) throws(Refusal) -> ControlCommand.Order {
        switch name {
        case .start: return .start
        case .pause: return .pause
        case .resume: return .resume
        case .stop: return .stop
        case .reset: return .reset
        case .speed: return .speed(try arguments.rate())
        case .seek: return .seek(to: try arguments.instant("to"), skipped: try arguments.policy("skipped"))
        case .deliver:
            let (inject, teams) = (try arguments.needed("inject"), try arguments.list("teams"))
            let again = try arguments.flag("again")
            return .deliver(try arguments.inject(inject), teams: try arguments.teams(teams), again: again)
        case .retry:
            if let failure = try arguments.text("failure") { return .retry(.failure(failure)) }
            let (inject, team) = (try arguments.needed("inject"), try arguments.needed("team"))
            return .retry(.inject(try arguments.inject(inject), try arguments.team(team)))
        case .note:
            let text = try arguments.needed("text")
            guard !text.isEmpty else { throw arguments.missing("text") }
            return .note(text)
        }
    }

    /// All fields but those that say nothing of what is wanted, sorted by key.
    private static func canonical(_ object: JSONObject) -> String {
        let idle: Set<String> = ["id", "timestamp"]
        let fields = object.fields.map { (object.name(of: $0), $0.value) }.filter { !idle.contains($0.0) }
        var writer = JSONWriter()
        writer.openObject()
        for (key, value) in fields.sorted(by: { $0.0 < $1.0 }) {
            writer.key(dynamic: key)
            writer.value(value.text)
        }
        writer.closeObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// The arguments of one command, each read with its own complaint.
struct Arguments {
    var object: JSONObject
    var command: String

    func invalid(_ message: String) -> ControlMessage.Refusal {
        ControlMessage.Refusal(code: .invalidCommand, message: message)
    }

    func missing(_ name: String) -> ControlMessage.Refusal { invalid("'\(command)' needs \"\(name)\"") }

    func text(_ key: StaticString) throws(ControlMessage.Refusal) -> String? {
        guard let value = object[key] else { return nil }
        guard let text = value.string else { throw invalid("\"\(key)\" must be a string") }
        return text
    }

    func flag(_ key: StaticString) throws(ControlMessage.Refusal) -> Bool {
        guard let value = object[key] else { return false }
        guard let flag = value.bool else { throw invalid("\"\(key)\" must be true or false") }
        return flag
    }

    func rate() throws(ControlMessage.Refusal) -> Rate {
        guard let value = object["rate"] else { throw missing("rate") }
        guard let thousandths = value.scaled(digits: 3), let rate = Rate(thousandths: thousandths) else {
            throw invalid("\"rate\" must be a number from 0.1 to 1000")
        }
        return rate
    }

    func instant(_ key: StaticString) throws(ControlMessage.Refusal) -> ExerciseInstant {
        guard let value = object[key] else { throw missing("\(key)") }
        guard let microseconds = value.scaled(digits: 6), (0...Int64(10_000_000_000_000)).contains(microseconds) else {
            throw invalid("\"\(key)\" must be a number of seconds since STARTEX")
        }
        return ExerciseInstant(microseconds: microseconds)
    }

    func policy(_ key: StaticString) throws(ControlMessage.Refusal) -> LatePolicy? {
        guard let text = try text(key) else { return nil }
        guard let policy = LatePolicy(rawValue: text) else {
            throw invalid("\"\(key)\" must be \"fire\", \"skip\" or \"hold\"")
        }
        return policy
    }

    func needed(_ key: StaticString) throws(ControlMessage.Refusal) -> String {
        guard let text = try text(key) else { throw missing("\(key)") }
        return text
    }

    /// A list of at least one text, each named once; `nil` when it is left out.
    func list(_ key: StaticString) throws(ControlMessage.Refusal) -> [String]? {
        guard let value = object[key] else { return nil }
        let texts = value.array?.map(\.string) ?? []
        let names = texts.compactMap { $0 }
        guard !names.isEmpty, names.count == texts.count else {
            throw invalid("\"\(key)\" must be a list of at least one name")
        }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    func inject(_ text: String) throws(ControlMessage.Refusal) -> InjectID {
        guard let inject = InjectID(text) else {
            throw ControlMessage.Refusal(code: .unknownInject, message: "there is no inject '\(text.prefix(64))'")
        }
        return inject
    }

    func team(_ text: String) throws(ControlMessage.Refusal) -> TeamID {
        guard let team = TeamID(text) else {
            throw ControlMessage.Refusal(code: .unknownTeam, message: "there is no team '\(text.prefix(64))'")
        }
        return team
    }

    func teams(_ texts: [String]?) throws(ControlMessage.Refusal) -> [TeamID]? {
        guard let texts else { return nil }
        var teams: [TeamID] = []
        for text in texts { teams.append(try team(text)) }
        return teams
    }
}
