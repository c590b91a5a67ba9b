import Foundation
import Glibc

/// A mosquitto of the test's own, on a free port of the loopback, with a folder of its own.
///
/// It is killed when the last reference goes.
final class MosquittoProcess {
    let port: UInt16
    let folder: URL
    private let program = URL(fileURLWithPath: "/usr/sbin/mosquitto")
    private var process: Process?

    enum Fault: Error {
        case noPort
        case notListening(log: String)
    }

    /// Prepares the folder and starts; `settings` are further lines of its configuration, in which `FOLDER` stands
    /// for the folder and each of `files` is a file there.
    init(_ settings: [String] = [], files: [String: String] = [:], isAnonymous: Bool = true) throws {
        port = try Self.freePort()
        let name = "whitecell-mosquitto-\(getpid())-\(port)"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            let file = folder.appendingPathComponent(name)
            try text.write(to: file, atomically: true, encoding: .utf8)
            chmod(file.path, 0o600)
        }
        var lines = ["listener \(port) 127.0.0.1", "allow_anonymous \(isAnonymous)", "set_tcp_nodelay true"]
        // Started by root it would become another user, who cannot read the folder.
        lines += ["user root", "log_dest file FOLDER/log", "log_type all"]
        lines += settings
        let text = lines.joined(separator: "\n").replacingOccurrences(of: "FOLDER", with: folder.path)
        try text.write(to: folder.appendingPathComponent("conf"), atomically: true, encoding: .utf8)
        try start()
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Starts it, and waits until it listens.
    func start() throws {
        let process = Process()
        process.executableURL = program
        process.arguments = ["-c", folder.appendingPathComponent("conf").path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        guard Patience.wait(until: { Self.listens(port) }) else {
            let log = try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)
            throw Fault.notListening(log: log ?? "")
        }
    }

    /// SIGKILL, and waits for the end.
    func kill() {
        guard let process else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    /// SIGSTOP: it holds its connections and answers nothing.
    func pause() { if let process { Glibc.kill(process.processIdentifier, SIGSTOP) } }

    /// SIGCONT.
    func resume() { if let process { Glibc.kill(process.processIdentifier, SIGCONT) } }

    /// Makes a password file in the folder, as `mosquitto_passwd` does.
    static func passwordFile(_ user: String, _ password: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("whitecell-passwords-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/mosquitto_passwd")
        process.arguments = ["-b", "-c", file.path, user, password]
        try process.run()
        process.waitUntilExit()
        return try String(contentsOf: file, encoding: .utf8)
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard status == 0 else { throw Fault.noPort }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func listens(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
