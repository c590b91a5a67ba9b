/// A number of JSON by its exact value, however it is spelled: 7, 7.0 and 70e-1 are the same, and no double rounds it.
package struct JSONNumber: Equatable, Sendable {
    /// -1, 0 or 1.
    private let sign: Int
    /// The value is `sign` × 0.d₁d₂d₃… × 10^`exponent`.
    private let exponent: Int
    /// Without zeros at either end.
    private let digits: [UInt8]

    /// Reads a value; `nil` for one that is no number.
    package init?(_ value: JSONSlice) {
        guard value.kind == .number else { return nil }
        var (digits, point, exponent): ([UInt8], Int?, Int) = ([], nil, 0)
        var rest = value.bytes
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        while let byte = rest.first {
            rest = rest.dropFirst()
            if byte == UInt8(ascii: ".") {
                point = digits.count
            } else if byte | 0x20 == UInt8(ascii: "e") {
                exponent = Self.exponent(rest)
                break
            } else {
                digits.append(byte)
            }
        }
        exponent += point ?? digits.count
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : exponent - zeros
        sign = digits.isEmpty ? 0 : isNegative ? -1 : 1
    }

    /// Beyond 18 digits all that a message may hold is smaller than anything a double tells from zero.
    private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "0") }
        let size = digits.prefix(18).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return isNegative ? -size : size
    }
}

extension JSONNumber: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        if left.sign != right.sign { return left.sign < right.sign }
        return left.sign < 0 ? isSmaller(right, left) : isSmaller(left, right)
    }

    private static func isSmaller(_ left: Self, _ right: Self) -> Bool {
        if left.exponent != right.exponent { return left.exponent < right.exponent }
        return left.digits.lexicographicallyPrecedes(right.digits)
    }
}
