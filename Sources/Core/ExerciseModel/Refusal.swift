/// Why a message, a command or an answer is not taken, as its sender is told.
package struct Refusal: Error, Equatable, Sendable {
    package var code: RefusalCode
    package var message: String

    package init(_ code: RefusalCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What the reader of JSON met; a string that is too long is no fault of its JSON.
    init(_ fault: JSONFault) {
        let isLong = if case .stringTooLong = fault.reason { true } else { false }
        self.init(isLong ? .tooLarge : .invalidJSON, "\(fault.sentence) (byte \(fault.offset + 1))")
    }
}
