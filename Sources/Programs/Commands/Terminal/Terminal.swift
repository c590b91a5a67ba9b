import Glibc

/// The whole screen of the terminal, for a view that draws itself anew in place; the shell's screen comes back with
/// `leave`, whatever ends the view.
final class Terminal {
    /// Columns and rows.
    struct Size: Equatable, Sendable {
        var columns: Int
        var rows: Int
    }

    /// Another screen, no cursor, no wrapped lines, and pasted text told from typed.
    private static let begin = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[?2004h\u{1B}[2J"
    static let end = "\u{1B}[0m\u{1B}[?2004l\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    private let before: termios?
    private var painter = ScreenPainter(isColored: Output.isColored)
    private var isEntered = false

    /// Notes how the terminal is; `enter` changes it.
    init() {
        var settings = termios()
        before = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &settings) == 0 ? settings : nil
        TerminalRescue.arm(before)
    }

    deinit {
        leave()
        TerminalRescue.disarm()
    }

    /// Whether keys can be read.
    var hasKeys: Bool { before != nil }

    /// The size now, 80 by 24 where the terminal does not say.
    var size: Size {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return Size(columns: 80, rows: 24)
        }
        return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Takes the screen; again after the process was stopped and goes on.
    func enter() {
        if var raw = before {
            // Signals of keys stay: they end or stop the view like any other signal. Ctrl-S must not freeze it.
            raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
            raw.c_iflag &= ~tcflag_t(IXON)
            withUnsafeMutableBytes(of: &raw.c_cc) { keys in
                keys[Int(VMIN)] = 1
                keys[Int(VTIME)] = 0
            }
            tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        }
        TerminalRescue.isNeeded(true)
        isEntered = true
        painter.forget()
        Output.text(Terminal.begin)
    }

    /// Gives the screen back.
    func leave() {
        guard isEntered else { return }
        isEntered = false
        Output.text(Terminal.end)
        if var before { tcsetattr(STDIN_FILENO, TCSANOW, &before) }
        TerminalRescue.isNeeded(false)
    }

    /// Shows these lines, in one write of what has changed.
    func draw(_ lines: [StyledLine]) {
        let text = painter.text(showing: lines, on: size)
        if !text.isEmpty { Output.text(text) }
    }

    /// Draws everything anew the next time.
    func forget() { painter.forget() }

    /// What keys have sent; `nil` when the terminal is gone.
    func read() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN ? [] : nil }
        return count == 0 ? nil : Array(bytes[..<count])
    }
}
