/// One broken promise.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// The invariant: `I1` to `I13`, or `feed` for what a team is promised.
    package var invariant: String
    package var sentence: String

    package init(_ invariant: String, _ sentence: String) {
        self.invariant = invariant
        self.sentence = sentence
    }

    package var description: String { "\(invariant): \(sentence)" }
}
