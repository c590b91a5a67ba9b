/// A file has at most 400 lines, a function or a computed property at most 60.
enum SizeRule {
    static let file = 400
    static let function = 60

    /// Paths, or `path:name` for one function. Kept empty.
    static let exempt: Set<String> = []

    static func hits(_ source: SourceFile) -> [String] {
        var hits: [String] = []
        if source.lines.count > file, !exempt.contains(source.path) {
            hits.append(source.hit(file, "the file has \(source.lines.count) lines, the cap is \(file)"))
        }
        for (start, line) in source.code.enumerated() {
            guard let name = named(line), let end = end(of: start, in: source.code), end - start >= function,
                !exempt.contains("\(source.path):\(name)")
            else { continue }
            hits.append(source.hit(start, "\(name) has \(end - start + 1) lines, the cap is \(function)"))
        }
        return hits
    }

    /// The name of what a line begins to declare, where that can have a body to measure.
    private static func named(_ line: String) -> String? {
        let words = line.tokens
        guard let keyword = words.firstIndex(where: { ["func", "init", "deinit", "subscript", "var"].contains($0) }),
            keyword == 0 || words[keyword - 1] != "."
        else { return nil }
        if words[keyword] == "var", words.last != "{" { return nil }
        guard words[keyword] == "func" || words[keyword] == "var" else { return words[keyword] }
        return words.count > keyword + 1 ? words[keyword + 1] : nil
    }

    /// The line of the brace that closes what begins at `start`: the first one back at its indentation.
    private static func end(of start: Int, in code: [String]) -> Int? {
        let margin = code[start].indentation
        for (number, line) in code.enumerated().dropFirst(start + 1) {
            guard !line.allSatisfy(\.isWhitespace), line.indentation <= margin else { continue }
            let text = line.drop { $0 == " " }
            if text.hasPrefix("}") { return line.indentation == margin ? number : nil }
            // A signature over several lines closes its parentheses, and opens its body, at the same indentation.
            if text.hasPrefix(")") || text.hasPrefix("{") || text.hasPrefix("where ") || text.hasPrefix("->") {
                continue
            }
            return nil
        }
        return nil
    }
}
