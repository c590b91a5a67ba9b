import Glibc

/// Gives the terminal back when the program itself fails, from the signal that ends it.
enum TerminalRescue {
    private static let signals = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]

    // `nonisolated(unsafe)`: written while the signals are not yet ours, read in the handler alone.
    nonisolated(unsafe) private static var settings = termios()
    nonisolated(unsafe) private static var hasSettings = false
    nonisolated(unsafe) private static var isEntered = false
    nonisolated(unsafe) private static let bytes: UnsafeMutableBufferPointer<UInt8> = {
        let text = Array(Terminal.end.utf8)
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
        _ = bytes.initialize(from: text)
        return bytes
    }()

    /// Notes how the terminal was, and takes the signals of faults once each.
    static func arm(_ before: termios?) {
        if let before { (settings, hasSettings) = (before, true) }
        _ = bytes.count
        for signal in signals {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { TerminalRescue.giveBack($0) }
            action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
            sigaction(signal, &action, nil)
        }
    }

    /// Whether there is something to give back.
    static func isNeeded(_ flag: Bool) { isEntered = flag }

    /// Leaves the signals to whoever takes them.
    static func disarm() { for signal in signals { Glibc.signal(signal, SIG_DFL) } }

    /// Runs inside a signal: nothing here may allocate.
    private static func giveBack(_ signal: Int32) {
        if isEntered {
            _ = write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
            if hasSettings { tcsetattr(STDIN_FILENO, TCSANOW, &settings) }
        }
        raise(signal)
    }
}
