package import ExerciseModel

/// The date as HTTP writes it (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The text of an instant.
    package static func text(_ instant: UTCInstant) -> String {
        // `2026-01-15T10:05:32.120Z`; 1970-01-01 was a Thursday.
        let text = CalendarText.text(instant)
        let day = Int(max(0, instant.milliseconds) / 86_400_000 % 7)
        let month = text.dropFirst(5).prefix(2).utf8.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        let (year, date, time) = (text.prefix(4), text.dropFirst(8).prefix(2), text.dropFirst(11).prefix(8))
        return "\(days[day]), \(date) \(months[month - 1]) \(year) \(time) GMT"
    }
}
