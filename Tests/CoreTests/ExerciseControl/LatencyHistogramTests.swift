import ExerciseControl
import ExerciseTestKit
import Testing

@Suite struct LatencyHistogramTests {
    private func histogram(_ values: [Int64]) -> LatencyHistogram {
        values.reduce(into: LatencyHistogram()) { $0.add($1) }
    }

    @Test func `without values everything is 0`() {
        let empty = LatencyHistogram()
        #expect([empty.percentile(50), empty.percentile(99), empty.maximum, Int64(empty.average)] == [0, 0, 0, 0])
    }

    @Test func `small values are exact`() {
        let tens = histogram([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        #expect(
            [tens.percentile(50), tens.percentile(90), tens.percentile(99), tens.percentile(100)] == [5, 9, 10, 10])
        #expect([tens.average, Double(tens.maximum)] == [5.5, 10])
    }

    @Test func `a negative duration counts as 0`() {
        #expect(histogram([-5]).percentile(50) == 0)
    }

    @Test func `a percentile is never low and at most an eighth high`() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<200 {
            let values = (0..<100).map { _ in Int64(1) << Int64.random(in: 0..<40, using: &random) | 5 }.sorted()
            let histogram = histogram(values)
            for hundredths in [1, 50, 90, 99, 100] {
                let exact = values[hundredths - 1]
                #expect(histogram.percentile(hundredths) >= exact)
                #expect(histogram.percentile(hundredths) <= exact + exact / 8)
            }
        }
    }

    @Test func `the longest durations fit`() {
        let long = histogram([.max])
        #expect([long.percentile(50), long.percentile(99)] == [.max, .max])
    }
}
