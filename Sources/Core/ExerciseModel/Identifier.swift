/// A name that the author of an exercise, or a client, gave to a thing.
///
/// The characters are those of `contract.md`: what stands in a topic is `[A-Za-z0-9][A-Za-z0-9_-]{0,63}`; names that
/// never do may hold dots as well.
package protocol Identifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The text as it was written.
    var text: String { get }
    /// Whether a dot is allowed, which no name in a topic may hold.
    static var allowsDots: Bool { get }
    /// Takes a text that is known to be valid.
    init(trusted text: String)
}

extension Identifier {
    /// Takes the text if it keeps to the rule for its kind.
    package init?(_ text: String) {
        guard Self.allows(text) else { return nil }
        self.init(trusted: text)
    }

    /// The text itself.
    package var description: String { text }

    /// Orders by the bytes of the text.
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    /// Tells whether a text keeps to the rule: 1 to 64 characters, the first a letter or a digit.
    package static func allows(_ text: String) -> Bool {
        var count = 0
        for byte in text.utf8 {
            count += 1
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                continue
            case UInt8(ascii: "_"), UInt8(ascii: "-"):
                if count == 1 { return false }
            case UInt8(ascii: "."):
                if count == 1 || !allowsDots { return false }
            default: return false
            }
        }
        return (1...Limits.identifier).contains(count)
    }
}

/// Names an exercise; stands in topics.
package struct ExerciseID: Identifier {
    package static let allowsDots = false
    package let text: String
    package init(trusted text: String) { self.text = text }
}

/// Names a team; stands in topics.
package struct TeamID: Identifier {
    package static let allowsDots = false
    package let text: String
    package init(trusted text: String) { self.text = text }
}

/// Names a simulation; stands in topics.
package struct SimulationID: Identifier {
    package static let allowsDots = false
    package let text: String
    package init(trusted text: String) { self.text = text }
}

/// Names one daemon among several on a broker; stands in topics.
package struct InstanceID: Identifier {
    package static let allowsDots = false
    package let text: String
    package init(trusted text: String) { self.text = text }
}

/// Names a timeline, and with it its file.
package struct TimelineID: Identifier {
    package static let allowsDots = true
    package let text: String
    package init(trusted text: String) { self.text = text }
}

/// Names an inject, once in an exercise.
package struct InjectID: Identifier {
    package static let allowsDots = true
    package let text: String
    package init(trusted text: String) { self.text = text }
}

/// Names a rule, once in a scenario.
package struct RuleID: Identifier {
    package static let allowsDots = true
    package let text: String
    package init(trusted text: String) { self.text = text }
}
