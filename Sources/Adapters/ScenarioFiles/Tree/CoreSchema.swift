/// What plain YAML scalars stand for: the core schema of YAML 1.2, section 10.3.2.
enum CoreSchema {
    /// Reads a scalar that was written without quotes and without a tag.
    static func kind(of text: String) -> Scalar.Kind {
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
            return nulls.contains(text) ? .null : .string
        case UInt8(ascii: "t"), UInt8(ascii: "T"): return trues.contains(text) ? .bool(true) : .string
        case UInt8(ascii: "f"), UInt8(ascii: "F"): return falses.contains(text) ? .bool(false) : .string
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
            return number(text)
        default: return .string
        }
    }

    private static let nulls = ["~", "null", "Null", "NULL"]
    private static let trues = ["true", "True", "TRUE"]
    private static let falses = ["false", "False", "FALSE"]
    private static let infinities = [".inf", ".Inf", ".INF"]
    private static let noNumbers = [".nan", ".NaN", ".NAN"]

    private static func number(_ text: String) -> Scalar.Kind {
        if text.hasPrefix("0x") { return integer(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return integer(text.dropFirst(2), radix: 8) }
        if noNumbers.contains(text) { return .nonFinite }
        let unsigned = text.hasPrefix("+") || text.hasPrefix("-") ? String(text.dropFirst()) : text
        if infinities.contains(unsigned) { return .nonFinite }
        return DecimalParts(unsigned) == nil ? .string : .number
    }

    private static func integer(_ digits: Substring, radix: Int) -> Scalar.Kind {
        let allowed = digits.utf8.allSatisfy { byte in
            Character(Unicode.Scalar(byte)).hexDigitValue.map { $0 < radix } ?? false
        }
        guard !digits.isEmpty, allowed else { return .string }
        return .integer(UInt64(digits, radix: radix))
    }

    /// The text of a decimal number as JSON spells it, its digits kept; `nil` when no double can hold it.
    static func jsonNumber(_ text: String) -> String? {
        let negative = text.hasPrefix("-")
        guard let parts = DecimalParts(negative || text.hasPrefix("+") ? String(text.dropFirst()) : text) else {
            return nil
        }
        let whole = String(parts.whole.drop { $0 == "0" })
        var json = (negative ? "-" : "") + (whole.isEmpty ? "0" : whole)
        if let fraction = parts.fraction { json += "." + (fraction.isEmpty ? "0" : fraction) }
        if let exponent = parts.exponent { json += "e" + exponent }
        guard json.utf8.count <= 300, let double = Double(json), double.isFinite else { return nil }
        return json
    }
}

/// A decimal number without its sign, cut at its point and its exponent.
private struct DecimalParts {
    let whole: Substring
    let fraction: Substring?
    let exponent: Substring?

    /// Takes `[0-9]+`, `[0-9]*\.[0-9]*` with at least one digit, either with an exponent.
    init?(_ text: String) {
        var rest = text[...]
        whole = Self.digits(&rest)
        var fraction: Substring?
        if rest.first == "." {
            rest.removeFirst()
            fraction = Self.digits(&rest)
        }
        self.fraction = fraction
        guard !whole.isEmpty || fraction?.isEmpty == false else { return nil }
        guard let mark = rest.first else {
            exponent = nil
            return
        }
        guard mark == "e" || mark == "E" else { return nil }
        rest.removeFirst()
        let start = rest.startIndex
        if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
        guard !Self.digits(&rest).isEmpty, rest.isEmpty else { return nil }
        exponent = text[start...]
    }

    private static func digits(_ text: inout Substring) -> Substring {
        let found = text.prefix { $0 >= "0" && $0 <= "9" }
        text = text[found.endIndex...]
        return found
    }
}
