/// Where the references of a template find their values.
package struct TemplateContext: Sendable {
    package var event: SimulationEvent?
    /// What the steps answered, by their index.
    package var outputs: [Int: JSONText]
    package var variables: [String: JSONText]
    package var saga: SagaID?

    package init(
        event: SimulationEvent? = nil, outputs: [Int: JSONText] = [:], variables: [String: JSONText] = [:],
        saga: SagaID? = nil
    ) {
        self.event = event
        self.outputs = outputs
        self.variables = variables
        self.saga = saga
    }

    /// The value that a reference has here; `nil` when it has none.
    package func value(of reference: TemplateReference) -> JSONSlice? {
        switch reference {
        case .payload(let path): event?.payload.value(at: path)
        case .eventType: (event?.type).map(JSONSlice.init(writing:))
        case .eventFrom: (event?.from.text).map(JSONSlice.init(writing:))
        case .eventID: (event?.id).map(JSONSlice.init(writing:))
        case .output(let step, let path): outputs[step]?.value(at: path)
        case .variable(let name, let path): variables[name]?.value(at: path)
        case .sagaID: (saga?.description).map(JSONSlice.init(writing:))
        }
    }

    func needed(_ reference: TemplateReference, at offset: Int) throws(TemplateFault) -> JSONSlice {
        guard let value = value(of: reference) else { throw TemplateFault(.unresolved(reference), at: offset) }
        return value
    }
}

extension JSONSlice {
    fileprivate init(writing text: String) {
        var writer = JSONWriter(capacity: text.utf8.count + 2)
        writer.value(text)
        self.init(kind: .string, bytes: writer.bytes[...])
    }
}
