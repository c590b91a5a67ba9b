import ExerciseModel

/// Finds conditions that no payload can meet.
enum Contradiction {
    /// The path of a field that is asked for what cannot be; `nil` when none was found, empty when several are to blame.
    static func find(_ condition: Condition) -> String? {
        var fields: [[String]: [Condition]] = [:]
        var order: [[String]] = []
        var alternatives: [[Condition]] = []
        gather(condition, &fields, &order, &alternatives)
        if let field = order.first(where: { isImpossible(fields[$0] ?? []) }) { return field.joined(separator: ".") }
        for conditions in alternatives {
            let found = conditions.compactMap(find)
            if found.count == conditions.count { return found.count == 1 ? found[0] : "" }
        }
        return nil
    }

    /// What must hold of each field, all together.
    private static func gather(
        _ condition: Condition, _ fields: inout [[String]: [Condition]], _ order: inout [[String]],
        _ alternatives: inout [[Condition]]
    ) {
        switch condition {
        case .all(let parts): for part in parts { gather(part, &fields, &order, &alternatives) }
        case .any(let parts): alternatives.append(parts)
        case .field(let path, _), .not(.field(let path, _)):
            if fields[path] == nil { order.append(path) }
            fields[path, default: []].append(condition)
        case .not: break
        }
    }

    private static func isImpossible(_ conditions: [Condition]) -> Bool {
        var wanted: [Condition.Comparison] = []
        var unwanted: [Condition.Comparison] = []
        for condition in conditions {
            switch condition {
            case .field(_, let comparison): wanted.append(comparison)
            case .not(.field(_, let comparison)): unwanted.append(comparison)
            default: break
            }
        }
        if wanted.contains(.exists(false)) {
            return wanted.contains { $0 != .exists(false) } || unwanted.contains(.exists(false))
        }
        if unwanted.contains(.exists(true)) { return wanted.contains { $0 != .exists(false) } }
        if let candidates = candidates(wanted) {
            return !candidates.contains { value in
                wanted.allSatisfy { fits(value, $0) ?? true } && !unwanted.contains { fits(value, $0) == true }
            }
        }
        return hasNoRoom(wanted)
    }

    /// The values that come into question, when they are named.
    private static func candidates(_ comparisons: [Condition.Comparison]) -> [JSONText]? {
        for comparison in comparisons {
            switch comparison {
            case .equals(let value): return [value]
            case .isIn(let values): return values
            default: continue
            }
        }
        return nil
    }

    /// Whether a value fits; `nil` when that is not looked into.
    private static func fits(_ value: JSONText, _ comparison: Condition.Comparison) -> Bool? {
        switch comparison {
        case .equals(let other): value.slice.saysSame(as: other.slice)
        case .isIn(let others): others.contains { value.slice.saysSame(as: $0.slice) }
        case .greater(let bound): Constant(value) > Constant(bound)
        case .atLeast(let bound): Constant(value) >= Constant(bound)
        case .less(let bound): Constant(bound) > Constant(value)
        case .atMost(let bound): Constant(bound) >= Constant(value)
        case .exists(let flag): flag
        case .matches: value.slice.kind == .string ? nil : false
        }
    }

    /// Whether nothing lies between the bounds, or they are of two kinds.
    private static func hasNoRoom(_ comparisons: [Condition.Comparison]) -> Bool {
        var lower: [(Constant, open: Bool)] = []
        var upper: [(Constant, open: Bool)] = []
        var isText = false
        for comparison in comparisons {
            switch comparison {
            case .greater(let bound): lower.append((Constant(bound), true))
            case .atLeast(let bound): lower.append((Constant(bound), false))
            case .less(let bound): upper.append((Constant(bound), true))
            case .atMost(let bound): upper.append((Constant(bound), false))
            case .matches: isText = true
            default: continue
            }
        }
        let kinds = Set((lower + upper).map(\.0.isNumber) + (isText ? [false] : []))
        guard kinds.count < 2 else { return true }
        return lower.contains { low, lowOpen in
            upper.contains { high, highOpen in !(lowOpen || highOpen ? high > low : high >= low) }
        }
    }

    /// A number or a text; others fit no order.
    private enum Constant {
        case number(JSONNumber)
        case text(String)
        case other

        init(_ value: JSONText) {
            let slice = value.slice
            switch slice.kind {
            case .string: self = .text(slice.string ?? "")
            case .number: self = JSONNumber(slice).map { .number($0) } ?? .other
            default: self = .other
            }
        }

        var isNumber: Bool { if case .number = self { true } else { false } }

        static func > (left: Constant, right: Constant) -> Bool {
            switch (left, right) {
            case (.number(let left), .number(let right)): right < left
            case (.text(let left), .text(let right)): right.utf8.lexicographicallyPrecedes(left.utf8)
            default: false
            }
        }

        static func >= (left: Constant, right: Constant) -> Bool {
            switch (left, right) {
            case (.number(let left), .number(let right)): !(left < right)
            case (.text, .text): !(right > left)
            default: false
            }
        }
    }
}
