/// One file, as it is written and, where it is Swift, with all that is not code blanked out.
struct SourceFile {
    /// Relative to the root of the repository.
    let path: String
    let text: String
    let lines: [String]
    /// The same lines without comments, the text of strings and the names between backticks; none of another language.
    let code: [String]

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        lines = Self.split(text)
        guard path.hasSuffix(".swift") else {
            code = []
            return
        }
        var blanking = Blanking(text)
        code = Self.split(blanking.run())
    }

    /// `Sources/Ring/Module/…` gives `Module`.
    var module: String? {
        let parts = path.split(separator: "/")
        return parts.count > 3 && parts[0] == "Sources" ? String(parts[2]) : nil
    }

    /// The file's name without its extension.
    var name: String {
        let last = path.split(separator: "/").last ?? ""
        return String(last.prefix { $0 != "." })
    }

    /// A hit at a line, counted from 0, in words that name the place first.
    func hit(_ line: Int, _ sentence: String) -> String { "\(path):\(line + 1): \(sentence)" }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

extension String {
    /// The words, numbers and single signs of a line of code.
    var tokens: [String] {
        var tokens: [String] = []
        var word = ""
        for character in self {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
                continue
            }
            if !word.isEmpty { tokens.append(word) }
            word = ""
            if !character.isWhitespace { tokens.append(String(character)) }
        }
        return word.isEmpty ? tokens : tokens + [word]
    }

    /// The tokens after the attributes that a line begins with: `@_spi(Inner) import A` gives `import` and `A`.
    var declaration: ArraySlice<String> {
        var words = tokens[...]
        while words.first == "@" {
            words = words.dropFirst(2)
            if words.first == "(", let close = words.firstIndex(of: ")") { words = words[(close + 1)...] }
        }
        return words
    }

    var indentation: Int { prefix { $0 == " " }.count }
}
