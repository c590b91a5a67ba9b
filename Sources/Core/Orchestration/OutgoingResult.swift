package import ExerciseModel

/// What the daemon says about commands (`contract.md` 1, Result).
package enum OutgoingResult {
    /// Effects beyond this number are counted, not listed.
    private static let listed = 200

    /// The outcome of a command.
    package static func encode(_ result: CommandResult) -> [UInt8] {
        JSONWriter.object { writer in
            if let id = result.id { writer.field("id", id) } else { writer.null("id") }
            writer.field("command", ifPresent: result.command)
            switch result.outcome {
            case .accepted(let acceptance):
                writer.field("accepted", true)
                write(acceptance, &writer)
            case .refused(let code, let message):
                writer.field("accepted", false)
                writer.key("error")
                writer.openObject()
                writer.field("code", code.rawValue)
                writer.field("message", message)
                writer.closeObject()
            }
        }
    }

    private static func write(_ acceptance: Acceptance, _ writer: inout JSONWriter) {
        writer.field("status", acceptance.status.rawValue)
        writer.field("position", acceptance.position)
        writer.field("plan", ifPresent: acceptance.plan)
        if let revision = acceptance.revision { writer.field("revision", revision) }
        if let before = acceptance.before { write(before, &writer) }
        guard let effects = acceptance.effects else { return }
        writer.key("effects")
        writer.openArray()
        for effect in effects.prefix(listed) {
            writer.openObject()
            writer.field("type", effect.type)
            writer.field("data", effect.data)
            writer.closeObject()
        }
        writer.closeArray()
        if effects.count > listed { writer.field("effects_total", effects.count) }
    }

    /// Who changed the same inject before.
    private static func write(_ before: Hand, _ writer: inout JSONWriter) {
        writer.key("changed_before")
        writer.openObject()
        writer.field("command", before.command)
        if let by = before.by { writer.field("by", by) } else { writer.null("by") }
        writer.field("at", before.at)
        writer.field("position", before.position)
        writer.closeObject()
    }

    /// Where the outcome of a command is published: for everybody, and on the topic that the message named, if it may.
    package static func publications(_ result: CommandResult, of exercise: ExerciseID, _ door: Door) -> [Publication] {
        let payload = encode(result)
        var publications = [Publication(topic: Topic.result(exercise), payload: payload, qos: 1)]
        if case .mqtt(let topic?, let correlation) = door, ResponseTopic.mayAnswerCommand(topic, of: exercise) {
            publications.append(Publication(topic: topic, payload: payload, qos: 1, correlation: correlation))
        }
        return publications
    }

    /// What the mirror says itself, whatever the command said.
    private static let spoken: Set<String> = ["command", "timestamp", "id", "mirrored", "origin", "position"]

    /// An accepted command as everybody on the control topic sees it.
    static func mirror(_ record: CommandRecord, origin: String, position: Int64, at: UTCInstant) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("command", record.command)
            writer.field("timestamp", at)
            writer.field("id", ifPresent: record.id)
            if let content = try? JSONObject(ArraySlice(record.content.utf8)) {
                for field in content.fields where !spoken.contains(content.name(of: field)) {
                    writer.key(dynamic: content.name(of: field))
                    writer.value(field.value.text)
                }
            }
            writer.field("mirrored", true)
            writer.field("origin", origin)
            writer.field("position", position)
        }
    }
}

extension CommandResult {
    /// What a caller who waits hears about a message that is no command.
    package static let noCommand = CommandResult(
        id: nil, command: nil, outcome: .refused(.invalidCommand, message: "this is no command"))

    /// Whether it was refused for a name that nothing has, which is looked at after a repeated id.
    var isAboutNames: Bool {
        guard case .refused(let code, _) = outcome else { return false }
        return code == .unknownInject || code == .unknownTeam
    }
}

extension CommandEffect {
    /// An event as a result lists it.
    init(_ event: Event) {
        let encoded = FactCodec.encode(event.fact)
        self.init(type: encoded.type, data: JSONText(trusted: encoded.data[...]))
    }
}
