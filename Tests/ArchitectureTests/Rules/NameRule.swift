/// A file is called like the type that it is about, and no name holds a space.
enum NameRule {
    static func hits(_ file: SourceFile) -> [String] {
        guard file.name != "main" else { return [] }
        // `Type+Aspect.swift` extends `Type`.
        let type = String(file.name.prefix { $0 != "+" })
        let declares = file.code.contains { line in
            let words = line.tokens
            guard let keyword = words.firstIndex(where: kinds.contains), keyword + 1 < words.count else { return false }
            return words[keyword + 1] == type
        }
        return declares ? [] : [file.hit(0, "declares and extends no type called \(type)")]
    }

    static func hits(path: String) -> [String] {
        path.contains(" ") ? ["\(path): a name with a space"] : []
    }

    private static let kinds: Set = ["struct", "class", "enum", "actor", "protocol", "typealias", "extension"]
}
