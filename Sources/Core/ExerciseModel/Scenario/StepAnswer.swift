/// What a simulation says of a command that it was sent.
package struct StepAnswer: Equatable, Sendable {
    /// How it went.
    package enum Kind: Equatable, Sendable {
        case completed(output: JSONText?)
        /// `retryable` when another attempt may do better; a bare failure is final.
        case failed(reason: String?, retryable: Bool)
        /// It is still at it.
        case progress
    }

    /// As it was named; the saga may not exist.
    package var saga: String
    package var step: Int
    /// The command that is answered, as the command named itself; `nil` when the simulation does not echo it.
    package var commandID: String?
    package var kind: Kind

    package init(saga: String, step: Int, commandID: String? = nil, _ kind: Kind) {
        self.saga = saga
        self.step = step
        self.commandID = commandID
        self.kind = kind
    }
}
