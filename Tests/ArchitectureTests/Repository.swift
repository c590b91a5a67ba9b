import Foundation

/// The files of this checkout, found from where this source stands.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The text of one file, its path relative to the root.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Every file and folder below a folder, relative to the root, in order; none where the folder is missing.
    static func paths(below folder: String) throws -> [String] {
        let start = root.appendingPathComponent(folder).path
        guard FileManager.default.fileExists(atPath: start) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: start).map { "\(folder)/\($0)" }.sorted()
    }

    /// The Swift sources below these folders.
    static func sources(below folders: [String]) throws -> [SourceFile] {
        try texts.get().filter { file in
            file.path.hasSuffix(".swift") && folders.contains { file.path.hasPrefix($0 + "/") }
        }
    }

    /// All that is written by hand and is text, whatever its language, as files to read line by line; read once.
    static let texts = Result {
        let folders = [
            "Sources", "Tests", "Benchmarks", "Faults", "docs", "exercises", "scenarios", "timelines", "tools", ".ci",
        ]
        let top = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
        let below = try folders.flatMap { try paths(below: $0) }
        return (top + below).compactMap { path -> SourceFile? in
            guard !isMade(path), let text = try? text(path) else { return nil }
            return SourceFile(path, text)
        }
    }

    /// Whether a program made the file, or somebody's own settings are in it: what git ignores.
    private static func isMade(_ path: String) -> Bool {
        [".git", ".env", "Package.resolved"].contains(path) || path.hasPrefix("Benchmarks/bin/")
            || [".db", ".db-wal", ".db-shm", ".db.run"].contains(where: path.hasSuffix)
    }
}
