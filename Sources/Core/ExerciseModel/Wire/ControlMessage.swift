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
            let refusal = Refusal(error)
            return refuse(refusal.code, refusal.message)
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
                throw Refusal(.unknownCommand, "there is no command '\(command.prefix(64))'")
            }
            let arguments = Arguments(object: object, command: command)
            let condition = try envelope(arguments)
            let order = try order(name, arguments)
            return .command(ControlCommand(record: record, order: order, condition: condition, dryRun: dryRun))
        } catch {
            let result = CommandResult(id: id, command: command, outcome: .refused(error.code, message: error.message))
            return .refused(result, record: dryRun ? nil : record)
        }
    }

    private enum Name: String {
        case start, pause, resume, stop, reset, speed, seek, deliver, retry, note
        case hold, release, skip, move, add, noduff, receipt, tick
        case clearNoDuff = "clear_noduff"
        case approve, reject
        case sagaRetry = "saga_retry"
        case sagaSkip = "saga_skip"
        case sagaCancel = "saga_cancel"
        case sagaAbandon = "saga_abandon"
    }

    /// A value as the log keeps it: what a string says, anything else as it was written.
    private static func words(_ value: JSONSlice) -> String {
        value.string ?? String(decoding: value.bytes, as: UTF8.self)
    }

    private static func refuse(
        _ code: RefusalCode, _ message: String, id: String? = nil, command: String? = nil
    ) -> Reading {
        .refused(CommandResult(id: id, command: command, outcome: .refused(code, message: message)), record: nil)
    }

    /// What every command may carry.
    private static func envelope(_ arguments: Arguments) throws(Refusal) -> ControlCommand.Condition {
        for key: StaticString in ["id", "by", "reason"] { _ = try arguments.text(key) }
        if let id = try arguments.text("id"), id.isEmpty || id.utf8.count > 256 {
            throw arguments.invalid("\"id\" must have 1 to 256 bytes")
        }
        _ = try arguments.flag("dry_run")
        return ControlCommand.Condition(
            plan: try arguments.text("plan"), revision: try arguments.revision("if_revision"))
    }

    /// Reads all arguments before it looks at any name, since a bad argument answers before an unknown name.
    private static func order(_ name: Name, _ arguments: Arguments) throws(Refusal) -> ControlCommand.Order {
        switch name {
        case .start: return .start
        case .pause: return .pause
        case .resume: return .resume
        case .stop: return .stop
        case .reset: return .reset(abandon: try arguments.abandonsSagas())
        case .speed: return .speed(try arguments.rate())
        case .seek: return .seek(to: try arguments.instant("to"), skipped: try arguments.policy("skipped"))
        case .deliver:
            let (inject, teams) = (try arguments.needed("inject"), try arguments.list("teams"))
            let again = try arguments.flag("again")
            return .deliver(try arguments.inject(inject), teams: try arguments.teams(teams), again: again)
        case .retry:
            if let failure = try arguments.text("failure") {
                return .retry(CommandID(failure).map { .command($0) } ?? .failure(failure))
            }
            let (inject, team) = (try arguments.needed("inject"), try arguments.needed("team"))
            return .retry(.inject(try arguments.inject(inject), try arguments.team(team)))
        case .note: return .note(try arguments.words("text"))
        case .hold: return .hold(try scope(arguments), reason: try arguments.words("reason"))
        case .release: return .release(try scope(arguments))
        case .skip: return .skip(try scope(arguments), reason: try arguments.words("reason"))
        case .move:
            let (inject, to) = (try arguments.needed("inject"), try arguments.instant("to"))
            return .move(try arguments.inject(inject), to: to, ripple: try arguments.flag("ripple"))
        case .add:
            guard let inject = arguments.object["inject"] else { throw arguments.missing("inject") }
            guard let teams = try arguments.list("teams") else { throw arguments.missing("teams") }
            return .add(try InjectMessage.read(inject), teams: try arguments.teams(teams) ?? [])
        case .noduff: return .noDuff(message: try arguments.words("message"))
        case .clearNoDuff: return .clearNoDuff
        case .receipt: return try receipt(arguments)
        case .tick: return try tick(arguments)
        case .approve:
            return .answer(try arguments.needed("approval"), agreed: true, reason: try arguments.text("reason"))
        case .reject:
            return .answer(try arguments.needed("approval"), agreed: false, reason: try arguments.words("reason"))
        case .sagaRetry:
            let reason = try arguments.text("reason") ?? ""
            return .saga(try arguments.saga(), .retry(reason: reason))
        case .sagaSkip: return try order(arguments) { .skip(reason: $0) }
        case .sagaCancel: return try order(arguments) { .cancel(reason: $0) }
        case .sagaAbandon: return try order(arguments) { .abandon(reason: $0) }
        }
    }

    /// What is done to a saga for a reason, which is read before the saga is looked for.
    private static func order(
        _ arguments: Arguments, _ order: (String) -> SagaOrder
    ) throws(Refusal) -> ControlCommand.Order {
        _ = try arguments.needed("saga")
        let reason = try arguments.words("reason")
        return .saga(try arguments.saga(), order(reason))
    }

    /// One inject, of one team or of all, or everything.
    private static func scope(_ arguments: Arguments) throws(Refusal) -> ControlCommand.Scope {
        guard let inject = try arguments.text("inject") else {
            guard try arguments.text("team") == nil else { throw arguments.missing("inject") }
            return .everything
        }
        let id = try arguments.inject(inject)
        return .inject(id, try arguments.teamIfNamed())
    }

    private static func receipt(_ arguments: Arguments) throws(Refusal) -> ControlCommand.Order {
        let (inject, team) = (try arguments.needed("inject"), try arguments.needed("team"))
        let milestone = try arguments.milestone("status")
        let target = InjectTarget(team: try arguments.team(team), inject: try arguments.inject(inject))
        return .receipt(target, milestone, response: arguments.object["response"]?.text)
    }

    private static func tick(_ arguments: Arguments) throws(Refusal) -> ControlCommand.Order {
        let (inject, action) = (try arguments.needed("inject"), try arguments.ordinal("action"))
        let (rating, text) = (try arguments.rating("rating"), try arguments.text("text"))
        let tick = Tick(action: action, team: try arguments.teamIfNamed(), rating: rating, text: text)
        return .tick(try arguments.inject(inject), tick)
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
