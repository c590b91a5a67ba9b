import CLinux
import ExerciseModel
import Glibc

/// An epoll set with a bell: one thread sleeps in it, any thread may ring.
final class Poller: @unchecked Sendable {
    // `@unchecked`: only `ring` is called from other threads, and it touches nothing but the descriptor of the bell.
    private let epoll: Int32
    private let bell: Int32
    private var interest: [Int32: UInt32] = [:]
    private var happened: [epoll_event] = Array(repeating: epoll_event(), count: 8)
    private var count = 0

    init() throws(LoopFault) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .noDescriptor(errno: errno) }
        bell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard bell >= 0 else {
            let code = errno
            close(epoll)
            throw .noDescriptor(errno: code)
        }
        watch(bell, writing: false)
    }

    deinit {
        close(bell)
        close(epoll)
    }

    /// Ends the sleep, or the next one; from any thread.
    func ring() {
        var one: UInt64 = 1
        _ = write(bell, &one, 8)
    }

    /// Watches a descriptor for reading, and for room to write if asked.
    func watch(_ descriptor: Int32, writing: Bool) {
        let wanted = EPOLLIN.rawValue | (writing ? EPOLLOUT.rawValue : 0)
        let known = interest.updateValue(wanted, forKey: descriptor)
        guard known != wanted else { return }
        var event = epoll_event()
        event.events = wanted
        event.data.fd = descriptor
        epoll_ctl(epoll, known == nil ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event)
    }

    /// Stops watching; to be called before the descriptor's number can be used again, whoever closes it.
    func forget(_ descriptor: Int32) {
        guard interest.removeValue(forKey: descriptor) != nil else { return }
        var unused = epoll_event()
        epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &unused)
    }

    /// Sleeps until something happens, at most so many microseconds; answers whether anything did.
    func wait(atMost microseconds: Int64) -> Bool {
        // Rounded up, so that a deadline has passed when the sleep towards it ends.
        let milliseconds = max(0, min(microseconds, 3_600_000_000) + 999) / 1_000
        count = max(0, Int(epoll_wait(epoll, &happened, Int32(happened.count), Int32(milliseconds))))
        if isReady(bell) {
            var rings: UInt64 = 0
            _ = read(bell, &rings, 8)
        }
        return count > 0
    }

    /// Whether the last sleep ended with something on this descriptor.
    func isReady(_ descriptor: Int32) -> Bool {
        (0..<count).contains { happened[$0].data.fd == descriptor }
    }
}
