import ExerciseHost
import ExerciseModel

/// Writes samples in Prometheus' text format 0.0.4. Label values are identifiers and words of our own: none needs an
/// escape.
struct SampleWriter {
    private(set) var text: [UInt8] = []
    private var name = ""
    private var labels: [String] = []

    /// Writes what heads a metric's samples.
    mutating func begin(_ family: MetricFamily) {
        (name, labels) = (family.name, family.labels)
        append("# HELP \(name) \(family.help)\n# TYPE \(name) \(family.kind.rawValue)\n")
    }

    /// A whole number; values of the labels in their order.
    mutating func add(_ values: String..., is number: Int64) { line("", values, number, digits: 0) }

    /// A truth value as 1 or 0.
    mutating func add(_ values: String..., is flag: Bool) { line("", values, flag ? 1 : 0, digits: 0) }

    /// A number of 10⁻ᵈ.
    mutating func add(_ values: String..., is scaled: Int64, digits: Int) { line("", values, scaled, digits: digits) }

    /// Milliseconds in buckets, as seconds.
    mutating func add(_ value: String, is buckets: DurationBuckets) {
        let cumulative = buckets.cumulative
        for (bound, count) in zip(DurationBuckets.bounds, cumulative) {
            line("_bucket", [value], count, digits: 0, bound: bound)
        }
        line("_bucket", [value], cumulative.last ?? 0, digits: 0, bound: .max)
        line("_sum", [value], buckets.sum, digits: 3)
        line("_count", [value], cumulative.last ?? 0, digits: 0)
    }

    /// A sum of microseconds, as seconds, and how many made it.
    mutating func add(sum microseconds: Int64, count: Int64) {
        line("_sum", [], microseconds, digits: 6)
        line("_count", [], count, digits: 0)
    }

    private mutating func line(
        _ suffix: String, _ values: [String], _ scaled: Int64, digits: Int, bound: Int64? = nil
    ) {
        append(name)
        append(suffix)
        var mark = "{"
        for (label, value) in zip(labels, values) {
            append(mark)
            append(label)
            append("=\"")
            append(value)
            append("\"")
            mark = ","
        }
        if let bound {
            append(mark)
            append("le=\"")
            if bound == .max { append("+Inf") } else { number(bound, digits: 3) }
            append("\"")
            mark = ","
        }
        append(mark == "{" ? " " : "} ")
        number(scaled, digits: digits)
        append("\n")
    }

    private mutating func number(_ scaled: Int64, digits: Int) {
        if digits == 0 { append(String(scaled)) } else { DecimalText.append(scaled, digits: digits, to: &text) }
    }

    private mutating func append(_ words: String) { text.append(contentsOf: words.utf8) }
}
