import ExerciseModel

/// Reads what a rule asks of the payload (`where`).
struct ConditionReading {
    private let section: Section
    /// Comparisons so far.
    private var count = 0

    /// The condition under `where`; `nil` when there is none, or when a fault was noted.
    static func read(_ section: Section) -> Condition? {
        guard let node = section["where"], !node.isNull else { return nil }
        var reading = ConditionReading(section: section)
        let condition = reading.mapping(node, "where")
        guard reading.count <= Limits.comparisons else {
            section.faults.error(
                section.site(node), "'where' compares too much",
                label: "\(reading.count) of at most \(Limits.comparisons)"
            )
            return nil
        }
        return condition
    }

    private init(section: Section) { self.section = section }

    private func error(_ node: Node, _ message: String, label: String = "", help: String? = nil) {
        section.faults.error(section.site(node), message, label: label, help: help)
    }

    /// The entries of a mapping, which must all hold.
    private mutating func mapping(_ node: Node, _ key: String) -> Condition? {
        guard let entries = node.mapping else {
            let help =
                node.sequence == nil
                ? "write fields of the payload and what they must be, such as {severity: {gte: 7}}"
                : "write '\(key): {all: […]}' or '\(key): {any: […]}'"
            section.wrongType(key, node, wanted: "a mapping", help: help)
            return nil
        }
        guard !entries.isEmpty else {
            error(node, "'\(key)' says nothing", help: "name a field of the payload, or leave it out")
            return nil
        }
        return Self.joined(entries.map { entry($0) })
    }

    private mutating func entry(_ entry: Node.Entry) -> Condition? {
        switch entry.key {
        case "all": return list(entry.value, "all").map { Condition.all($0) }
        case "any": return list(entry.value, "any").map { Condition.any($0) }
        case "not": return mapping(entry.value, "not").map { Condition.not($0) }
        default:
            guard let path = path(entry) else { return nil }
            return field(path, entry)
        }
    }

    private mutating func list(_ node: Node, _ key: String) -> [Condition]? {
        guard let nodes = node.sequence else {
            section.wrongType(key, node, wanted: "a list", help: "write a mapping of fields behind each '-'")
            return nil
        }
        guard !nodes.isEmpty else {
            error(node, "'\(key)' is empty", help: "write conditions into it, or leave it out")
            return nil
        }
        return Self.whole(nodes.map { mapping($0, key) })
    }

    /// The steps of a path: `a.b.0`, or `.` for the whole payload.
    private func path(_ entry: Node.Entry) -> [String]? {
        guard entry.key != "." else { return [] }
        let steps = entry.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let site = Site(source: section.source, range: entry.keyRange)
        guard !steps.contains("") else {
            section.faults.error(
                site, "\(DisplayText.quoted(entry.key)) is no path",
                help: "write the keys from the payload inwards with a '.' between them, such as position.0")
            return nil
        }
        if steps.count > 1, steps[0] == "payload" || (steps[0] == "event" && steps[1] == "payload") {
            let rest = steps.drop { $0 == "event" || $0 == "payload" }.joined(separator: ".")
            section.faults.warning(
                site, "a path of 'where' begins in the payload", label: "this asks for a 'payload' within it",
                help: rest.isEmpty ? nil : "write '\(rest)'")
        }
        return steps
    }

    private mutating func field(_ path: [String], _ entry: Node.Entry) -> Condition? {
        let node = entry.value
        if node.mapping != nil { return operators(path, node, of: entry.key) }
        if node.sequence != nil {
            error(
                node, "\(DisplayText.quoted(entry.key)) is compared with a list",
                help: "write {in: […]} for one of several values, or {equals: […]} for the whole list")
            return nil
        }
        return value(entry.key, node).map { compare(path, .equals($0)) }
    }

    private mutating func operators(_ path: [String], _ node: Node, of key: String) -> Condition? {
        guard let entries = node.mapping, !entries.isEmpty else {
            error(
                node, "\(DisplayText.quoted(key)) is compared with nothing",
                help: "write an operator, such as {gte: 7}; {equals: {}} asks for an empty mapping")
            return nil
        }
        return Self.joined(entries.map { comparison(path, $0) })
    }

