import ExerciseHost
import Glibc

/// The lock that keeps a second daemon from a store: an flock on a file beside it, which the kernel takes back from a
/// process that dies in any way.
final class StoreLock {
    private let descriptor: Int32

    /// Takes the lock and writes the number of this process into the file, or says which process has it.
    init(path: String) throws(EventStoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .unavailable("cannot open \(path): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            defer { Glibc.close(descriptor) }
            guard reason == EWOULDBLOCK else {
                throw .unavailable("cannot lock \(path): \(String(cString: strerror(reason)))")
            }
            throw .locked("\(Self.holder(in: descriptor)) holds \(path)")
        }
        self.descriptor = descriptor
        // The number only serves the sentence above: a store whose disk is full must still open.
        let line = "\(getpid())\n"
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, line, line.utf8.count, 0) }
    }

    deinit { Glibc.close(descriptor) }

    private static func holder(in descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? "a process" : "process \(String(decoding: digits, as: UTF8.self))"
    }
}
