import Glibc

/// Small text files, read whole and written in one piece.
package enum TextFile {
    /// The text of a file, or `nil` when it cannot be read; at most 1 MiB.
    package static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        var count = 0
        while count < bytes.count {
            let step = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            guard step >= 0 else { return nil }
            if step == 0 { break }
            count += step
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Whether there is a file that can be read.
    package static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// Puts a file in place at once, readable by its owner alone; answers whether it worked.
    package static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
        let draft = path + ".new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        return written == bytes.count && rename(draft, path) == 0
    }

    /// The path as it holds in every folder.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }
}
