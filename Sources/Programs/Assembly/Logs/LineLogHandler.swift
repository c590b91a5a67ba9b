import ExerciseHost
import ExerciseModel
import Glibc
package import Logging

/// Writes log lines to stderr, one write for each.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let format: LogFormat
    private let sharesLine: Bool

    /// `sharesLine` when a live line may stand where the log line is to go.
    package init(level: Logger.Level, format: LogFormat, sharesLine: Bool) {
        logLevel = level
        self.format = format
        self.sharesLine = sharesLine
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    package func log(event: LogEvent) {
        let merged = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let bytes =
            (sharesLine ? Array("\r\u{1B}[2K".utf8) : [])
            + format.line(
                at: SystemClock.now().utc, level: event.level, message: "\(event.message)", metadata: merged)
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let step = write(STDERR_FILENO, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                guard step > 0 || errno == EINTR else { return }
                written += max(0, step)
            }
        }
    }
}

extension Logger {
    /// The daemon's logger as the settings want it.
    package init(settings: Settings, sharesLine: Bool) {
        let format = settings.logFormat.flatMap(LogFormat.init) ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        let level = Logger.Level(rawValue: settings.logLevel) ?? .info
        self.init(label: "whitecell") { _ in LineLogHandler(level: level, format: format, sharesLine: sharesLine) }
    }
}
