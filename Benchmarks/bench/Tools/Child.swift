import CLinux
import ExerciseHost
import ExerciseModel
import Glibc

/// A child process whose output goes to a file; ended with its owner.
final class Child {
    let pid: pid_t
    /// The instant before it was started.
    let startedAt: WallInstant
    private let output: String
    private var isOver = false

    /// Starts `words` in a folder, with these variables beside our own.
    init(
        _ words: [String], environment: [String: String] = [:], in folder: String, output: String
    ) throws(BenchFault) {
        self.output = "\(folder)/\(output)"
        let inherited = Self.inherited().filter { entry in !environment.keys.contains { entry.hasPrefix($0 + "=") } }
        var arguments = Self.copies(words)
        var variables = Self.copies(inherited + environment.map { "\($0)=\($1)" })
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            for text in arguments + variables { free(text) }
        }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, self.output, flags, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, self.output + ".err", flags, 0o644)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var started: pid_t = 0
        // Every path here is absolute: the folder is the child's, which looks for files in its own.
        guard chdir(folder) == 0 else { throw BenchFault("\(folder): \(String(cString: strerror(errno)))") }
        startedAt = SystemClock.wall()
        let status = posix_spawn(&started, words[0], &actions, nil, &arguments, &variables)
        guard status == 0 else { throw BenchFault("\(words[0]): \(String(cString: strerror(status)))") }
        pid = started
    }

    deinit { end(SIGKILL) }

    /// What it has written so far.
    var text: String { WholeFile.text(output) }

    /// Sends a signal and waits for the end.
    func end(_ signal: Int32) {
        guard !isOver else { return }
        kill(pid, signal)
        _ = reap()
    }

    /// Waits for its end; a status other than 0 is a fault.
    func finish() throws(BenchFault) {
        let status = reap()
        guard status == 0 else {
            throw BenchFault("a child ended with \(status): \(WholeFile.text(output + ".err"))")
        }
    }

    /// Waits until the output holds this word.
    func awaitOutput(_ word: String, within seconds: Int64) throws(BenchFault) {
        let limit = SystemClock.wall().adding(microseconds: seconds * 1_000_000)
        while !text.contains(word) {
            guard SystemClock.wall() < limit, kill(pid, 0) == 0 else {
                throw BenchFault("a child said no '\(word)' in \(seconds) s: \(WholeFile.text(output + ".err"))")
            }
            usleep(2_000)
        }
    }

    private func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        isOver = true
        return status
    }

    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }

    private static func inherited() -> [String] {
        var entries: [String] = []
        var next = environ
        while let entry = next.pointee {
            entries.append(String(cString: entry))
            next += 1
        }
        return entries
    }
}
