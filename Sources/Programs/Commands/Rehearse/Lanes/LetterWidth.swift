/// How wide text comes out, before anybody knows in which font: a little more than the wide ones take.
enum LetterWidth {
    /// The width of a text in a font of this size.
    static func of(_ text: String, size: Double, bold: Bool = false) -> Double {
        text.unicodeScalars.reduce(0) { $0 + hundredths($1) } * size / 100 * (bold ? 1.1 : 1)
    }

    /// The text, cut with an ellipsis to at most so many characters.
    static func cut(_ text: String, to count: Int) -> String {
        guard text.count > count else { return text }
        guard count > 1 else { return "" }
        let words = text.prefix(count - 1).reversed().drop { $0 == " " || $0 == "," || $0 == ":" }.reversed()
        return String(words) + "…"
    }

    private static func hundredths(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", "|", "!", ".", ",", ":", ";", "'", " ": 35
        case "f", "r", "t", "(", ")", "[", "]", "/", "-", "\"": 43
        case "m", "w", "M", "W", "@", "%", "…": 96
        case "A"..."Z": 72
        case "\u{0}"..."\u{24F}": 62
        case "\u{1100}"..."\u{FFFF}", "\u{1F000}"...: 102
        default: 70
        }
    }
}
