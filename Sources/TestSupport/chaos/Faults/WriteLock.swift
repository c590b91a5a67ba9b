import Glibc

/// SQLite's write lock on a store in WAL mode, as another process holds it: one byte of the shared index's file.
struct WriteLock {
    /// Where SQLite's file format puts WAL_WRITE_LOCK.
    private static let offset: off_t = 120
    private let descriptor: Int32

    /// Takes it; waits while the daemon has it.
    init(_ store: String) throws(TrialFault) {
        descriptor = open(store + "-shm", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0, Self.lock(descriptor, F_WRLCK) else {
            throw TrialFault("\(store)-shm: \(String(cString: strerror(errno)))")
        }
    }

    /// Gives it back.
    func release() {
        _ = Self.lock(descriptor, F_UNLCK)
        close(descriptor)
    }

    private static func lock(_ descriptor: Int32, _ kind: Int32) -> Bool {
        var range = flock()
        range.l_type = Int16(kind)
        range.l_whence = Int16(SEEK_SET)
        range.l_start = offset
        range.l_len = 1
        return fcntl(descriptor, F_SETLKW, &range) == 0
    }
}
