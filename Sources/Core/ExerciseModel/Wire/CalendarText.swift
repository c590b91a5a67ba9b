/// RFC 3339 in UTC with milliseconds, `2026-01-15T10:05:32.120Z`, by integer arithmetic on the proleptic Gregorian
/// calendar.
package enum CalendarText {
    /// The first and the last instant that four digits can date: 0000-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z.
    private static let datable: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Writes the 24 bytes of an instant; one that four digits cannot date is written as the nearest that they can.
    static func append(_ instant: UTCInstant, to bytes: inout [UInt8]) {
        let milliseconds = min(max(instant.milliseconds, datable.lowerBound), datable.upperBound)
        let days = floorDivide(milliseconds, 86_400_000)
        let inDay = milliseconds - days * 86_400_000
        let (year, month, day) = civil(days: days)
        two(year / 100, to: &bytes)
        two(year % 100, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        two(month, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        two(day, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        two(inDay / 3_600_000, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        two(inDay / 60_000 % 60, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        two(inDay / 1_000 % 60, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        let fraction = inDay % 1_000
        bytes.append(UInt8(ascii: "0") + UInt8(fraction / 100))
        two(fraction % 100, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// The text of an instant.
    package static func text(_ instant: UTCInstant) -> String {
        var bytes: [UInt8] = []
        append(instant, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads what `text` writes, the fraction with one to nine digits or left out; `nil` for anything else.
    package static func instant(_ text: String) -> UTCInstant? {
        let bytes = Array(text.utf8)
        guard (20...30).contains(bytes.count), bytes.last == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var sum: Int64 = 0
            for byte in bytes[range] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                sum = sum * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return sum
        }
        let marks: [(Int, UInt8)] = [
            (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (10, UInt8(ascii: "T")), (13, UInt8(ascii: ":")),
            (16, UInt8(ascii: ":")),
        ]
        guard marks.allSatisfy({ bytes[$0.0] == $0.1 }),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = days(year: year, month: month, day: day)
        guard civil(days: days) == (year, month, day) else { return nil }
        var milliseconds: Int64 = 0
        if bytes.count > 20 {
            let digits = bytes.count - 21
            guard bytes[19] == UInt8(ascii: "."), digits > 0, let fraction = number(20..<bytes.count - 1) else {
                return nil
            }
            milliseconds = thousandths(fraction, digits: digits)
        }
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
        return UTCInstant(milliseconds: seconds * 1_000 + milliseconds)
    }

    private static func thousandths(_ fraction: Int64, digits: Int) -> Int64 {
        digits <= 3
            ? (digits..<3).reduce(fraction) { sum, _ in sum * 10 }
            : (3..<digits).reduce(fraction) { sum, _ in sum / 10 }
    }

    private static func two(_ number: Int64, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    /// Year, month and day of a count of days since 1970-01-01; years are counted from March so that a leap day is the
    /// last of its year.
    private static func civil(days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
