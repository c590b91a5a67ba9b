import ExerciseModel

/// Whether two JSON texts say the same, whatever their spacing, escapes, order of keys and spelling of numbers.
enum JSONEquality {
    static func same(_ left: JSONText, _ right: JSONText) -> Bool {
        guard let left = wrap(left), let right = wrap(right) else { return false }
        return same(left, right)
    }

    /// A slice is to be had from an object only.
    private static func wrap(_ text: JSONText) -> JSONSlice? {
        let bytes = Array("{\"v\":".utf8) + text.bytes + [UInt8(ascii: "}")]
        return (try? JSONObject(bytes[...], caps: .trusted))?["v"]
    }

    private static func same(_ left: JSONSlice, _ right: JSONSlice) -> Bool {
        guard left.kind == right.kind else { return false }
        switch left.kind {
        case .null: return true
        case .bool: return left.bool == right.bool
        case .string: return left.string == right.string
        case .number: return left.bytes == right.bytes || number(left) == number(right)
        case .array:
            guard let left = left.array, let right = right.array, left.count == right.count else { return false }
            return zip(left, right).allSatisfy { same($0, $1) }
        case .object:
            guard let left = left.object, let right = right.object, left.fields.count == right.fields.count else {
                return false
            }
            let others = Dictionary(
                right.fields.map { (right.name(of: $0), $0.value) }, uniquingKeysWith: { first, _ in first })
            return left.fields.allSatisfy { field in
                others[left.name(of: field)].map { same(field.value, $0) } ?? false
            }
        }
    }

    private static func number(_ slice: JSONSlice) -> Double? { Double(String(decoding: slice.bytes, as: UTF8.self)) }
}
