import Glibc

/// The orders to the library that is preloaded into the daemon: which of its next calls fails, or is its last.
///
/// They stand in a file of five numbers that both have mapped; `Faults/shim.c` reads it.
struct Shim {
    /// What becomes of a call.
    enum Act: Int64 {
        /// kill -9 before it.
        case dieBefore = 1
        /// kill -9 when a sync is done, or half a write.
        case dieAfter
        /// EIO of a sync, ENOSPC of a write.
        case fail
        /// The power fails before a sync: what was written since the last one is gone.
        case lose
    }

    private static let size = 40
    private let path: String

    /// Orders nothing yet.
    init(in scratch: Scratch) throws(TrialFault) {
        path = try scratch.write("orders", String(repeating: "\0", count: Self.size))
    }

    /// The variables that put the library before all others of a program.
    func environment(_ library: String) -> [String: String] {
        ["LD_PRELOAD": library, "WHITECELL_CHAOS_ORDERS": path]
    }

    /// Moves the calendar by so many seconds from the true one.
    func moveCalendar(by seconds: Int64) { put(seconds, at: 0) }

    /// Lets the n-th sync from now go so.
    func sync(_ number: Int64, _ act: Act) {
        put(act.rawValue, at: 2)
        put(number, at: 1)
    }

    /// Lets the n-th write from now go so.
    func write(_ number: Int64, _ act: Act) {
        put(act.rawValue, at: 4)
        put(number, at: 3)
    }

    private func put(_ number: Int64, at place: Int) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var number = number
        pwrite(descriptor, &number, 8, place * 8)
    }
}
