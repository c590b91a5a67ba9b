import CLinux
package import ExerciseModel
import Glibc

/// An epoll set with a bell and a timer: one thread sleeps in it, any thread may ring.
package final class Poller: @unchecked Sendable {
    // `@unchecked`: only `ring` is called from other threads, and it touches nothing but the descriptor of the bell.
    private let epoll: Int32
    private let bell: Int32
    private let timer: Int32
    /// What the timer is set to; `nil` once it has rung, since it rings once.
    private var deadline: WallInstant? = .never
    private var interest: [Int32: UInt32] = [:]
    private var happened: [epoll_event] = Array(repeating: epoll_event(), count: 8)
    private var count = 0

    package init() throws(LoopFault) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        bell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        timer = timerfd_create(CLOCK_BOOTTIME, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
        guard epoll >= 0, bell >= 0, timer >= 0 else {
            let code = errno
            for descriptor in [epoll, bell, timer] where descriptor >= 0 { close(descriptor) }
            throw .noDescriptor(errno: code)
        }
        watch(bell, writing: false)
        watch(timer, writing: false)
    }

    deinit {
        for descriptor in [timer, bell, epoll] { close(descriptor) }
    }

    /// Ends the sleep, or the next one; from any thread.
    package func ring() {
        var one: UInt64 = 1
        _ = write(bell, &one, 8)
    }

    /// Watches a descriptor for reading, unless that is not wanted, and for room to write if asked.
    package func watch(_ descriptor: Int32, reading: Bool = true, writing: Bool) {
        let wanted = (reading ? EPOLLIN.rawValue : 0) | (writing ? EPOLLOUT.rawValue : 0)
        let known = interest.updateValue(wanted, forKey: descriptor)
        guard known != wanted else { return }
        var event = epoll_event()
        event.events = wanted
        event.data.fd = descriptor
        epoll_ctl(epoll, known == nil ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event)
    }

    /// Stops watching; to be called before the descriptor's number can be used again, whoever closes it.
    package func forget(_ descriptor: Int32) {
        guard interest.removeValue(forKey: descriptor) != nil else { return }
        var unused = epoll_event()
        epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &unused)
    }

    /// Sleeps until something happens, at most until this instant of CLOCK_BOOTTIME, to the microsecond.
    package func wait(until instant: WallInstant) {
        if instant != deadline {
            deadline = instant
            var spec = itimerspec()
            if instant != .never {
                let microseconds = max(1, instant.microseconds)
                spec.it_value.tv_sec = Int(microseconds / 1_000_000)
                spec.it_value.tv_nsec = Int(microseconds % 1_000_000) * 1_000
            }
            timerfd_settime(timer, Int32(TFD_TIMER_ABSTIME), &spec, nil)
        }
        sleep(milliseconds: -1)
    }

    /// Sleeps until something happens, at most so many microseconds, rounded up to a millisecond; answers whether
    /// anything did.
    package func wait(atMost microseconds: Int64) -> Bool {
        let milliseconds = max(0, min(microseconds, 3_600_000_000) + 999) / 1_000
        sleep(milliseconds: Int32(milliseconds))
        return count > 0
    }

    private func sleep(milliseconds: Int32) {
        count = max(0, Int(epoll_wait(epoll, &happened, Int32(happened.count), milliseconds)))
        for descriptor in [bell, timer] where isReady(descriptor) {
            var seen: UInt64 = 0
            _ = read(descriptor, &seen, 8)
        }
        if isReady(timer) { deadline = nil }
    }

    /// Whether the last sleep ended with something on this descriptor.
    package func isReady(_ descriptor: Int32) -> Bool {
        (0..<count).contains { happened[$0].data.fd == descriptor }
    }
}
