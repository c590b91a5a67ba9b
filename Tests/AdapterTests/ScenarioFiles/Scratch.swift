import Foundation
import Testing

/// A folder that is there for one test.
struct Scratch {
    private let root: URL

    /// Makes the folder, and removes it with all that is in it.
    static func with(_ body: (Scratch) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "scenario-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: root) } }
        try body(Scratch(root: root))
    }

    /// The folder that the scratch folder stands in.
    var parent: String { root.deletingLastPathComponent().path(percentEncoded: false).trimmingSuffix("/") }

    func path(_ name: String) -> String { root.path(percentEncoded: false).trimmingSuffix("/") + "/" + name }

    /// Writes a file, its folders made.
    func write(_ name: String, _ text: String) throws {
        let file = root.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(at: root.appending(path: name)) }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
