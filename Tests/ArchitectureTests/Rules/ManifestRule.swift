/// Every module's folder is a target of the manifest and a row of the import table, and the other way round.
enum ManifestRule {
    /// Takes the folders `Sources/Ring/Module` and `Tests/Module`, and the text of Package.swift.
    static func hits(folders: [String], manifest: String) -> [String] {
        folders.compactMap { folder in
            let parts = folder.split(separator: "/").map(String.init)
            guard let name = parts.last else { return nil }
            let ring = parts.dropLast().last ?? ""
            let spellings = [
                "module(\"\(ring)\",\"\(name)\"", "system(\"\(name)\"", "tests(\"\(name)\"", "path:\"\(folder)\"",
                "program(\"\(parts.dropLast().joined(separator: "/"))\",\"\(name)\"",
            ]
            let text = manifest.filter { !$0.isWhitespace }
            return spellings.contains(where: text.contains) ? nil : "\(folder): is no target of Package.swift"
        }
    }

    /// Rows of the import table that no folder stands for.
    static func hits(rows: [String], folders: [String]) -> [String] {
        let modules = Set(folders.compactMap { $0.split(separator: "/").last.map(String.init) })
        return rows.filter { !modules.contains($0) }.sorted().map {
            "\($0): is in ImportRule.allowed, but nowhere else"
        }
    }
}
