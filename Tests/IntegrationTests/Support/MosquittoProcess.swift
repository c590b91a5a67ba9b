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
        case notListening(log: String)
    }

    /// Prepares the folder and starts; `settings` are further lines of its configuration, in which `FOLDER` stands
    /// for the folder and each of `files` is a file there.
    init(_ settings: [String] = [], files: [String: String] = [:], isAnonymous: Bool = true) throws {
        port = try Loopback.freePort()
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
        guard Patience.wait(until: { Loopback.answers(port) }) else {
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

    /// Publishes with mosquitto's own client, at QoS 1 under MQTT 5, with further arguments of its.
    func publish(_ topic: String, _ payload: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/mosquitto_pub")
        process.arguments = ["-V", "5", "-q", "1", "-p", "\(port)", "-t", topic, "-m", payload] + arguments
        try process.run()
        process.waitUntilExit()
    }

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
}
