/// Names a saga: by the position in the log at which it began, so never twice in an exercise.
package struct SagaID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var position: Int64

    package init(_ position: Int64) { self.position = position }

    /// Reads `saga_<position>`.
    package init?(_ text: String) {
        // No sign and no leading zero: a saga has one spelling.
        guard text.hasPrefix("saga_"), let first = text.utf8.dropFirst(5).first, first > UInt8(ascii: "0"),
            let position = Int64(text.dropFirst(5))
        else { return nil }
        self.position = position
    }

    /// As the outside knows it.
    package var description: String { "saga_\(position)" }

    package static func < (left: SagaID, right: SagaID) -> Bool { left.position < right.position }
}

/// One step of a saga, doing or undoing.
package struct StepName: Hashable, Sendable {
    /// Whether it is done or taken back.
    package enum Phase: String, CaseIterable, Sendable {
        case `do`
        case undo
    }

    /// Counts all actions of a rule from 0, stage by stage.
    package var index: Int
    package var phase: Phase

    package init(_ index: Int, _ phase: Phase) {
        self.index = index
        self.phase = phase
    }
}
