/// Blanks comments, strings and names between backticks, so that a rule meets nothing but code; line breaks stay.
///
/// Code in a string's `\(…)` is code and stays. Regular expressions between slashes are not known: the house has none.
struct Blanking {
    private let text: [UInt8]
    private var at = 0
    private var out: [UInt8] = []

    private static let hash = UInt8(ascii: "#")
    private static let lineBreak = UInt8(ascii: "\n")
    private static let backtick = UInt8(ascii: "`")

    init(_ text: String) { self.text = Array(text.utf8) }

    mutating func run() -> String {
        code(untilParenthesis: false)
        return String(decoding: out, as: UTF8.self)
    }

    private mutating func code(untilParenthesis: Bool) {
        var depth = 0
        while at < text.count {
            if sees("//") {
                while at < text.count, text[at] != Self.lineBreak { blank() }
            } else if sees("/*") {
                comment()
            } else if text[at] == Self.backtick {
                name()
            } else if let hashes = openingHashes() {
                string(hashes)
            } else {
                if text[at] == UInt8(ascii: "(") { depth += 1 }
                if text[at] == UInt8(ascii: ")") {
                    if untilParenthesis, depth == 0 { return }
                    depth -= 1
                }
                keep()
            }
        }
    }

    private mutating func comment() {
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                blank(2)
            } else if sees("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && at < text.count
    }

    private mutating func name() {
        keep()
        while at < text.count, text[at] != Self.backtick { blank() }
        keep()
    }

    /// The number of `#` before a quotation mark that opens a string here; `nil` where none opens.
    private func openingHashes() -> Int? {
        var end = at
        while end < text.count, text[end] == Self.hash { end += 1 }
        return end < text.count && text[end] == UInt8(ascii: "\"") ? end - at : nil
    }

    private mutating func string(_ hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        for _ in 0..<hashes { keep() }
        let quote = sees("\"\"\"") ? "\"\"\"" : "\""
        for _ in quote { keep() }
        while at < text.count, !sees(quote + fence) {
            if sees("\\\(fence)(") {
                blank(hashes + 1)
                keep()
                code(untilParenthesis: true)
                keep()
            } else {
                blank(sees("\\\(fence)") ? hashes + 2 : 1)
            }
        }
        for _ in quote + fence { keep() }
    }

    private func sees(_ sign: String) -> Bool {
        guard at < text.count, text[at] == sign.utf8.first else { return false }
        return text[at...].starts(with: sign.utf8)
    }

    private mutating func keep() {
        guard at < text.count else { return }
        out.append(text[at])
        at += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where at < text.count {
            out.append(text[at] == Self.lineBreak ? text[at] : UInt8(ascii: " "))
            at += 1
        }
    }
}
