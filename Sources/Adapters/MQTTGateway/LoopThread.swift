import CLinux
import ExerciseModel
import Glibc

/// What a loop's thread does: all of it happens on that thread.
protocol LoopWork: AnyObject, Sendable {
    /// One turn; answers until when to sleep at most, `nil` to end the thread.
    func turn(_ poller: Poller) -> WallInstant?
}

/// A thread that sleeps in a poller and takes turns until its work is done.
final class LoopThread: Sendable {
    private let poller: Poller
    private let ended: Poller

    /// Starts the thread; `name` is cut to the 15 bytes that the system keeps.
    init(name: String, work: any LoopWork) throws(LoopFault) {
        poller = try Poller()
        ended = try Poller()
        let start = Unmanaged.passRetained(Start(name: String(name.prefix(15)), work: work, poller: poller, end: ended))
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, runLoop, start.toOpaque())
        guard status == 0 else {
            start.release()
            throw .noThread(errno: status)
        }
        pthread_detach(thread)
    }

    /// Makes the thread take a turn soon.
    func wake() { poller.ring() }

    /// Waits for the thread's end; answers whether it came in time.
    func join(within microseconds: Int64) -> Bool { ended.wait(atMost: microseconds) }
}

/// Why a loop could not be started.
package enum LoopFault: Error, Equatable, CustomStringConvertible {
    /// The process may open no further file descriptors.
    case noDescriptor(errno: Int32)
    /// The process may start no further threads.
    case noThread(errno: Int32)

    package var description: String {
        switch self {
        case .noDescriptor(let code): "no file descriptor for the broker's loop: \(String(cString: strerror(code)))"
        case .noThread(let code): "no thread for the broker's loop: \(String(cString: strerror(code)))"
        }
    }
}

private final class Start: Sendable {
    let name: String
    let work: any LoopWork
    let poller: Poller
    let end: Poller

    init(name: String, work: any LoopWork, poller: Poller, end: Poller) {
        self.name = name
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
    var until: WallInstant? = BootClock.wall()
    while let deadline = until {
        _ = start.poller.wait(atMost: deadline.microseconds - BootClock.wall().microseconds)
        until = start.work.turn(start.poller)
    }
    start.end.ring()
    return nil
}
