extension JSONSlice {
    /// Whether two values say the same, whatever their spacing, escapes, order of keys and spelling of numbers. Texts
    /// are the same by their bytes, numbers by their exact value.
    package func saysSame(as other: JSONSlice) -> Bool {
        guard kind == other.kind else { return false }
        if bytes == other.bytes { return true }
        switch kind {
        case .null: return true
        case .bool: return bool == other.bool
        case .string: return utf8 == other.utf8
        case .number: return JSONNumber(self) == JSONNumber(other)
        case .array:
            guard let left = array, let right = other.array, left.count == right.count else { return false }
            return zip(left, right).allSatisfy { $0.saysSame(as: $1) }
        case .object: return hasSameFields(as: other)
        }
    }

    private func hasSameFields(as other: JSONSlice) -> Bool {
        guard let left = object, let right = other.object else { return false }
        let (fields, others) = (left.fields, right.fields)
        guard fields.count == others.count else { return false }
        // By bytes: two strings of Swift are equal when they only look alike.
        let values = Dictionary(
            others.map { (Array(right.name(of: $0).utf8), $0.value) }, uniquingKeysWith: { first, _ in first })
        return fields.allSatisfy { field in
            values[Array(left.name(of: field).utf8)].map { field.value.saysSame(as: $0) } ?? false
        }
    }

    private var utf8: [UInt8]? { string.map { Array($0.utf8) } }
}
