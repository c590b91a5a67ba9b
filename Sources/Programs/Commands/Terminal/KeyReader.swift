/// What somebody did at the keyboard.
enum Key: Equatable, Sendable {
    case character(Character)
    case enter, escape, backspace
    /// Ctrl-L.
    case redraw
    /// Text that was pasted, not typed.
    case pasted(String)
}

/// Makes keys of the bytes that a terminal sends; keys with long names (arrows and the like) are passed over.
struct KeyReader {
    private var rest: [UInt8] = []

    private static let pasteBegins = Array("\u{1B}[200~".utf8)
    private static let pasteEnds = Array("\u{1B}[201~".utf8)

    /// Takes the next bytes; half a character or half a paste waits for the other half.
    mutating func keys(_ bytes: [UInt8]) -> [Key] {
        rest += bytes
        var keys: [Key] = []
        var at = 0
        while at < rest.count {
            guard let (key, length) = key(at: at) else { break }
            if let key { keys.append(key) }
            at += length
        }
        rest.removeFirst(at)
        // What never ends is no paste.
        if rest.count > 1 << 16 { rest = [] }
        return keys
    }

    /// The key at a place and its bytes, `nil` while it is not whole.
    private func key(at start: Int) -> (key: Key?, length: Int)? {
        switch rest[start] {
        case 0x0A, 0x0D: return (.enter, 1)
        case 0x08, 0x7F: return (.backspace, 1)
        case 0x0C: return (.redraw, 1)
        case 0x1B: return escape(at: start)
        case 0..<0x20: return (nil, 1)
        default: return character(at: start)
        }
    }

    private func escape(at start: Int) -> (key: Key?, length: Int)? {
        guard start + 1 < rest.count, rest[start + 1] == UInt8(ascii: "[") || rest[start + 1] == UInt8(ascii: "O")
        else { return (.escape, 1) }
        if rest[start...].starts(with: Self.pasteBegins) {
            let from = start + Self.pasteBegins.count
            guard let end = (from..<rest.count).first(where: { rest[$0...].starts(with: Self.pasteEnds) }) else {
                return nil
            }
            let text = String(decoding: rest[from..<end], as: UTF8.self)
            return (.pasted(text), end + Self.pasteEnds.count - start)
        }
        guard let last = rest[(start + 2)...].firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
        return (nil, last - start + 1)
    }

    private func character(at start: Int) -> (key: Key?, length: Int)? {
        let length =
            switch rest[start] {
            case ..<0x80: 1
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 0
            }
        guard length > 0 else { return (nil, 1) }
        guard start + length <= rest.count else { return nil }
        guard let text = String(validating: rest[start..<start + length], as: UTF8.self), let character = text.first
        else { return (nil, 1) }
        return (.character(character), length)
    }
}
