/// The ways in which an author writes a time or a length of time, read to microseconds and written again.
///
/// `90s`, `45m`, `2h05m`, `500ms`; `1:05:30` and `05:30`; for a point of the exercise also `T+05:30`. A number is
/// seconds, fractions allowed.
package enum TimeSpelling {
    /// Why a text is no time; its words stand behind the carets.
    package enum Fault: String, Error, Sendable {
        case unknown = "this is no time"
        case negative = "this is before zero"
        case tooLarge = "this is too large"
        case bareNumber = "a number in quotes has no unit"
        case over59 = "minutes and seconds go up to 59 here"
        case unitOrder = "units go from the largest to the smallest, each once: h, m, s, ms"
    }

    /// More than any exercise lasts, a thousand years, so that sums of a few never overflow.
    private static let most: Int64 = 31_536_000_000_000_000

    /// Reads the digits of a number of seconds.
    package static func seconds(_ number: String) throws(Fault) -> Int64 {
        guard !number.hasPrefix("-") else { throw .negative }
        guard let micros = DecimalText.scaled(number.utf8, digits: 6), micros <= most else { throw .tooLarge }
        return micros
    }

    /// Reads a length of time.
    package static func length(_ text: String) throws(Fault) -> Int64 {
        guard !text.hasPrefix("-") else { throw .negative }
        let micros = text.utf8.contains(UInt8(ascii: ":")) ? try clock(text) : try units(text)
        guard micros <= most else { throw .tooLarge }
        return micros
    }

    /// Reads a point of the exercise: as a length, `T+` before it allowed.
    package static func point(_ text: String) throws(Fault) -> Int64 {
        guard !text.hasPrefix("T-") else { throw .negative }
        return try length(text.hasPrefix("T+") ? String(text.dropFirst(2)) : text)
    }

    /// `[h:]mm:ss[.fraction]`; the first number may have any size.
    private static func clock(_ text: String) throws(Fault) -> Int64 {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3 else { throw .unknown }
        var sum: Int64 = 0
        for (place, part) in parts.enumerated() {
            let last = place == parts.count - 1
            let digits = part.split(separator: ".", omittingEmptySubsequences: false)
            guard digits.count == 1 || (last && digits.count == 2), digits.allSatisfy(isNumber),
                place == 0 || digits[0].utf8.count == 2
            else { throw .unknown }
            guard let micros = DecimalText.scaled(part.utf8, digits: 6), micros <= most else { throw .tooLarge }
            guard place == 0 || micros < 60_000_000 else { throw .over59 }
            sum = sum * 60 + micros
            guard sum <= most else { throw .tooLarge }
        }
        return sum
    }

    /// Numbers with units, spaces between them allowed.
    private static func units(_ text: String) throws(Fault) -> Int64 {
        var rest = text.utf8.drop { $0 == UInt8(ascii: " ") }
        guard !rest.isEmpty else { throw .unknown }
        var sum: Int64 = 0
        var smallest = Int64.max
        while !rest.isEmpty {
            let number = rest.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
            rest = rest[number.endIndex...].drop { $0 == UInt8(ascii: " ") }
            let unit = rest.prefix { $0 >= UInt8(ascii: "a") }
            rest = rest[unit.endIndex...].drop { $0 == UInt8(ascii: " ") }
            let parts = number.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else { throw .unknown }
            guard !unit.isEmpty else { throw rest.isEmpty && sum == 0 ? .bareNumber : .unknown }
            guard let size = size(ofUnit: String(unit) ?? "") else { throw .unknown }
            guard size < smallest else { throw .unitOrder }
            smallest = size
            guard let scaled = DecimalText.scaled(number, digits: 6), scaled <= most else { throw .tooLarge }
            let (whole, over) = (scaled / 1_000_000).multipliedReportingOverflow(by: size)
            guard !over, whole <= most else { throw .tooLarge }
            sum += whole + scaled % 1_000_000 * (size / 1_000) / 1_000
            guard sum <= most else { throw .tooLarge }
        }
        return sum
    }

    private static func size(ofUnit unit: String) -> Int64? {
        switch unit {
        case "h": 3_600_000_000
        case "m", "min": 60_000_000
        case "s": 1_000_000
        case "ms": 1_000
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isNumber(_ text: Substring) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isDigit) }

    /// A point of the exercise as it is shown: `T+05:30`, `T+1:05:30`, `T+05:30.5`.
    package static func text(ofPoint micros: Int64) -> String {
        let seconds = micros / 1_000_000
        let clock = two(seconds / 60 % 60) + ":" + two(seconds % 60) + fraction(of: micros)
        return seconds >= 3_600 ? "T+\(seconds / 3_600):\(clock)" : "T+\(clock)"
    }

    /// A length in units: `2h`, `2h05m`, `45m30s`, `1.5s`.
    package static func text(ofLength micros: Int64) -> String {
        let seconds = micros / 1_000_000
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60)
        let tail = fraction(of: micros)
        var text = hours > 0 ? "\(hours)h" : ""
        if minutes > 0 || (hours > 0 && (rest > 0 || !tail.isEmpty)) {
            text += (hours > 0 ? two(minutes) : String(minutes)) + "m"
        }
        guard rest > 0 || !tail.isEmpty || text.isEmpty else { return text }
        return text + (text.isEmpty ? String(rest) : two(rest)) + tail + "s"
    }

    /// A length in seconds: `7500 s`, `0.5 s`.
    package static func text(inSeconds micros: Int64) -> String {
        "\(micros / 1_000_000)\(fraction(of: micros)) s"
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }

    private static func fraction(of micros: Int64) -> String {
        let rest = micros % 1_000_000
        guard rest > 0 else { return "" }
        let digits = String(1_000_000 + rest).dropFirst()
        return "." + digits.reversed().drop { $0 == "0" }.reversed()
    }
}
