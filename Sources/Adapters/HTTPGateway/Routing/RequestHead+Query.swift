extension RequestHead {
    /// What the query says of a name, the first time it does: `%41` and `+` are read, what is no such thing stays.
    package func query(_ name: String) -> String? {
        guard let mark = target.firstIndex(of: "?") else { return nil }
        for pair in target[target.index(after: mark)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if RequestHead.plain(parts[0]) == name { return parts.count > 1 ? RequestHead.plain(parts[1]) : "" }
        }
        return nil
    }

    private static func plain(_ text: Substring) -> String {
        let coded = Array(text.utf8)
        var bytes: [UInt8] = []
        var place = 0
        while place < coded.count {
            let byte = coded[place]
            let digits = coded[(place + 1)...].prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                place += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                place += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
