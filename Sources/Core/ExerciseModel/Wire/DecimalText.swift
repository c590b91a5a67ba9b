/// Decimal text to integers, without a double in between.
package enum DecimalText {
    /// A number as JSON writes it, in units of 10⁻ᵈ, further digits cut off; `nil` for what is no number or does not
    /// fit.
    package static func scaled(_ text: some Sequence<UInt8>, digits: Int) -> Int64? {
        var negative = false
        var mantissa: Int64 = 0
        var scale = 0
        var exponent = 0
        var exponentNegative = false
        var part = Part.whole
        var count = 0
        var isFull = false
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"):
                if part == .exponent { exponentNegative = true } else { negative = true }
            case UInt8(ascii: "+"): continue
            case UInt8(ascii: "."): part = .fraction
            case UInt8(ascii: "e"), UInt8(ascii: "E"): part = .exponent
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = Int64(byte - UInt8(ascii: "0"))
                count += 1
                if part == .exponent {
                    exponent = min(exponent * 10 + Int(digit), 1_000)
                    continue
                }
                let (product, over) = mantissa.multipliedReportingOverflow(by: 10)
                let (sum, overAgain) = product.addingReportingOverflow(digit)
                isFull = isFull || over || overAgain
                if isFull {
                    if part == .whole { scale -= 1 }
                } else {
                    mantissa = sum
                    if part == .fraction { scale += 1 }
                }
            default: return nil
            }
        }
        let power = digits - scale + (exponentNegative ? -exponent : exponent)
        guard count > 0, !isFull || power <= 0 else { return nil }
        return shifted(negative ? -mantissa : mantissa, by: power)
    }

    private enum Part { case whole, fraction, exponent }

    private static func shifted(_ value: Int64, by power: Int) -> Int64? {
        guard value != 0 else { return 0 }
        var value = value
        for _ in 0..<abs(power) {
            if power < 0 {
                value /= 10
                if value == 0 { return 0 }
            } else {
                let (product, over) = value.multipliedReportingOverflow(by: 10)
                if over { return nil }
                value = product
            }
        }
        return value
    }

    /// Writes a whole number.
    static func append(_ number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        // One by one: to turn a slice round would copy it.
        var (left, right) = (start, bytes.count - 1)
        while left < right {
            bytes.swapAt(left, right)
            (left, right) = (left + 1, right - 1)
        }
    }

    /// Writes units of 10⁻ᵈ with at least one digit behind the point and no idle zeros.
    package static func append(_ scaled: Int64, digits: Int, to bytes: inout [UInt8]) {
        let unit = (0..<digits).reduce(UInt64(1)) { power, _ in power * 10 }
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        append(Int64(scaled.magnitude / unit), to: &bytes)
        bytes.append(UInt8(ascii: "."))
        var rest = scaled.magnitude % unit
        var place = unit / 10
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(place == 0 ? 0 : rest / place))
            rest = place == 0 ? 0 : rest % place
            place /= 10
        } while rest > 0
    }
}
