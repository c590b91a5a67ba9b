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

/// A point of CLOCK_BOOTTIME: microseconds since the machine started, its sleep included. No pause stops it.
package struct WallInstant: Hashable, Comparable, Sendable {
    /// Microseconds since the machine started.
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Later than any deadline.
    package static let never = WallInstant(microseconds: .max)

    /// The instant that is so many microseconds later; `never` stays `never`.
    package func adding(microseconds delta: Int64) -> WallInstant {
        let (sum, overflow) = microseconds.addingReportingOverflow(delta)
        return overflow ? .never : WallInstant(microseconds: sum)
    }

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}

/// A point of the calendar: milliseconds since 1970-01-01T00:00:00Z. It may jump, and is only ever shown.
package struct UTCInstant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}

/// The instant of one turn, read once from both clocks and handed to every decision in it.
package struct Moment: Hashable, Sendable {
    /// CLOCK_BOOTTIME.
    package var wall: WallInstant
    /// CLOCK_REALTIME.
    package var utc: UTCInstant

    package init(wall: WallInstant, utc: UTCInstant) {
        self.wall = wall
        self.utc = utc
    }
}

/// How many exercise seconds pass in a wall second, kept in thousandths so that arithmetic stays exact.
package struct Rate: Hashable, Comparable, Sendable {
    /// Thousandths: 1000 is real time.
    package let thousandths: Int64

    /// Takes 0.1 to 1000, in thousandths.
    package init?(thousandths: Int64) {
        guard Self.allowed.contains(thousandths) else { return nil }
        self.thousandths = thousandths
    }

    private init(unchecked thousandths: Int64) { self.thousandths = thousandths }

    /// Real time.
    package static let one = Rate(unchecked: 1_000)
    /// 0.1 to 1000 (`contract.md`, `speed`).
    package static let allowed: ClosedRange<Int64> = 100...1_000_000

    package static func < (left: Self, right: Self) -> Bool { left.thousandths < right.thousandths }
}
