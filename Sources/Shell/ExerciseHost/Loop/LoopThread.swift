import CLinux
package import ExerciseModel
import Glibc

/// What a loop's thread does: all of it happens on that thread.
package protocol LoopWork: AnyObject, Sendable {
    /// One turn; answers until when to sleep at most, `nil` to end the thread.
    func turn(_ poller: Poller) -> WallInstant?
}

/// A thread that sleeps in a poller and takes turns until its work is done.
package final class LoopThread: Sendable {
    private let poller: Poller
    private let ended: Poller

    /// Starts the thread; `name` is cut to the 15 bytes that the system keeps. A `precise` one wakes to the
    /// microsecond, which costs a system call whenever its deadline moves; one that `yields` lets every other thread go
    /// first where both want a core.
    package init(
        name: String, precise: Bool = false, yields: Bool = false, work: any LoopWork
    ) throws(LoopFault) {
        poller = try Poller()
        ended = try Poller()
        let start = Unmanaged.passRetained(
            Start(
                name: String(name.prefix(15)), precise: precise, yields: yields, work: work, poller: poller, end: ended)
        )
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, runLoop, start.toOpaque())
        guard status == 0 else {
            start.release()
            throw .noThread(errno: status)
        }
        pthread_detach(thread)
    }

    /// Makes the thread take a turn soon.
    package func wake() { poller.ring() }

    /// Waits for the thread's end; answers whether it came in time.
    package func join(within microseconds: Int64) -> Bool { ended.wait(atMost: microseconds) }
}

/// Why a loop could not be started.
package enum LoopFault: Error, Equatable, CustomStringConvertible {
    /// The process may open no further file descriptors.
    case noDescriptor(errno: Int32)
    /// The process may start no further threads.
    case noThread(errno: Int32)

    package var description: String {
        switch self {
        case .noDescriptor(let code): "no file descriptor is left for a loop: \(String(cString: strerror(code)))"
        case .noThread(let code): "no thread can be started for a loop: \(String(cString: strerror(code)))"
        }
    }
}

private final class Start: Sendable {
    let name: String
    let precise: Bool
    let yields: Bool
    let work: any LoopWork
    let poller: Poller
    let end: Poller

    init(name: String, precise: Bool, yields: Bool, work: any LoopWork, poller: Poller, end: Poller) {
        self.name = name
        self.precise = precise
        self.yields = yields
        self.work = work
        self.poller = poller
        self.end = end
    }
}

/// A free function, because what pthread calls must belong to no actor.
private func runLoop(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let raw else { return nil }
    let start = Unmanaged<Start>.fromOpaque(raw).takeRetainedValue()
    linux_name_thread(start.name)
    // A timer may fire 50 µs late so that it can be grouped with others: not this one.
    if start.precise { linux_exact_timers() }
    if start.yields { linux_yield_to_others() }
    var until: WallInstant? = SystemClock.wall()
    while let deadline = until {
        if start.precise {
            start.poller.wait(until: deadline)
        } else {
            _ = start.poller.wait(atMost: deadline.microseconds - SystemClock.wall().microseconds)
        }
        until = start.work.turn(start.poller)
    }
    start.end.ring()
    return nil
}
