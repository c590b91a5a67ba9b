/// Why some bytes are no JSON that we take, and where.
package struct JSONFault: Error, Equatable, Sendable {
    /// What is wrong, as a reader of the message would say it.
    package enum Reason: Equatable, Sendable {
        case emptyText
        case unexpectedEnd
        case unexpectedByte
        case trailingText
        case invalidUTF8
        case invalidEscape
        case controlCharacter
        case invalidNumber
        case duplicateKey(String)
        case tooDeep(limit: Int)
        case stringTooLong(limit: Int)
        case notAnObject
    }

    package var reason: Reason
    /// Bytes before the fault.
    package var offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One sentence without the place.
    package var sentence: String {
        switch reason {
        case .emptyText: "the text is empty"
        case .unexpectedEnd: "the text ends in the middle of a value"
        case .unexpectedByte: "this is no JSON"
        case .trailingText: "there is more text after the value"
        case .invalidUTF8: "these bytes are no UTF-8"
        case .invalidEscape: "this escape is not one of JSON's"
        case .controlCharacter: "a control character must be escaped inside a string"
        case .invalidNumber: "this is no number of JSON, or too large for one"
        case .duplicateKey(let key): "the key \"\(key)\" stands twice in one object"
        case .tooDeep(let limit): "values are nested deeper than \(limit)"
        case .stringTooLong(let limit): "a string is longer than \(limit) bytes"
        case .notAnObject: "this must be a JSON object"
        }
    }
}
