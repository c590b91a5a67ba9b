import ExerciseModel

/// What is wrong with a name (`contract.md`, identifiers), and a name that would do.
struct IdentifierSpelling {
    /// The bytes of the character that is wrong, counted in the name; `nil` when the whole is.
    let range: Range<Int>?
    let words: String
    let help: String

    /// `nil` for a name that keeps to the rule: 1 to 64 letters, digits, `_` and `-`, where allowed `.`, the first a
    /// letter or a digit.
    static func fault(of text: String, dots: Bool) -> IdentifierSpelling? {
        var offset = 0
        for scalar in text.unicodeScalars {
            guard isAllowed(scalar, dots: dots, first: offset == 0) else {
                return IdentifierSpelling(text, wrong: scalar, at: offset, dots: dots)
            }
            offset += UTF8.width(scalar)
        }
        if offset == 0 { return IdentifierSpelling(range: nil, words: "it is empty", help: rule(dots: dots)) }
        guard offset > Limits.identifier else { return nil }
        return IdentifierSpelling(
            range: nil, words: "\(offset) characters of at most \(Limits.identifier)", help: "choose a shorter name")
    }

    private init(range: Range<Int>?, words: String, help: String) {
        self.range = range
        self.words = words
        self.help = help
    }

    private init(_ text: String, wrong scalar: Unicode.Scalar, at offset: Int, dots: Bool) {
        let shown = scalar == " " ? "a space" : DisplayText.quoted(String(scalar))
        let misplaced = offset == 0 && Self.isAllowed(scalar, dots: dots, first: false)
        let mended = Self.mend(text, dots: dots)
        range = offset..<offset + UTF8.width(scalar)
        words = misplaced ? "a name may not begin with \(shown)" : "\(shown) may not stand in a name"
        help = Self.rule(dots: dots) + (mended.isEmpty ? "" : ", such as '\(mended)'")
    }

    private static func rule(dots: Bool) -> String { "use letters, digits, '_'\(dots ? ", '-' and '.'" : " and '-'")" }

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
        for scalar in text.unicodeScalars.prefix(Limits.identifier) {
            if isAllowed(scalar, dots: dots, first: mended.isEmpty) {
                mended.unicodeScalars.append(scalar)
            } else if !mended.isEmpty, mended.last != "-" {
                mended += "-"
            }
        }
        return mended.last == "-" ? String(mended.dropLast()) : mended
    }
}
