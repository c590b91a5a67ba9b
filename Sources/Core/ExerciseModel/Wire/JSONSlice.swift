/// A value inside checked JSON text, read only as far as it is asked.
package struct JSONSlice: Equatable, Sendable {
    /// What the first byte says it is.
    package let kind: JSONScanner.Kind
    /// The value's own bytes; its indices count from the start of the whole text.
    package let bytes: ArraySlice<UInt8>

    /// The value as text to pass on.
    package var text: JSONText { JSONText(trusted: bytes) }

    /// The text of a string, its escapes resolved; `nil` for another kind.
    package var string: String? {
        guard kind == .string else { return nil }
        return bytes.withUnsafeBufferPointer { JSONString.decode(UnsafeBufferPointer(rebasing: $0[1..<$0.count - 1])) }
    }

    /// `true` or `false`; `nil` for another kind.
    package var bool: Bool? { kind == .bool ? bytes.first == UInt8(ascii: "t") : nil }

    /// A whole number that fits; `nil` for another kind and for one with a fraction or an exponent.
    package var integer: Int64? {
        guard kind == .number else { return nil }
        var negative = false
        var sum: Int64 = 0
        for byte in bytes {
            if byte == UInt8(ascii: "-") {
                negative = true
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let (product, over) = sum.multipliedReportingOverflow(by: 10)
            let (next, overAgain) = product.subtractingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            if over || overAgain { return nil }
            sum = next
        }
        if negative { return sum }
        return sum == .min ? nil : -sum
    }

    /// A number in units of 10⁻ᵈ, further digits cut off; `nil` for another kind and for what does not fit.
    package func scaled(digits: Int) -> Int64? {
        guard kind == .number else { return nil }
        return DecimalText.scaled(bytes, digits: digits)
    }

    /// The fields of an object; `nil` for another kind.
    package var object: JSONObject? {
        kind == .object ? try? JSONObject(bytes, caps: .trusted) : nil
    }

    /// The elements of an array; `nil` for another kind.
    package var array: [JSONSlice]? {
        guard kind == .array else { return nil }
        var elements: [JSONSlice] = []
        let start = bytes.startIndex
        bytes.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(buffer, caps: .trusted)
            try? scanner.array(depth: 1) { range, kind in
                elements.append(
                    JSONSlice(kind: kind, bytes: bytes[start + range.lowerBound..<start + range.upperBound]))
            }
        }
        return elements
    }
}
