/// Text of others as a terminal may show it, and the cells that it fills.
enum TerminalText {
    /// The text without what could move the cursor, hide or reorder other text.
    static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t": shown += " "
            default: shown.unicodeScalars.append(isUnsafe(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return shown
    }

    /// The cells that a text fills.
    static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

    /// The cells of one character: 2 for wide ones, 0 for what has no body of its own.
    static func width(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if first.value < 0x300 { return 1 }
        if character.unicodeScalars.dropFirst().contains(where: { $0.value == 0xFE0F }) { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// The text cut to so many cells, the last of them `…` where something is missing.
    static func cut(_ text: String, to cells: Int) -> String {
        guard cells > 0 else { return "" }
        guard width(text) > cells else { return text }
        var (shown, used) = ("", 0)
        for character in text {
            let width = width(character)
            guard used + width <= cells - 1 else { break }
            shown.append(character)
            used += width
        }
        return shown + "…"
    }

    /// The text cut or filled with spaces to exactly so many cells.
    static func fit(_ text: String, to cells: Int, right: Bool = false) -> String {
        let text = cut(text, to: cells)
        let space = String(repeating: " ", count: max(0, cells - width(text)))
        return right ? space + text : text + space
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
