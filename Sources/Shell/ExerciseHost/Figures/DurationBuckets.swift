/// Durations counted in the buckets that monitoring asks for: exact at their bounds, which a histogram of percentiles
/// is not.
package struct DurationBuckets: Equatable, Sendable {
    /// The upper bounds of all buckets but the last, in milliseconds.
    package static let bounds: [Int64] = [
        1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000,
    ]

    private var counts = [Int64](repeating: 0, count: bounds.count + 1)
    /// Milliseconds, all together.
    package private(set) var sum: Int64 = 0

    package init() {}

    /// Counts one duration; a negative one counts as 0.
    package mutating func add(_ milliseconds: Int64) {
        let value = max(0, milliseconds)
        counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
        sum += value
    }

    /// For each bound how many durations are at most as long, and last how many there are.
    package var cumulative: [Int64] {
        var total: Int64 = 0
        return counts.map { count in
            total += count
            return total
        }
    }
}
