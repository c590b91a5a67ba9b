import CLinux
import ExerciseHost
import ExerciseModel
import Glibc

/// The system's mosquitto as a supervised child on loopback: started again when it dies, gone with us even after a
/// kill -9.
///
/// The kernel kills the child when the *thread* that started it ends, so one thread that lives as long as the process
/// starts it, waits for it and starts it again. It must run as our own user: a process that changes its user loses
/// that signal.
package final class OwnBroker: @unchecked Sendable {
    // `@unchecked`: the child's state is guarded, all else never changes.
    package let port: UInt16
    private let claim: Int32
    private let folder: String
    private let child = Guarded(Child())
    private let report: @Sendable (String) -> Void
    private let supervisor = Guarded<LoopThread?>(nil)

    private struct Child {
        var pid: pid_t = 0
        var isStopping = false
        var starts = 0
    }

    /// Why no broker of our own can be had.
    package enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
        case noProgram(String)
        case portTaken(UInt16)
        case noPort
        case noFolder(String)
        case noThread(String)

        package var description: String {
            switch self {
            case .noProgram(let name):
                "\(name) is not installed, and MQTT_BROKER_HOST is not set: apt install mosquitto, or name a broker"
            case .portTaken(let port):
                "port \(port) is taken: set MQTT_BROKER_HOST=127.0.0.1 to use the broker there, or another "
                    + "MQTT_BROKER_PORT for one of our own"
            case .noPort: "no port from 1883 to 1982 is free for a broker of our own"
            case .noFolder(let reason): "no folder for the broker's configuration: \(reason)"
            case .noThread(let reason): "the broker cannot be supervised: \(reason)"
            }
        }
    }

    /// Starts the broker on a port, or on the next free one from 1883 on; `report` hears of each end that nobody
    /// ordered.
    package init(port wanted: UInt16?, report: @escaping @Sendable (String) -> Void) throws(Fault) {
        for program in ["mosquitto", "setpriv"] where ProgramPath.find(program) == nil {
            throw .noProgram(program)
        }
        if let wanted {
            guard let claim = FreePort.claim(wanted) else { throw .portTaken(wanted) }
            (port, self.claim) = (wanted, claim)
        } else {
            guard let (port, claim) = FreePort.claimFirst(from: 1_883) else { throw .noPort }
            (self.port, self.claim) = (port, claim)
        }
        self.report = report
        var template = Array("\(ProcessEnvironment.variable("TMPDIR") ?? "/tmp")/whitecell-broker-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw .noFolder(String(cString: strerror(errno))) }
        folder = String(cString: made)
        guard TextFile.replace(folder + "/mosquitto.conf", with: Array(configuration.utf8)) else {
            throw .noFolder(String(cString: strerror(errno)))
        }
        do throws(LoopFault) {
            let thread = try LoopThread(name: "broker", work: Supervision(broker: self))
            supervisor.withLock { $0 = thread }
        } catch {
            throw .noThread(error.description)
        }
        awaitListening()
    }

    /// Waits until the broker takes connections, 2 s at most: whoever connects next need not try twice.
    private func awaitListening() {
        for _ in 0..<400 where !FreePort.isOpen(port) { poll(nil, 0, 5) }
    }

    /// Ends the broker and takes its folder away.
    package func stop() {
        child.withLock { child in
            child.isStopping = true
            if child.pid > 0 { kill(child.pid, SIGTERM) }
        }
        _ = supervisor.withLock { $0 }?.join(within: 3_000_000)
        unlink(folder + "/mosquitto.conf")
        rmdir(folder)
        close(claim)
    }

    private var configuration: String {
        """
        # Made for one run of the daemon: what a restart needs is in the daemon's own log.
        listener \(port) 127.0.0.1
        allow_anonymous true
        user \(ProgramPath.userName)
        persistence false
        set_tcp_nodelay true
        max_inflight_messages 1000
        max_queued_messages 10000000
        sys_interval 0
        log_dest none

        """
    }

    /// Starts the child and waits for its end; gives the pause before the next start, or `nil` when it was ordered.
    fileprivate func superviseOnce() -> Int64? {
        let started = child.withLock { child -> pid_t? in
            guard !child.isStopping else { return nil }
            child.pid = spawn()
            child.starts += 1
            return child.pid
        }
        guard let started else { return nil }
        guard started > 0 else {
            report("the broker cannot be started: \(String(cString: strerror(errno)))")
            return 1_000_000
        }
        var status: Int32 = 0
        while waitpid(started, &status, 0) < 0, errno == EINTR {}
        let ordered = child.withLock { child in
            child.pid = 0
            return child.isStopping
        }
        guard !ordered else { return nil }
        report("the broker on port \(port) ended and is started again")
        return 200_000
    }

    private func spawn() -> pid_t {
        let words = [
            "setpriv", "--pdeathsig", "KILL", "--", ProgramPath.find("mosquitto") ?? "mosquitto", "-c",
            folder + "/mosquitto.conf",
        ]
        guard let program = ProgramPath.find("setpriv") else { return -1 }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Its own process group: a Ctrl-C in the terminal is for us, and we end it when our work is done.
        posix_spawnattr_setpgroup(&attributes, 0)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var pid: pid_t = 0
        let status = posix_spawn(&pid, program, &actions, &attributes, arguments, environ)
        if status != 0 { errno = status }
        return status == 0 ? pid : -1
    }
}

/// The supervising thread's work; it blocks while the child lives.
private final class Supervision: LoopWork {
    private let broker: OwnBroker

    init(broker: OwnBroker) { self.broker = broker }

    func turn(_ poller: Poller) -> WallInstant? {
        broker.superviseOnce().map { SystemClock.wall().adding(microseconds: $0) }
    }
}
