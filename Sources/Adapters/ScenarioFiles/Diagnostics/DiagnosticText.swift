package import ExerciseModel

/// Diagnostics as a terminal shows them, with the line they speak of and carets below it.
package struct DiagnosticText {
    private let sources: [String: SourceText]
    private let color: Bool

    /// Takes the files whose lines are shown; a file that is not among them is named without its line.
    package init(files: SourceFiles?, color: Bool = false) {
        self.init(files?.all ?? [], color: color)
    }

    /// Takes a file that is checked by itself.
    package init(file: SourceFiles.File, color: Bool = false) { self.init([file], color: color) }

    private init(_ files: [SourceFiles.File], color: Bool) {
        sources = Dictionary(files.map { ($0.path, SourceText($0)) }) { _, last in last }
        self.color = color
    }

    /// One text with a line break at its end.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map(render).joined()
    }

    private func render(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.line > 0 ? ":\(diagnostic.line):\(diagnostic.column)" : ""
        var text = paint(diagnostic.file + place + ": ", .bold)
        text += paint("\(diagnostic.severity.rawValue): ", diagnostic.severity.paint)
        text += paint(diagnostic.message, .bold) + "\n"
        if let source = sources[diagnostic.file], !source.content(ofLine: diagnostic.line).isEmpty {
            text += excerpt(diagnostic, of: source)
        }
        for note in diagnostic.notes {
            let place = note.line > 0 ? ": \(note.file):\(note.line):\(note.column)" : ""
            text += paint("  note: ", .cyan) + note.message + place + "\n"
        }
        if let help = diagnostic.help { text += paint("  help: ", .green) + help + "\n" }
        return text
    }

    private func excerpt(_ diagnostic: Diagnostic, of source: SourceText) -> String {
        let line = ExcerptLine(
            source.content(ofLine: diagnostic.line), column: diagnostic.column, length: diagnostic.length)
        let number = String(diagnostic.line)
        let gutter = String(repeating: " ", count: max(5 - number.utf8.count, 0)) + number
        let blank = String(repeating: " ", count: gutter.utf8.count)
        let carets = "^" + String(repeating: "~", count: max(line.caretWidth - 1, 0))
        let label = diagnostic.label.isEmpty ? "" : " " + diagnostic.label
        return gutter + " | " + line.text + "\n" + blank + " | " + String(repeating: " ", count: line.caretStart)
            + paint(carets + label, diagnostic.severity.paint) + "\n"
    }

    private func paint(_ text: String, _ paint: Paint) -> String {
        color ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// The colours in use, as the parameters of their escape sequences.
private enum Paint: String {
    case bold = "1"
    case red = "1;31"
    case yellow = "1;33"
    case cyan = "1;36"
    case green = "1;32"
}

extension Diagnostic.Severity {
    fileprivate var paint: Paint {
        switch self {
        case .error: .red
        case .warning: .yellow
        case .note: .cyan
        }
    }
}

/// One line of a file laid out in cells, cut to a window around the caret when it is long.
private struct ExcerptLine {
    /// The most cells that are shown of a line.
    private static let window = 110

    private(set) var text = ""
    private(set) var caretStart = 0
    private(set) var caretWidth = 0

    init(_ bytes: ArraySlice<UInt8>, column: Int, length: Int) {
        // Of a line without end only the stretch that may be shown is decoded.
        var skipped = 0
        var start = bytes.startIndex
        let isLong = bytes.count > Self.window * 4
        while isLong, skipped < column - 1 - Self.window / 3, start < bytes.endIndex {
            start = bytes[(start + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? bytes.endIndex
            skipped += 1
        }
        let scalars = Array(
            String(decoding: bytes[start...].prefix(Self.window * 4 + 4), as: UTF8.self).unicodeScalars)
        let caret = min(column - 1 - skipped, scalars.count)
        let cut = scalars.count > Self.window
        let first = cut && !isLong ? max(0, min(caret - Self.window / 3, scalars.count - Self.window)) : 0
        let last = min(scalars.count, first + Self.window)
        if first + skipped > 0 { text = "…" }
        var cells = first + skipped > 0 ? 1 : 0
        for at in first..<last {
            if at == caret { caretStart = cells }
            let (shown, width) = DisplayText.cell(scalars[at], at: cells)
            if at >= caret, at < caret + length { caretWidth += width }
            text += shown
            cells += width
        }
        if caret >= last { caretStart = cells }
        if last < scalars.count { text += "…" }
    }
}
