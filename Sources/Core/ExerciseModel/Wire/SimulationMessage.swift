/// A message that a simulation sends (`contract.md` 2), by either door.
package enum SimulationMessage: Equatable, Sendable {
    /// It says who it is; the name is its id when it gives none.
    case register(SimulationID, name: String, token: String?)
    /// It reports something; `id` is its own name for it.
    case event(type: String, payload: JSONText, id: String?)
    /// It answers a command.
    case answer(StepAnswer)

    /// What a message is about: over MQTT its topic says so, and `type` may be left out where one type is meant.
    package enum Kind: String, CaseIterable, Sendable { case register, event, step }

    /// Reads one message. `expected` refuses any other kind; `topic` is the simulation whose topic it came on, which
    /// may then leave out its id and cannot take another's.
    package static func read(
        _ payload: [UInt8], expecting expected: Kind? = nil, on topic: SimulationID? = nil
    ) throws(Refusal) -> SimulationMessage {
        guard payload.count <= Limits.simulationMessage else {
            throw Refusal(.tooLarge, "a message holds at most \(Limits.simulationMessage) bytes")
        }
        let object: JSONObject
        do throws(JSONFault) {
            object = try JSONObject(payload[...])
        } catch {
            throw Refusal(error)
        }
        let type = try type(of: object, expecting: expected)
        let fields = SimulationFields(object: object, type: type.rawValue)
        switch type {
        case .register: return try register(fields, on: topic)
        case .event: return try event(fields)
        case .stepCompleted: return .answer(try fields.answer(.completed(output: object["output"]?.text)))
        case .stepFailed:
            let reason = try fields.text("reason")
            return .answer(try fields.answer(.failed(reason: reason, retryable: try fields.flag("retryable"))))
        case .stepProgress: return .answer(try fields.answer(.progress))
        }
    }

    private enum TypeName: String, CaseIterable {
        case register, event
        case stepCompleted = "step.completed"
        case stepFailed = "step.failed"
        case stepProgress = "step.progress"

        var kind: Kind {
            switch self {
            case .register: .register
            case .event: .event
            case .stepCompleted, .stepFailed, .stepProgress: .step
            }
        }

        static func names(of kind: Kind?) -> String {
            let names = allCases.filter { kind == nil || $0.kind == kind }.map { "\"\($0.rawValue)\"" }
            guard let last = names.last, names.count > 1 else { return names.joined() }
            return names.dropLast().joined(separator: ", ") + " or " + last
        }
    }

    private static func type(of object: JSONObject, expecting kind: Kind?) throws(Refusal) -> TypeName {
        guard let value = object["type"] else {
            switch kind {
            case .register: return .register
            case .event: return .event
            case .step, nil:
                throw Refusal(.invalidCommand, "\"type\" is missing: it is \(TypeName.names(of: kind))")
            }
        }
        guard let text = value.string else {
            throw Refusal(.invalidCommand, "\"type\" must be a string: \(TypeName.names(of: kind))")
        }
        guard let type = TypeName(rawValue: text) else {
            throw Refusal(
                .unknownCommand, "there is no message '\(text.prefix(64))': \"type\" is \(TypeName.names(of: kind))")
        }
        guard kind == nil || type.kind == kind else {
            throw Refusal(.invalidCommand, "\"type\" must be \(TypeName.names(of: kind)) here, not '\(text)'")
        }
        return type
    }

    private static func register(
        _ fields: SimulationFields, on topic: SimulationID?
    ) throws(Refusal) -> SimulationMessage {
        let id: SimulationID
        if let text = try fields.text("id") {
            guard let named = SimulationID(text) else {
                throw Refusal(
                    .invalidCommand,
                    "\"id\" may hold letters, digits, _ and -, \(Limits.identifier) at most, and begins with a letter"
                        + " or digit")
            }
            id = named
        } else if let topic {
            id = topic
        } else {
            throw fields.missing("id")
        }
        if let topic, topic != id {
            throw Refusal(.invalidCommand, "'\(id)' cannot register on the topic of '\(topic)'")
        }
        return .register(id, name: try fields.name("name") ?? id.text, token: try fields.text("token"))
    }

    private static func event(_ fields: SimulationFields) throws(Refusal) -> SimulationMessage {
        guard let type = try fields.name("event_type") else { throw fields.missing("event_type") }
        let payload = fields.object["payload"]?.text ?? JSONText(literal: "null")
        return .event(type: type, payload: payload, id: try fields.name("event_id"))
    }
}
