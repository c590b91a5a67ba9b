/// What is wrong with a name (`contract.md`, identifiers), and a name that would do.
struct IdentifierSpelling {
    /// The bytes of the character that is wrong, counted in the name; `nil` when the whole is.
    let range: Range<Int>?
    let words: String
    let help: String

    /// `nil` for a name that keeps to the rule: 1 to 64 letters, digits, `_` and `-`, where allowed `.`, the first a
    /// letter or a digit.
    static func fault(of text: String, dots: Bool) -> IdentifierSpelling? {
        let rule = "use letters, digits, '_'\(dots ? ", '-' and '.'" : " and '-'")"
        let mended = mend(text, dots: dots)
        let help = mended.isEmpty ? rule : rule + ", such as '\(mended)'"
        var offset = 0
        for scalar in text.unicodeScalars {
            let first = offset == 0
            if !isAllowed(scalar, dots: dots, first: first) {
                let shown = scalar == " " ? "a space" : DisplayText.quoted(String(scalar))
                let inside = first && isAllowed(scalar, dots: dots, first: false)
                return IdentifierSpelling(
                    range: offset..<offset + UTF8.width(scalar),
                    words: inside ? "a name may not begin with \(shown)" : "\(shown) may not stand in a name",
                    help: help)
            }
            offset += UTF8.width(scalar)
        }
        if offset == 0 { return IdentifierSpelling(range: nil, words: "it is empty", help: rule) }
        guard offset > 64 else { return nil }
        return IdentifierSpelling(
            range: nil, words: "\(offset) characters of at most 64", help: "choose a shorter name")
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, dots: Bool, first: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        case "_", "-": !first
        case ".": dots && !first
        default: false
        }
    }

    private static func mend(_ text: String, dots: Bool) -> String {
        var mended = ""
        for scalar in text.unicodeScalars.prefix(64) {
            if isAllowed(scalar, dots: dots, first: mended.isEmpty) {
                mended.unicodeScalars.append(scalar)
            } else if !mended.isEmpty, mended.last != "-" {
                mended += "-"
            }
        }
        return mended.last == "-" ? String(mended.dropLast()) : mended
    }
}
