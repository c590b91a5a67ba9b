/// Durations in milliseconds, counted in buckets that grow by an eighth, so that a percentile is at most 12.5 % high.
package struct LatencyHistogram: Equatable, Sendable {
    private var buckets = [Int32](repeating: 0, count: 512)
    package private(set) var count = 0
    package private(set) var sum: Int64 = 0
    package private(set) var maximum: Int64 = 0

    package init() {}

    /// The mean, or 0 without values.
    package var average: Double { count == 0 ? 0 : Double(sum) / Double(count) }

    /// Counts one duration; a negative one, which a jump of the calendar clock can make, counts as 0.
    package mutating func add(_ milliseconds: Int64) {
        let value = max(0, milliseconds)
        buckets[LatencyHistogram.bucket(value)] += 1
        count += 1
        sum += value
        maximum = max(maximum, value)
    }

    /// The upper end of the bucket below which this share of the values lies; 0 without values.
    package func percentile(_ hundredths: Int) -> Int64 {
        guard count > 0 else { return 0 }
        let wanted = max(1, (count * hundredths + 99) / 100)
        var seen = 0
        for (index, number) in buckets.enumerated() {
            seen += Int(number)
            if seen >= wanted { return min(maximum, LatencyHistogram.upperEnd(index)) }
        }
        return maximum
    }

    private static func bucket(_ value: Int64) -> Int {
        guard value >= 8 else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount
        return 8 + (exponent - 3) * 8 + Int((value >> (exponent - 3)) & 7)
    }

    private static func upperEnd(_ bucket: Int) -> Int64 {
        guard bucket >= 8 else { return Int64(bucket) }
        let exponent = (bucket - 8) / 8
        let step = Int64((bucket - 8) % 8 + 9)
        return exponent > 58 ? .max : (step << exponent) - 1
    }
}
