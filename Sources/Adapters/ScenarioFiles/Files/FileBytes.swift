import ExerciseModel
import Glibc

/// Reads whole files.
enum FileBytes {
    /// Why a file cannot be read.
    enum Fault: Error, Equatable {
        case absent
        case isDirectory
        case notRegular
        case tooLarge
        case system(Int32)

        /// One sentence without the path.
        var sentence: String {
            switch self {
            case .absent: "there is no such file"
            case .isDirectory: "this is a directory, no file"
            case .notRegular: "this is no regular file"
            case .tooLarge: "the file is larger than \(Limits.file >> 20) MiB"
            case .system(EACCES): "the file may not be read: permission denied"
            case .system(let code): "the file cannot be read: \(String(cString: strerror(code)))"
            }
        }
    }

    /// The bytes of a regular file.
    static func read(_ path: String) throws(Fault) -> [UInt8] {
        // A pipe without a writer would keep a plain open waiting for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw fault(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw fault(errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .isDirectory }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        guard status.st_size <= Limits.file else { throw .tooLarge }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw fault(errno) }
            if got == 0 { break }
            count += got
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func fault(_ code: Int32) -> Fault {
        code == ENOENT || code == ENOTDIR ? .absent : .system(code)
    }

    /// The names in a folder; none when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let handle = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while names.count < 10_000, let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names.sorted()
    }
}
