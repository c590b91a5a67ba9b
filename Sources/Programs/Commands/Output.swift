import Glibc

/// What a verb tells: results on stdout, all else on stderr.
enum Output {
    /// Writes a line to stdout.
    static func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Writes text to stdout as it is.
    static func text(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes a line to stderr.
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Whether stdout is a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether colours are welcome on stdout (`NO_COLOR` says no).
    static var isColored: Bool { isTerminal && getenv("NO_COLOR") == nil }

    /// The columns of the terminal, 80 where it does not say.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { buffer in
            var written = 0
            while written < buffer.count {
                let step = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                guard step > 0 || errno == EINTR else { return }
                written += max(0, step)
            }
        }
    }
}
