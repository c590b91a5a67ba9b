import Foundation

/// promtool, from the search path or from where `tools/promtool.sh` puts it.
enum Promtool {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static let path = ["/usr/bin/promtool", root.appendingPathComponent(".build/tools/promtool").path]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Whether it is here; where all must hold before a change is taken, it has to be.
    static var isHere: Bool { path != nil || ProcessInfo.processInfo.environment["CI"] != nil }

    /// Runs it with a text on stdin; its status, and all that it wrote.
    static func run(_ arguments: [String], input: String = "") throws -> (status: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("promtool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("input")
        try input.write(to: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "promtool")
        process.arguments = arguments
        process.currentDirectoryURL = root
        process.standardInput = try FileHandle(forReadingFrom: file)
        return try process.toItsEnd()
    }
}
