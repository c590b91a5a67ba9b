import ArgumentParser
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Glibc

/// Drives the real daemon, a real broker and teams of its own through faults, and says which promises broke.
@main
struct Chaos: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos", abstract: "Breaks the daemon, its broker, its store and its clock, and judges each trial."
    )

    @Argument(help: "The faults; all of them by default.") var faults: [String] = []
    @Flag(help: "List the faults.") var list = false
    @Option(help: "The program under test.") var program = ".build/release/whitecell"
    @Option(help: "A library that makes system calls fail, for the faults that need it.") var shim: String?
    @Option(help: "Trials of each fault.") var trials = 20
    @Option(help: "What the random instants follow from.") var seed: UInt64 = 1
    @Option(help: "Begin no fault after so many seconds, and say which were left out.") var within: Int64?
    @Flag(help: "The long form of those faults that have one.") var long = false
    @Option(help: "Write the table there, as Markdown.") var markdown: String?

    func run() throws {
        if list {
            for fault in Fault.all { say("\(fault.name): \(fault.summary)") }
            return
        }
        let unknown = faults.filter { name in !Fault.all.contains { $0.name == name } }
        guard unknown.isEmpty else {
            throw ValidationError("no fault is called '\(unknown[0])'; --list names them all")
        }
        guard let program = realpath(program, nil) else {
            throw ValidationError("\(self.program) is not there; --program says where it is")
        }
        defer { free(program) }
        // A broker that is gone while we write to it is no end of ours.
        signal(SIGPIPE, SIG_IGN)
        var options = Stage.Options(program: String(cString: program), isLong: long)
        options.shim = shim.flatMap { path in realpath(path, nil).map { String(cString: $0) } }
        let chosen = faults.isEmpty ? Fault.all : Fault.all.filter { faults.contains($0.name) }
        let limit = within.map { SystemClock.wall().adding(microseconds: $0 * 1_000_000) } ?? .never
        let rows = chosen.map { row(of: $0, options, limit) }
        if let markdown, !FaultTable.write(rows, to: markdown) { throw ValidationError("cannot write \(markdown)") }
        if rows.contains(where: { $0.violated > 0 }) { throw ExitCode(1) }
    }

    private func row(of fault: Fault, _ options: Stage.Options, _ limit: WallInstant) -> FaultFigures {
        var figures = FaultFigures(fault: fault)
        if let need = fault.need, !need.isMet(options) {
            figures.leftOut = "needs \(need.rawValue)"
        } else if let within, SystemClock.wall() >= limit {
            figures.leftOut = "\(within) s were over"
        } else {
            for number in 0..<trials {
                // The same trial for the same seed, whichever others run beside it.
                let outcome = Trial.run(fault, seed: seed &* 1_000 &+ UInt64(number), options)
                figures.take(outcome)
                for violation in outcome.violations.prefix(6) {
                    say("  \(fault.name), trial \(number + 1) of seed \(seed): \(violation)")
                }
            }
        }
        say(figures.line)
        return figures
    }

    private func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(1, bytes, bytes.count)
    }
}
