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
            case .accepted(let status, let position, let effects):
                writer.field("accepted", true)
                writer.field("status", status.rawValue)
                writer.field("position", position)
                guard let effects else { return }
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

    /// An accepted command as everybody on the control topic sees it.
    static func mirror(_ record: CommandRecord, origin: String, position: Int64, at: UTCInstant) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("command", record.command)
            writer.field("timestamp", at)
            writer.field("id", ifPresent: record.id)
            if let content = try? JSONObject(ArraySlice(record.content.utf8)) {
                for field in content.fields where content.name(of: field) != "command" {
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

extension CommandEffect {
    /// An event as a result lists it.
    init(_ event: Event) {
        let encoded = FactCodec.encode(event.fact)
        self.init(type: encoded.type, data: JSONText(trusted: encoded.data[...]))
    }
}
