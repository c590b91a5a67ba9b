import Glibc

/// Secrets from files that only their owner may read.
enum SecretFile {
    /// The first line of a file of mode 0600 or stricter.
    static func read(_ path: String, for setting: Setting) throws(SettingFault) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SettingFault(setting, "\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw SettingFault(setting, "\(path) is no file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw SettingFault(setting, "\(path) can be read by others: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else {
            throw SettingFault(setting, "\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        let line = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty else { throw SettingFault(setting, "\(path) is empty") }
        return String(decoding: line, as: UTF8.self)
    }
}
