import Testing

@testable import Commands

@Suite struct TerminalTests {
    private let size = Terminal.Size(columns: 10, rows: 3)

    @Test func `the first frame is whole, the next only what has changed, and an equal one nothing`() {
        var painter = ScreenPainter(isColored: false)
        let first = painter.text(showing: [StyledLine("a"), StyledLine("b")], on: size)
        let second = painter.text(showing: [StyledLine("a"), StyledLine("c", .strong)], on: size)
        let third = painter.text(showing: [StyledLine("a"), StyledLine("c", .strong)], on: size)

        #expect(
            first
                == "\u{1B}[?2026h\u{1B}[0m\u{1B}[2J\u{1B}[1;1H\u{1B}[2Ka\u{1B}[2;1H\u{1B}[2Kb\u{1B}[?2026l")
        #expect(second == "\u{1B}[?2026h\u{1B}[2;1H\u{1B}[2K\u{1B}[0;1mc\u{1B}[0m\u{1B}[?2026l")
        #expect(third.isEmpty)
    }

    @Test func `lines that are no more are cleared`() {
        var painter = ScreenPainter(isColored: false)
        _ = painter.text(showing: [StyledLine("a"), StyledLine("b")], on: size)

        #expect(
            painter.text(showing: [StyledLine("a")], on: size) == "\u{1B}[?2026h\u{1B}[2;1H\u{1B}[2K\u{1B}[?2026l")
    }

    @Test func `another size, and what was forgotten, is drawn anew`() {
        var painter = ScreenPainter(isColored: false)
        let first = painter.text(showing: [StyledLine("a")], on: size)
        painter.forget()
        let again = painter.text(showing: [StyledLine("a")], on: size)
        let wider = painter.text(showing: [StyledLine("a")], on: Terminal.Size(columns: 11, rows: 3))

        #expect(again == first)
        #expect(wider == first)
    }

    @Test func `colours only where they are welcome`() {
        #expect(StyledLine("x", .alarm).encoded(isColored: true) == "\u{1B}[0;1;31mx\u{1B}[0m")
        #expect(StyledLine("x", .alarm).encoded(isColored: false) == "\u{1B}[0;1mx\u{1B}[0m")
        #expect(StyledLine("x", .good).encoded(isColored: false) == "\u{1B}[0mx\u{1B}[0m")
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("e\u{301}a", 2, "e\u{301}a"),
        ("abc", 0, ""),
    ])
    func `text is cut by cells`(_ text: String, _ cells: Int, _ cut: String) {
        #expect(TerminalText.cut(text, to: cells) == cut)
        #expect(TerminalText.width(cut) <= cells)
    }

    @Test(arguments: [
        ("aq", [Key.character("a"), .character("q")]), ("\r\u{7F}\u{0C}", [.enter, .backspace, .redraw]),
        ("\u{1B}[A\u{1B}OPx\u{1B}[15~", [.character("x")]), ("\u{1B}", [.escape]),
        ("\u{1B}y", [.escape, .character("y")]),
        ("é日", [.character("é"), .character("日")]),
        ("\u{1B}[200~q\ny\u{1B}[201~n", [.pasted("q\ny"), .character("n")]),
        ("\u{01}\u{02}", []),
    ])
    func `bytes are keys`(_ text: String, _ keys: [Key]) {
        var reader = KeyReader()

        #expect(reader.keys(Array(text.utf8)) == keys)
    }

    @Test func `a key or a paste that comes in pieces is whole at its end`() {
        for text in ["é", "\u{1B}[200~q\u{1B}[201~"] {
            var reader = KeyReader()
            let bytes = Array(text.utf8)
            // An escape alone is the key of that name.
            let first = reader.keys(Array(bytes[..<max(1, bytes.count - 4)]))
            let rest = reader.keys(Array(bytes[max(1, bytes.count - 4)...]))

            #expect(first.isEmpty)
            #expect(rest == [text == "é" ? .character("é") : .pasted("q")])
        }
    }

    @Test func `bytes that are no text are passed over`() {
        var reader = KeyReader()

        #expect(reader.keys([0xFF, 0xC3, 0x28, 0x71]) == [.character("("), .character("q")])
    }
}
