/// Why a template is none, or has no value, and where.
package struct TemplateFault: Error, Equatable, Sendable {
    /// What is wrong, as its author would say it.
    package enum Reason: Equatable, Sendable {
        case notClosed
        /// What stands between the braces names nothing.
        case noReference(String)
        case inKey
        case unresolved(TemplateReference)
        case tooLarge(limit: Int)
        case tooDeep(limit: Int)
    }

    package var reason: Reason
    /// Bytes of the source before the fault.
    package var offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One sentence without the place.
    package var sentence: String {
        switch reason {
        case .notClosed: "a '${' has no '}'; write '$${' for the text itself"
        case .noReference(let text):
            "there is nothing called '${\(text.prefix(64))}': write \(TemplateReference.spellings)"
        case .inKey: "a key cannot hold a reference: only values can"
        case .unresolved(let reference): "\(reference) has no value"
        case .tooLarge(let limit): "with its references in place it is larger than \(limit) bytes"
        case .tooDeep(let limit): "with its references in place it is nested deeper than \(limit)"
        }
    }
}
