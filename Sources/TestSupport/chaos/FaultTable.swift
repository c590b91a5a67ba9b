import Glibc

/// What became of the trials of one fault.
struct FaultFigures {
    let fault: Fault
    /// Why no trial was made.
    var leftOut: String?
    private(set) var trials = 0
    /// Trials with at least one violation.
    private(set) var violated = 0
    private var recoveries: [Double] = []
    private var clockErrors: [Double] = []
    private var seconds = 0.0

    init(fault: Fault) { self.fault = fault }

    mutating func take(_ outcome: Trial.Outcome) {
        trials += 1
        if !outcome.violations.isEmpty { violated += 1 }
        if let recovery = outcome.recovery { recoveries.append(recovery) }
        if let error = outcome.clockError { clockErrors.append(error) }
        seconds += outcome.seconds
    }

    /// One line to read.
    var line: String {
        if let leftOut { return "\(fault.name): left out: \(leftOut)" }
        return "\(fault.name): \(trials) trials, \(violated) with violations, recovery p50 \(rank(recoveries, 50)) s "
            + "p99 \(rank(recoveries, 99)) s, clock off by \(rank(clockErrors, 100)) ms at most, "
            + "\(Self.decimal(seconds / Double(max(trials, 1)))) s each"
    }

    /// One row of a table.
    var cells: [String] {
        if let leftOut { return ["`\(fault.name)`", fault.summary, "left out: \(leftOut)", "", "", "", ""] }
        return [
            "`\(fault.name)`", fault.summary, "\(trials)", "\(violated)", rank(recoveries, 50), rank(recoveries, 99),
            rank(clockErrors, 100),
        ]
    }

    private func rank(_ values: [Double], _ hundredths: Int) -> String {
        values.isEmpty ? "–" : Self.decimal(values.sorted()[(values.count * hundredths + 99) / 100 - 1])
    }

    private static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst())"
    }
}

/// The table of a run.
enum FaultTable {
    private static let head = [
        "fault", "what happens", "trials", "violated", "recovery p50, s", "p99, s", "clock off, ms at most",
    ]

    /// Writes it as Markdown; answers whether that worked.
    static func write(_ rows: [FaultFigures], to path: String) -> Bool {
        let lines = [head, ["---", "---", "--:", "--:", "--:", "--:", "--:"]] + rows.map(\.cells)
        let text = lines.map { "| \($0.joined(separator: " | ")) |\n" }.joined()
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    }
}
