/// One metric: its name, its words, and how its samples are read off a scrape. The list of all of them is what
/// `docs/operations.md` shows.
package struct MetricFamily: Sendable {
    /// What Prometheus calls the type.
    package enum Kind: String, Sendable { case gauge, counter, histogram, summary }

    package let name: String
    package let kind: Kind
    package let labels: [String]
    package let help: String
    let write: @Sendable (Scrape, inout SampleWriter) -> Void

    init(
        _ name: String, _ kind: Kind, _ labels: [String] = [], help: String,
        write: @escaping @Sendable (Scrape, inout SampleWriter) -> Void
    ) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
        self.write = write
    }

    /// Every metric, in the order of the exposition.
    package static let all = daemon + exercise + tallied + process

    /// The exposition of a scrape.
    package static func text(_ scrape: Scrape) -> [UInt8] {
        var writer = SampleWriter()
        for family in all {
            writer.begin(family)
            family.write(scrape, &writer)
        }
        return writer.text
    }
}
