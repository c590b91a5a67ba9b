import Glibc

/// A file system of a few megabytes in memory, mounted until the last reference goes.
final class SmallDisk {
    let path: String

    init(_ path: String, megabytes: Int) throws(TrialFault) {
        mkdir(path, 0o700)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw TrialFault("mounting a small file system: \(String(cString: strerror(errno)))")
        }
        self.path = path
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    /// Whether this process may mount.
    static var isPossible: Bool {
        guard let scratch = try? Scratch(), (try? SmallDisk("\(scratch.path)/disk", megabytes: 1)) != nil else {
            return false
        }
        return true
    }

    /// Writes until nothing more fits.
    func fill() {
        let descriptor = open("\(path)/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0, count: 4_096)
        while write(descriptor, block, block.count) > 0 {}
    }

    /// Makes the room free again.
    func empty() { unlink("\(path)/filler") }
}
