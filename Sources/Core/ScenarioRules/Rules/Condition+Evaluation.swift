package import ExerciseModel

extension Condition {
    /// Whether it holds for an event's payload. What is not there fits nothing but `exists: false`.
    package func holds(for payload: JSONText) -> Bool {
        switch self {
        case .field(let path, let comparison): comparison.holds(for: payload.value(at: path))
        case .all(let conditions): conditions.allSatisfy { $0.holds(for: payload) }
        case .any(let conditions): conditions.contains { $0.holds(for: payload) }
        case .not(let condition): !condition.holds(for: payload)
        }
    }
}

extension Condition.Comparison {
    fileprivate func holds(for value: JSONSlice?) -> Bool {
        if case .exists(let wanted) = self { return (value != nil) == wanted }
        guard let value else { return false }
        switch self {
        case .exists: return true
        case .equals(let other): return value.saysSame(as: other.slice)
        case .isIn(let others): return others.contains { value.saysSame(as: $0.slice) }
        case .greater(let other): return Order(value, other.slice) == .after
        case .atLeast(let other): return Order(value, other.slice).map { $0 != .before } ?? false
        case .less(let other): return Order(value, other.slice) == .before
        case .atMost(let other): return Order(value, other.slice).map { $0 != .after } ?? false
        case .matches(let pattern): return value.string.map { Glob(pattern).matches($0) } ?? false
        }
    }
}

/// How two values stand to each other: numbers by value, texts by their bytes.
private enum Order {
    case before, same, after

    init?(_ left: JSONSlice, _ right: JSONSlice) {
        if let left = left.integer, let right = right.integer {
            self = left < right ? .before : left == right ? .same : .after
        } else if let left = JSONNumber(left), let right = JSONNumber(right) {
            self = left < right ? .before : left == right ? .same : .after
        } else if let left = left.string, let right = right.string {
            if left.utf8.elementsEqual(right.utf8) {
                self = .same
            } else {
                self = left.utf8.lexicographicallyPrecedes(right.utf8) ? .before : .after
            }
        } else {
            return nil
        }
    }
}
