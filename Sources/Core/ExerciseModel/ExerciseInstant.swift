/// A point of exercise time: microseconds since STARTEX. It stops with a pause and follows the rate.
package struct ExerciseInstant: Hashable, Comparable, Sendable {
    /// Microseconds since STARTEX.
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }
    package init(milliseconds: Int64) { microseconds = milliseconds * 1_000 }
    package init(seconds: Int64) { microseconds = seconds * 1_000_000 }

    /// STARTEX.
    package static let zero = ExerciseInstant(microseconds: 0)
    /// Later than any instant of an exercise.
    package static let never = ExerciseInstant(microseconds: .max)

    /// Whole seconds since STARTEX, rounded down.
    package var seconds: Int64 { microseconds / 1_000_000 }
    /// Whole milliseconds since STARTEX, rounded down.
    package var milliseconds: Int64 { microseconds / 1_000 }

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}
