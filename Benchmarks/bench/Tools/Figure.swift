import ExerciseModel

/// One line of the outcome: our figure beside the reference of the same run.
struct Figure {
    var name: String
    var unit: String
    var ours: Double
    /// What bare programs did in the same run; `nil` where nothing compares.
    var reference: Double?
    /// In words, and whether it was reached.
    var target: String
    var isMet: Bool
    /// What keeps it from being better.
    var boundBy: String
    var details: [(String, Double)] = []

    /// Ours by the reference.
    var ratio: Double? { reference.flatMap { $0 > 0 ? ours / $0 : nil } }

    func tell() {
        let line = JSONWriter.object { writer in
            writer.field("name", name)
            writer.field("unit", unit)
            writer.decimal("ours", Self.thousandths(ours), digits: 3)
            if let reference {
                writer.decimal("reference", Self.thousandths(reference), digits: 3)
            } else {
                writer.null("reference")
            }
            if let ratio { writer.decimal("ratio", Self.thousandths(ratio), digits: 3) } else { writer.null("ratio") }
            writer.field("target", target)
            writer.field("met", isMet)
            writer.field("bound_by", boundBy)
            for (key, value) in details {
                writer.key(dynamic: key)
                writer.decimal(Self.thousandths(value), digits: 3)
            }
        }
        Output.write(String(decoding: line, as: UTF8.self))
    }

    private static func thousandths(_ value: Double) -> Int64 { Int64((value * 1_000).rounded()) }
}

/// Order statistics.
enum Sample {
    /// The value below which so many hundredths lie; 0 of none.
    static func rank(_ values: [Double], _ hundredths: Int) -> Double {
        values.isEmpty ? 0 : values.sorted()[(values.count - 1) * hundredths / 100]
    }

    static func median(_ values: [Double]) -> Double { rank(values, 50) }
}
