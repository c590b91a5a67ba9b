/// Each `package` or `public` type and function has a `///` sentence before it; an operator's name says it already.
enum SentenceRule {
    static func hits(_ file: SourceFile) -> [String] {
        file.code.enumerated().compactMap { number, line in
            guard let name = declared(line), !isExplained(number, in: file) else { return nil }
            return file.hit(number, "\(name) has no /// sentence")
        }
    }

    /// The name of the type or function that a line declares for other files, `nil` where it declares none.
    private static func declared(_ line: String) -> String? {
        let words = line.declaration
        let head = words.prefix { !kinds.contains($0) || ($0 == "class" && isModifier(after: $0, in: words)) }
        guard head.allSatisfy({ modifiers.contains($0) }), head.contains(where: { ["package", "public"].contains($0) })
        else { return nil }
        let rest = words.dropFirst(head.count)
        guard let name = rest.dropFirst().first, name == "`" || name.first?.isLetter == true || name.first == "_"
        else { return nil }
        return name
    }

    /// `class` before `func` or `var` is a modifier, else it declares a class.
    private static func isModifier(after word: String, in words: ArraySlice<String>) -> Bool {
        guard let place = words.firstIndex(of: word), place + 1 < words.endIndex else { return false }
        return ["func", "var", "subscript"].contains(words[place + 1])
    }

    /// Whether the nearest line above that is no attribute is a `///` line.
    private static func isExplained(_ number: Int, in file: SourceFile) -> Bool {
        let above = file.lines[..<number].reversed().map { $0.drop { $0 == " " } }
        return above.first { !$0.hasPrefix("@") }?.hasPrefix("///") ?? false
    }

    private static let kinds: Set = ["struct", "class", "enum", "actor", "protocol", "typealias", "func"]
    private static let modifiers: Set = [
        "package", "public", "open", "final", "static", "class", "mutating", "nonmutating", "override", "indirect",
        "consuming", "borrowing", "nonisolated", "unsafe", "nonsending", "distributed", "prefix", "postfix", "infix",
        "(", ")",
    ]
}
