import ArgumentParser
import ExerciseModel
import Glibc
import SeededExercise

/// Lives many exercises from seeds and says which of them broke a promise.
@main
struct Seeds: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seeds", abstract: "Lives simulated exercises from seeds and judges each.")

    @Option(help: "How many seeds to live.") var count: UInt64 = 2_000
    @Option(help: "The first seed.") var first: UInt64 = 1
    @Option(help: "Live this seed only.") var seed: UInt64?
    @Option(help: "How many threads to use.") var threads = 2
    @Flag(help: "Print the log and what the teams got.") var verbose = false

    func run() throws {
        let chosen = seed.map { $0..<$0 + 1 } ?? first..<first + count
        let report = SeedRun(chosen, threads: max(1, threads)).run()
        for verdict in report.failed.sorted(by: { $0.seed < $1.seed }) {
            say("seed \(verdict.seed):")
            for violation in verdict.violations.prefix(12) { say("  \(violation)") }
            if verdict.violations.count > 12 { say("  … \(verdict.violations.count) in all") }
            say("  again: seeds --seed \(verdict.seed) --verbose")
        }
        if verbose, let last = report.last { SeedStory.tell(last, say) }
        let sum = report.counters
        say(
            "\(sum.seconds / 3_600) hours of exercises: \(sum.events) events in \(sum.turns) turns, "
                + "\(sum.released) releases, \(sum.delivered) deliveries, \(sum.messages) messages, "
                + "\(sum.commands) commands, \(sum.crashes) crashes, \(sum.losses) lost links, "
                + "\(sum.outages) store failures, \(sum.rivals) rivals; \(sum.reports) events of simulations of "
                + "\(sum.said) said, \(sum.sagas) sagas, \(sum.steps) steps, \(sum.departures) departures")
        say("\(report.passed) passed, \(report.failed.count) failed")
        if !report.failed.isEmpty { throw ExitCode(1) }
    }

    private func say(_ line: String) {
        var bytes = Array((line + "\n").utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            bytes.removeFirst(written)
        }
    }
}
