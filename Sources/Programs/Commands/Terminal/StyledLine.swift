/// How a piece of text stands out.
enum Tone: Equatable, Sendable {
    case plain, quiet, strong, good, warn, alarm
    /// On a ground of its own.
    case banner

    /// The parameters of its escape sequence; without colours what is left stands out by weight.
    func code(isColored: Bool) -> String {
        switch self {
        case .plain: "0"
        case .quiet: "0;2"
        case .strong: "0;1"
        case .good: isColored ? "0;32" : "0"
        case .warn: isColored ? "0;33" : "0;1"
        case .alarm: isColored ? "0;1;31" : "0;1"
        case .banner: isColored ? "0;1;97;41" : "0;1;7"
        }
    }
}

/// One line of the screen: pieces of text, each with its tone.
struct StyledLine: Equatable, Sendable {
    /// A piece.
    struct Span: Equatable, Sendable {
        var text: String
        var tone: Tone
    }

    private(set) var spans: [Span] = []

    init() {}

    init(_ text: String, _ tone: Tone = .plain) { append(text, tone) }

    /// The cells that it fills.
    var width: Int { spans.reduce(0) { $0 + TerminalText.width($1.text) } }

    /// The text alone.
    var plain: String { spans.map(\.text).joined() }

    /// Adds a piece at the end.
    mutating func append(_ text: String, _ tone: Tone = .plain) {
        if !text.isEmpty { spans.append(Span(text: text, tone: tone)) }
    }

    /// Adds another line's pieces.
    mutating func append(_ line: StyledLine) { spans += line.spans }

    /// Fills it with spaces up to a column.
    mutating func pad(to column: Int, _ tone: Tone = .plain) {
        append(String(repeating: " ", count: max(0, column - width)), tone)
    }

    /// Cut to so many cells.
    func cut(to cells: Int) -> StyledLine {
        guard width > cells else { return self }
        var (line, left) = (StyledLine(), cells)
        for span in spans where left > 0 {
            let text = TerminalText.width(span.text) > left ? TerminalText.cut(span.text, to: left) : span.text
            line.append(text, span.tone)
            left -= TerminalText.width(text)
        }
        return line
    }

    /// With its escape sequences.
    func encoded(isColored: Bool) -> String {
        var (text, last) = ("", Tone.plain)
        for span in spans {
            if span.tone != last { text += "\u{1B}[\(span.tone.code(isColored: isColored))m" }
            text += span.text
            last = span.tone
        }
        return last == .plain ? text : text + "\u{1B}[0m"
    }
}
