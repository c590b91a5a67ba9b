/// The text of JSON strings: escapes in and out.
enum JSONString {
    /// The text between the quotes of a string that a scanner has checked.
    static func decode(_ raw: UnsafeBufferPointer<UInt8>) -> String {
        guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(raw.count)
        var at = 0
        while at < raw.count {
            guard raw[at] == UInt8(ascii: "\\") else {
                text.append(raw[at])
                at += 1
                continue
            }
            at += 1
            switch raw[at] {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                var unit = hexUnit(raw, at: at + 1)
                at += 4
                if (0xD800...0xDBFF).contains(unit) {
                    unit = 0x10000 + (unit - 0xD800) << 10 + (hexUnit(raw, at: at + 3) - 0xDC00)
                    at += 6
                }
                if let scalar = Unicode.Scalar(unit) {
                    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                }
            case let other: text.append(other)
            }
            at += 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hexUnit(_ raw: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32 {
        (start..<start + 4).reduce(0) { $0 << 4 | (JSONScanner.hexDigit(raw[$1]) ?? 0) }
    }
}
