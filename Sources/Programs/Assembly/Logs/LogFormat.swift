import ExerciseModel
import Logging

/// How log lines look on stderr.
package enum LogFormat: String, Sendable {
    case json, text

    /// One line with its line end; values that are numbers or truth values stay so in JSON.
    func line(at: UTCInstant, level: Logger.Level, message: String, metadata: Logger.Metadata) -> [UInt8] {
        var bytes = self == .json ? json(at, level, message, metadata) : text(at, level, message, metadata)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private func json(
        _ at: UTCInstant, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
    ) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("timestamp", at)
            writer.field("level", level.rawValue)
            writer.field("event", message)
            for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
                writer.key(dynamic: key)
                switch value {
                case .stringConvertible(let number as Int64): writer.value(number)
                case .stringConvertible(let number as Int): writer.value(Int64(number))
                case .stringConvertible(let flag as Bool):
                    writer.value(flag ? JSONText(literal: "true") : JSONText(literal: "false"))
                case .stringConvertible(let time as ExerciseSeconds): writer.value(time.json)
                default: writer.value("\(value)")
                }
            }
        }
    }

    private func text(
        _ at: UTCInstant, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
    ) -> [UInt8] {
        var line = "\(CalendarText.text(at)) \(level.rawValue) \(message)"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(quoted("\(value)"))" }
        return Array(line.utf8)
    }

    private func quoted(_ text: String) -> String {
        let plain = !text.isEmpty && !text.utf8.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == 0x7F }
        guard !plain else { return text }
        var writer = JSONWriter()
        writer.value(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Exercise time in a log line: seconds with a fraction.
struct ExerciseSeconds: CustomStringConvertible, Sendable {
    let time: ExerciseInstant

    var json: JSONText {
        var writer = JSONWriter()
        writer.openArray()
        writer.decimal(time.milliseconds, digits: 3)
        return JSONText(trusted: writer.bytes[1...])
    }

    var description: String { String(decoding: json.bytes, as: UTF8.self) }
}