    private static let known = ["equals", "eq", "not", "in", "gt", "gte", "lt", "lte", "exists", "matches"]

    private mutating func comparison(_ path: [String], _ entry: Node.Entry) -> Condition? {
        let node = entry.value
        switch entry.key {
        case "equals", "eq": return value(entry.key, node).map { compare(path, .equals($0)) }
        case "not":
            if node.mapping != nil { return operators(path, node, of: "not").map { .not($0) } }
            return value("not", node).map { .not(compare(path, .equals($0))) }
        case "in": return members(node).map { compare(path, .isIn($0)) }
        case "gt": return ordered(entry).map { compare(path, .greater($0)) }
        case "gte": return ordered(entry).map { compare(path, .atLeast($0)) }
        case "lt": return ordered(entry).map { compare(path, .less($0)) }
        case "lte": return ordered(entry).map { compare(path, .atMost($0)) }
        case "exists":
            guard case .bool(let flag) = node.scalar?.kind else {
                section.wrongType("exists", node, wanted: "true or false")
                return nil
            }
            return compare(path, .exists(flag))
        case "matches": return glob(node).map { compare(path, .matches($0)) }
        default:
            let near = EditDistance.nearest(to: entry.key, among: Self.known)
            section.faults.error(
                Site(source: section.source, range: entry.keyRange),
                "there is no comparison \(DisplayText.quoted(entry.key))",
                help: near.map { "did you mean '\($0)'?" }
                    ?? "they are: \(Self.known.joined(separator: ", ")); write a path as a.b, not as a: {b: …}")
            return nil
        }
    }

    private mutating func compare(_ path: [String], _ comparison: Condition.Comparison) -> Condition {
        count += 1
        return .field(path, comparison)
    }

    private func value(_ key: String, _ node: Node) -> JSONText? {
        if let text = node.scalar?.text, text.contains("${") {
            error(
                node, "'where' takes no references", label: "it is compared as it stands",
                help: "compare with a value; \(DisplayText.quoted(text)) may stand in parameters only")
            return nil
        }
        return section.json(key, node)
    }

    private func members(_ node: Node) -> [JSONText]? {
        guard let nodes = node.sequence else {
            section.wrongType("in", node, wanted: "a list", help: "write [\(node.scalar?.text ?? "…")]")
            return nil
        }
        guard !nodes.isEmpty else {
            error(node, "'in' is empty", label: "nothing is one of no values", help: "write values into it")
            return nil
        }
        return Self.whole(nodes.map { value("in", $0) })
    }

    /// A number or a text, which alone have an order.
    private func ordered(_ entry: Node.Entry) -> JSONText? {
        switch entry.value.scalar?.kind {
        case .number, .integer, .string: return value(entry.key, entry.value)
        default:
            section.wrongType(entry.key, entry.value, wanted: "a number or text")
            return nil
        }
    }

    private func glob(_ node: Node) -> String? {
        guard value("matches", node) != nil, let text = section.text("matches", node) else { return nil }
        var rest = text[...]
        while let open = rest.firstIndex(of: "[") {
            // The first character of a set, behind a '!' or not, may be a bracket itself.
            let set = rest[open...].dropFirst()
            guard let close = set.dropFirst(set.first == "!" ? 2 : 1).firstIndex(of: "]") else {
                error(node, "a '[' of this pattern is never closed", help: "write [ab] for one of a and b, [[] for '['")
                return nil
            }
            rest = rest[rest.index(after: close)...]
        }
        return text
    }

    private static func whole<Value>(_ values: [Value?]) -> [Value]? {
        let found = values.compactMap { $0 }
        return found.count == values.count ? found : nil
    }

    private static func joined(_ conditions: [Condition?]) -> Condition? {
        whole(conditions).map { $0.count == 1 ? $0[0] : .all($0) }
    }
}
