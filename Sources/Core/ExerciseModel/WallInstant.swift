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
