import CLinux
import Glibc

/// A program that a trial has started; it is killed when the last reference goes.
final class Child {
    let pid: pid_t
    private let output: String
    private let errorOutput: String
    private var ending: Int32?

    /// Starts `words` in a folder, with these variables alone; what it writes stands there in files of this name.
    init(_ words: [String], environment: [String: String], in folder: String, name: String) throws(TrialFault) {
        (output, errorOutput) = ("\(folder)/\(name).out", "\(folder)/\(name).err")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errorOutput, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        // `env` changes to the folder, `setpriv` has the kernel kill the program when we are killed, and becomes it.
        let prefix = ["env", "-C", folder, "/usr/bin/setpriv", "--pdeathsig", "KILL"]
        var arguments = Self.copies(prefix + words)
        var variables = Self.copies(environment.map { "\($0)=\($1)" })
        defer { for text in arguments + variables { free(text) } }
        var started: pid_t = 0
        let status = posix_spawn(&started, "/usr/bin/env", &actions, nil, &arguments, &variables)
        guard status == 0 else { throw TrialFault("\(words[0]): \(String(cString: strerror(status)))") }
        pid = started
    }

    deinit { end(SIGKILL) }

    /// What it has written to stdout so far, what others of the same name wrote before included.
    var text: String { Scratch.text(output) }

    /// The same for stderr.
    var errors: String { Scratch.text(errorOutput) }

    /// Its exit status, 128 and the signal for one that was killed; `nil` while it runs.
    var status: Int32? {
        if ending == nil {
            var status: Int32 = 0
            if waitpid(pid, &status, WNOHANG) == pid { note(status) }
        }
        return ending
    }

    /// Sends a signal, unless it has ended.
    func signal(_ number: Int32) { if status == nil { kill(pid, number) } }

    /// Sends a signal and waits for the end.
    func end(_ number: Int32) {
        guard status == nil else { return }
        kill(pid, number)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        note(status)
    }

    /// Waits for the end and gives the exit status.
    func finish(within seconds: Double = 30) throws(TrialFault) -> Int32 {
        try Patience.demand("process \(pid) ends", within: seconds) { status != nil }
        return status ?? -1
    }

    private func note(_ status: Int32) {
        let number = status & 0x7F
        ending = number == 0 ? (status >> 8) & 0xFF : 128 + number
    }

    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }
}
