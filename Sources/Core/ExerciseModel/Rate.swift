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
