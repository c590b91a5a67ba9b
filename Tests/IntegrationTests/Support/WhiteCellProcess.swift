import ExerciseModel
import Foundation
import Glibc

/// The program as a user starts it, from beside the running tests.
final class WhiteCellProcess {
    private let child: ChildProcess

    /// What an ended program left.
    struct Ending: Equatable {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Starts it in a folder; a sanitizer's options go with it.
    init(_ arguments: [String], in folder: URL, environment: [String: String]) throws {
        var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "TMPDIR": folder.path, "USER": "ada"]
        for name in ["TSAN_OPTIONS", "ASAN_OPTIONS"] {
            if let value = ProcessInfo.processInfo.environment[name] { variables[name] = value }
        }
        variables.merge(environment) { _, new in new }
        child = try ChildProcess(Self.program, arguments, in: folder, environment: variables)
    }

    var pid: pid_t { child.pid }
    var output: String { child.output }
    var errors: String { child.errors }
    var isRunning: Bool { child.status == nil }

    /// SIGKILL, and waits for the end.
    func kill() { child.kill() }

    /// SIGTERM, and gives the exit status.
    func terminate() throws -> Int32 { try end(SIGTERM).status }

    /// Sends a signal and waits for the end.
    func end(_ signal: Int32) throws -> Ending {
        child.signal(signal)
        return try wait()
    }

    /// Waits for the end.
    func wait(atMost seconds: Double = 15) throws -> Ending {
        let status = try child.wait(atMost: seconds)
        return Ending(status: status, output: output, errors: errors)
    }

    /// Waits until a log line tells of such an event.
    func waits(for event: String, atMost seconds: Double = 10) -> Bool {
        Patience.wait(atMost: seconds) { tells(event) }
    }

    /// Whether a log line tells of such an event.
    func tells(_ event: String) -> Bool { errors.contains("\"event\":\"\(event)\"") }

    /// The program stands where the build put the tests.
    private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("whitecell").path
}

extension WhiteCellProcess {
    /// Waits until `serve` has told where its HTTP is.
    func httpPort() -> UInt16? {
        _ = Patience.wait { output.contains("start one:") }
        return output.firstMatch(of: /HTTP at http:\/\/127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.output.1) }
    }

    /// How many log lines tell of such an event.
    func count(of event: String) -> Int { errors.ranges(of: "\"event\":\"\(event)\"").count }
}
