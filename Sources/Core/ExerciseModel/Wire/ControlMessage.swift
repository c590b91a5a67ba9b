/// Reads control commands from their JSON, in the order of checks that `contract.md` 1 fixes.
package enum ControlMessage {
    /// What a message turned out to be.
    package enum Reading: Equatable, Sendable {
        /// Empty, mirrored or a result: no command at all.
        case nothing
        case command(ControlCommand)
        /// A command that is refused before anyone looks at the exercise; `record` when it has a name.
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
            object = try JSONObject(payload[...], caps: JSONScanner.Caps(string: Limits.content))
        } catch {
            return refuse(.invalidJSON, "\(error.sentence) (byte \(error.offset + 1))")
        }
        if object["accepted"] != nil || object["mirrored"]?.bool == true { return .nothing }
        let id = object["id"]?.string
        guard !retained else {
            return refuse(
                .retainedCommand, "a command must not be retained: publish it without the retain flag", id: id,
                command: object["command"]?.string)
        }
        guard let name = object["command"]?.string else {
            return refuse(.invalidCommand, "\"command\" is missing, or is no string", id: id)
        }
        let record = CommandRecord(
            id: id, command: name, content: canonical(object), by: object["by"]?.string,
            reason: object["reason"]?.string)
        do throws(Refusal) {
            try checkEnvelope(object)
            let order = try order(name, Arguments(object: object, command: name))
            return .command(
                ControlCommand(record: record, order: order, dryRun: object["dry_run"]?.bool ?? false))
        } catch {
            let result = CommandResult(id: id, command: name, outcome: .refused(error.code, message: error.message))
            // What was only asked about leaves no trace, and its id is free.
            return .refused(result, record: object["dry_run"]?.bool == true ? nil : record)
        }
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
    private static func checkEnvelope(_ object: JSONObject) throws(Refusal) {
        let arguments = Arguments(object: object, command: "")
        for (key, value) in [("id", object["id"]), ("by", object["by"]), ("reason", object["reason"])] {
            if let value, value.string == nil { throw arguments.invalid("\"\(key)\" must be a string") }
        }
        if let id = object["id"]?.string, id.isEmpty || id.utf8.count > 256 {
            throw arguments.invalid("\"id\" must have 1 to 256 bytes")
        }
        if let flag = object["dry_run"], flag.bool == nil {
            throw arguments.invalid("\"dry_run\" must be true or false")
        }
        if object["plan"] != nil || object["if_revision"] != nil {
            throw arguments.invalid("\"plan\" and \"if_revision\" are not supported by this version")
        }
    }

    private static func order(_ name: String, _ arguments: Arguments) throws(Refusal) -> ControlCommand.Order {
        switch name {
        case "start": return .start
        case "pause": return .pause
        case "resume": return .resume
        case "stop": return .stop
        case "reset": return .reset
        case "speed": return .speed(try arguments.rate())
        case "seek": return .seek(to: try arguments.instant("to"), skipped: try arguments.policy("skipped"))
        case "deliver":
            return .deliver(
                try arguments.inject(), teams: try arguments.teams(), again: try arguments.flag("again"))
        case "retry":
            if let failure = try arguments.text("failure") { return .retry(.failure(failure)) }
            return .retry(.inject(try arguments.inject(), try arguments.team()))
        case "note":
            guard let text = try arguments.text("text"), !text.isEmpty else { throw arguments.missing("text") }
            return .note(text)
        default:
            throw Refusal(code: .unknownCommand, message: "there is no command '\(name.prefix(64))'")
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

    func inject() throws(ControlMessage.Refusal) -> InjectID {
        guard let text = try text("inject") else { throw missing("inject") }
        guard let inject = InjectID(text) else {
            throw ControlMessage.Refusal(code: .unknownInject, message: "there is no inject '\(text.prefix(64))'")
        }
        return inject
    }

    func team() throws(ControlMessage.Refusal) -> TeamID {
        guard let text = try text("team") else { throw missing("team") }
        return try team(text)
    }

    func teams() throws(ControlMessage.Refusal) -> [TeamID]? {
        guard let value = object["teams"] else { return nil }
        guard let elements = value.array, !elements.isEmpty else {
            throw invalid("\"teams\" must be a list of at least one team")
        }
        var teams: [TeamID] = []
        for element in elements {
            guard let text = element.string else { throw invalid("\"teams\" must be a list of team names") }
            let team = try team(text)
            if !teams.contains(team) { teams.append(team) }
        }
        return teams
    }

    private func team(_ text: String) throws(ControlMessage.Refusal) -> TeamID {
        guard let team = TeamID(text) else {
            throw ControlMessage.Refusal(code: .unknownTeam, message: "there is no team '\(text.prefix(64))'")
        }
        return team
    }
}
