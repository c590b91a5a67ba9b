/// What a `${…}` of a template names.
package enum TemplateReference: Hashable, Sendable {
    /// A value inside the event's payload, `[]` for the whole of it.
    case payload([String])
    case eventType
    case eventFrom
    case eventID
    /// A value inside what a step has answered.
    case output(step: Int, [String])
    /// A variable, or a value inside it.
    case variable(String, [String])
    case sagaID

    /// How references are spelled, for those who misspelled one.
    package static let spellings =
        "event.payload.x, event.event_type, event.from, event.event_id, steps.0.output.y, vars.z or saga.id"

    /// Reads what stands between the braces; `nil` for what names nothing.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, !parts.contains("") else { return nil }
        switch (parts[0], parts[1], parts.count) {
        case ("event", "payload", _): self = .payload(Array(parts[2...]))
        case ("event", "event_type", 2): self = .eventType
        case ("event", "from", 2): self = .eventFrom
        case ("event", "event_id", 2): self = .eventID
        case ("steps", let step, 3...):
            guard let index = Int(step), index >= 0, "\(index)" == step, parts[2] == "output" else { return nil }
            self = .output(step: index, Array(parts[3...]))
        case ("vars", let name, _): self = .variable(name, Array(parts[2...]))
        case ("saga", "id", 2): self = .sagaID
        default: return nil
        }
    }
}

extension TemplateReference: CustomStringConvertible {
    /// As it stands in a template.
    package var description: String {
        let parts: [String] =
            switch self {
            case .payload(let path): ["event", "payload"] + path
            case .eventType: ["event", "event_type"]
            case .eventFrom: ["event", "from"]
            case .eventID: ["event", "event_id"]
            case .output(let step, let path): ["steps", "\(step)", "output"] + path
            case .variable(let name, let path): ["vars", name] + path
            case .sagaID: ["saga", "id"]
            }
        return "${" + parts.joined(separator: ".") + "}"
    }
}
