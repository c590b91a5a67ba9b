import Glibc

/// `bench NAME [--short]`: runs one bench and prints its lines.
@main struct Bench {
    private static let benches: [(name: String, run: @Sendable (Workplace) throws(BenchFault) -> Void)] = [
        ("lateness", LatenessBench.run), ("burst", BurstBench.run), ("drift", DriftBench.run),
        ("appends", AppendBench.run), ("replay", ReplayBench.run), ("start", StartBench.run),
        ("restart", RestartBench.run), ("rehearse", RehearseBench.run), ("twenty", TwentyBench.run),
        ("thousands", ThousandsBench.run), ("memory", MemoryBench.run),
    ]

    static func main() {
        var words = CommandLine.arguments.dropFirst()
        let isShort = words.contains("--short")
        words.removeAll { $0 == "--short" }
        guard words.count == 1, let bench = benches.first(where: { $0.name == words.first }) else {
            complain("usage: bench \(benches.map(\.name).joined(separator: "|")) [--short]")
            exit(2)
        }
        do throws(BenchFault) {
            try bench.run(try Workplace(isShort: isShort))
        } catch {
            complain("bench \(bench.name): \(error.sentence)")
            exit(1)
        }
    }

    private static func complain(_ line: String) { Output.write(line, to: 2) }
}

/// The lines of the program, each in one write.
enum Output {
    static func write(_ line: String, to descriptor: Int32 = 1) {
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
    }
}

/// Why a bench has no figure, in one sentence.
struct BenchFault: Error {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}
