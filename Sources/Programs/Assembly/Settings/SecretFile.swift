import Glibc

/// Secrets from files that only their owner may read.
enum SecretFile {
    /// The first line of a file of mode 0600 or stricter.
    static func read(_ path: String, for setting: Setting) throws(SettingFault) -> String {
        let descriptor = try open(path, for: setting)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else {
            throw SettingFault(setting, "\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        let line = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty else { throw SettingFault(setting, "\(path) is empty") }
        return String(decoding: line, as: UTF8.self)
    }

    /// Makes sure of a file that somebody else will read: that it is there, and for a secret that its mode is 0600 or
    /// stricter.
    static func check(_ path: String, for setting: Setting, isSecret: Bool) throws(SettingFault) {
        close(try open(path, for: setting, isSecret: isSecret))
    }

    private static func open(
        _ path: String, for setting: Setting, isSecret: Bool = true
    ) throws(SettingFault) -> Int32 {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SettingFault(setting, "\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        guard isFile, !isSecret || status.st_mode & 0o077 == 0 else {
            close(descriptor)
            throw SettingFault(
                setting, isFile ? "\(path) can be read by others: chmod 600 \(path)" : "\(path) is no file")
        }
        return descriptor
    }
}
