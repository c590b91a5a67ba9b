import Glibc

/// A folder that goes with its owner, and files of any length.
final class Scratch {
    let path: String

    init() throws(TrialFault) {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/whitecell-chaos-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TrialFault("\(base): \(String(cString: strerror(errno)))") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// Writes a file below the folder; gives its path.
    @discardableResult func write(_ name: String, _ text: String) throws(TrialFault) -> String {
        let file = "\(path)/\(name)"
        if let slash = file.lastIndex(of: "/") { mkdir(String(file[..<slash]), 0o755) }
        let bytes = Array(text.utf8)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw TrialFault("\(file): \(String(cString: strerror(errno)))")
        }
        close(descriptor)
        return file
    }

    /// What a file holds; empty when it cannot be read.
    static func bytes(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &piece, piece.count)
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }

    /// The text of a file; empty when it cannot be read.
    static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }

    /// Removes a folder and all below it.
    private static func remove(_ path: String) {
        guard let folder = opendir(path) else { return }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        closedir(folder)
        for name in names where unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        rmdir(path)
    }
}
