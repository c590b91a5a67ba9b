import CLinux
import Glibc

/// SIGINT, SIGTERM and others as something to read, so that a verb can end in order.
final class Signals: Sendable {
    /// Readable when a signal has come.
    let descriptor: Int32

    /// Takes SIGINT, SIGTERM and these away from every thread that is started from now on.
    init(and others: [Int32] = []) {
        signal(SIGPIPE, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM] + others { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
    }

    deinit { close(descriptor) }

    /// The signal that has come, or `nil`.
    func take() -> Int32? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(descriptor, &info, size) == size else { return nil }
        return Int32(info.ssi_signo)
    }
}
