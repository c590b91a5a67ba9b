import Foundation
import Glibc

/// A file system of a few megabytes in memory, mounted until the last reference goes.
final class SmallDisk {
    let folder: URL
    private var filler: URL { folder.appendingPathComponent("filler") }

    /// Whether this process may mount.
    static var isPossible: Bool { SmallDisk(megabytes: 1) != nil }

    init?(megabytes: Int) {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("whitecell-disk-\(UUID().uuidString)")
        guard (try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)) != nil else {
            return nil
        }
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            try? FileManager.default.removeItem(at: folder)
            return nil
        }
    }

    deinit {
        umount2(folder.path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(at: folder)
    }

    /// Writes until nothing more fits.
    func fill() {
        let descriptor = open(filler.path, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0, count: 4_096)
        while write(descriptor, block, block.count) > 0 {}
    }

    /// Makes the room free again.
    func empty() { unlink(filler.path) }
}
