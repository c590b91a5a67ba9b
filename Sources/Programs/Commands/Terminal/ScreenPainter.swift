/// Knows what stands on the screen, and writes only the lines that are others now.
struct ScreenPainter {
    private let isColored: Bool
    private var shown: [StyledLine] = []
    private var size: Terminal.Size?

    init(isColored: Bool) { self.isColored = isColored }

    /// Nothing is known to stand on the screen.
    mutating func forget() { size = nil }

    /// What must be written so that these lines stand on a screen of this size; empty when they do.
    mutating func text(showing lines: [StyledLine], on size: Terminal.Size) -> String {
        let isNew = size != self.size
        var text = isNew ? "\u{1B}[0m\u{1B}[2J" : ""
        for (row, line) in lines.prefix(size.rows).enumerated() {
            guard isNew || row >= shown.count || shown[row] != line else { continue }
            let line = line.cut(to: size.columns)
            // Cleared before it is written: behind a full line the cursor still stands on its last cell.
            text += "\u{1B}[\(row + 1);1H\u{1B}[2K" + line.encoded(isColored: isColored)
        }
        for row in lines.count..<max(lines.count, min(shown.count, size.rows)) where !isNew {
            text += "\u{1B}[\(row + 1);1H\u{1B}[2K"
        }
        (shown, self.size) = (lines, size)
        // Terminals that know it show the frame at once; others ignore it.
        return text.isEmpty ? "" : "\u{1B}[?2026h" + text + "\u{1B}[?2026l"
    }
}
