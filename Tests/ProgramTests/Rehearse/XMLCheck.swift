/// Whether a text is well-formed XML, as far as a drawing needs it: tags that close, attributes in quotes and once,
/// references that XML knows.
struct XMLCheck {
    /// The texts between the tags, and the names of the elements, in order.
    private(set) var texts: [String] = []
    private(set) var elements: [String] = []
    /// What is wrong; empty when nothing is.
    private(set) var faults: [String] = []
    private var open: [String] = []

    init(_ text: String) {
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            take(text: rest[..<start])
            guard let end = rest[start...].firstIndex(of: ">") else {
                faults.append("a tag that does not end")
                return
            }
            take(tag: rest[rest.index(after: start)..<end])
            rest = rest[rest.index(after: end)...]
        }
        take(text: rest)
        if !open.isEmpty { faults.append("not closed: \(open)") }
    }

    private mutating func take(text: Substring) {
        if text.contains(">") { faults.append("a bare > in '\(text)'") }
        check(text)
        let known = ["&lt;": "<", "&gt;": ">", "&quot;": "\"", "&amp;": "&"]
        var plain = String(text)
        for name in ["&lt;", "&gt;", "&quot;", "&amp;"] { plain.replace(name, with: known[name] ?? "") }
        if !plain.allSatisfy(\.isWhitespace) { texts.append(plain) }
    }

    private mutating func take(tag: Substring) {
        if tag.hasPrefix("?") { return }
        if tag.hasPrefix("/") {
            if open.popLast() != String(tag.dropFirst()) {
                faults.append("</\(tag.dropFirst())> closes something else")
            }
            return
        }
        let body = tag.hasSuffix("/") ? tag.dropLast() : tag
        let name = String(body.prefix { $0 != " " })
        elements.append(name)
        if !tag.hasSuffix("/") { open.append(name) }
        attributes(body.dropFirst(name.count))
    }

    private mutating func attributes(_ text: Substring) {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count % 2 == 1, parts.last?.allSatisfy(\.isWhitespace) == true else {
            faults.append("quotes in '\(text)'")
            return
        }
        var names: Set<String> = []
        for place in stride(from: 0, to: parts.count - 1, by: 2) {
            let name = String(parts[place].drop { $0 == " " })
            if !name.hasSuffix("=") || !names.insert(name).inserted { faults.append("the attribute '\(name)'") }
            check(parts[place + 1])
        }
    }

    private mutating func check(_ text: Substring) {
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
        where !["lt;", "gt;", "quot;", "amp;"].contains(where: part.hasPrefix) {
            faults.append("a bare & in '\(text)'")
        }
        for scalar in text.unicodeScalars where scalar.value < 0x20 && scalar != "\n" {
            faults.append("a control character in '\(text)'")
        }
    }
}
