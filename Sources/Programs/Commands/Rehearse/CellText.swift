import ScenarioFiles

/// Text of authors in the cells of a terminal: nothing in it moves the cursor, and its width is known.
enum CellText {
    /// The text on one line, cut to so many cells; `nil` leaves its length.
    static func shown(_ text: String, cells: Int? = nil) -> String {
        var shown = ""
        var used = 0
        for scalar in text.unicodeScalars {
            let cell = DisplayText.cell(scalar == "\n" || scalar == "\t" ? " " : scalar, at: used)
            if let cells, used + cell.width > cells { return cut(shown, to: cells) }
            shown += cell.text
            used += cell.width
        }
        return shown
    }

    /// The cells that a text fills.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + DisplayText.cell($1, at: $0).width }
    }

    /// The text in exactly so many cells.
    static func padded(_ text: String, to cells: Int, left: Bool = false) -> String {
        let shown = shown(text, cells: cells)
        let space = String(repeating: " ", count: max(0, cells - width(shown)))
        return left ? space + shown : shown + space
    }

    /// The text in lines of at most so many cells, parted between words; in one where no width is given.
    static func wrapped(_ text: String, cells: Int?) -> [String] {
        guard let cells else { return [shown(text)] }
        var lines: [String] = []
        for word in shown(text).split(separator: " ") {
            if let last = lines.last, width(last) + 1 + width(String(word)) <= cells {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(shown(String(word), cells: cells))
            }
        }
        return lines
    }

    private static func cut(_ shown: String, to cells: Int) -> String {
        guard cells > 0 else { return "" }
        var shown = shown
        while width(shown) > cells - 1 { shown.unicodeScalars.removeLast() }
        return shown + "…"
    }
}
