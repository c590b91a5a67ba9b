import CLinux
import Foundation
import Glibc

/// A program that a test has started; what it writes stands in two files. It is killed when the last reference goes.
final class ChildProcess {
    let pid: pid_t
    private let outputFile: URL
    private let errorFile: URL
    private var ending: Int32?

    /// Why there is no process, or no end of one.
    enum Fault: Error {
        case notStarted(String, reason: String)
        case stillRunning(output: String, errors: String)
    }

    /// Starts a program in a folder; of the environment it gets these variables and no others.
    init(_ program: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:]) throws {
        let name = "\((program as NSString).lastPathComponent)-\(UUID().uuidString.prefix(8))"
        outputFile = folder.appendingPathComponent(name + ".out")
        errorFile = folder.appendingPathComponent(name + ".err")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputFile.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errorFile.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        // The thread that runs a test may block signals; a shell's child does not.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        // `env` changes to the folder and becomes the program.
        let line = ["env", "-C", folder.path, program] + arguments
        let words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
        let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid: pid_t = 0
        let status = posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, words, variables)
        guard status == 0 else { throw Fault.notStarted(program, reason: String(cString: strerror(status))) }
        self.pid = pid
    }

    deinit { if status == nil { kill() } }

    /// What it has written to stdout so far.
    var output: String { Self.text(outputFile) }

    /// What it has written to stderr so far.
    var errors: String { Self.text(errorFile) }

    /// Its exit status, 128 and the signal for one that was killed; `nil` while it runs.
    var status: Int32? {
        if let ending { return ending }
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        let signal = status & 0x7F
        ending = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        return ending
    }

    /// Sends a signal, unless it has ended.
    func signal(_ signal: Int32) { if status == nil { Glibc.kill(pid, signal) } }

    /// SIGKILL, and waits for the end.
    func kill() {
        signal(SIGKILL)
        _ = Patience.wait { status != nil }
    }

    /// Waits for the end and gives the exit status.
    func wait(atMost seconds: Double = 15) throws -> Int32 {
        guard Patience.wait(atMost: seconds, until: { status != nil }), let status else {
            throw Fault.stillRunning(output: output, errors: errors)
        }
        return status
    }

    private static func text(_ file: URL) -> String {
        String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    }
}
