import ExerciseModel

/// The injects of an exercise by name: the same name stands once in a timeline, and in several only for the same inject.
struct InjectIndex {
    private struct Seen {
        let inject: Inject
        let timeline: TimelineID
        let site: Site
    }

    private var seen: [InjectID: Seen] = [:]

    /// Adds an inject; notes a fault when its name is taken by another.
    mutating func add(_ inject: Inject, of timeline: TimelineID, at site: Site, faults: FaultList) {
        guard let first = seen[inject.id] else {
            seen[inject.id] = Seen(inject: inject, timeline: timeline, site: site)
            return
        }
        let name = DisplayText.quoted(inject.id.text)
        let note = [(first.site, "it stands here first")]
        if first.timeline == timeline {
            faults.error(site, "inject \(name) stands twice in this timeline", notes: note, help: "give one another id")
        } else if let difference = Self.difference(first.inject, inject) {
            faults.error(
                site, "inject \(name) differs from the one in timeline '\(first.timeline.text)'",
                label: "its \(difference) differs", notes: note,
                help: "make them the same, or give one another id")
        }
    }

    private static func difference(_ left: Inject, _ right: Inject) -> String? {
        if left.schedule != right.schedule { return "time" }
        if left.type != right.type { return "type" }
        if left.content != right.content, !JSONEquality.same(left.content, right.content) { return "content" }
        if left.late != right.late { return "'late'" }
        if left.grace != right.grace { return "'grace'" }
        let (one, two) = (left.details ?? InjectDetails(), right.details ?? InjectDetails())
        if one.title != two.title { return "title" }
        if one.expectedAction != two.expectedAction { return "expected action" }
        if one.controlNumber != two.controlNumber { return "control number" }
        if one.from != two.from { return "'from'" }
        if one.tags != two.tags { return "list of tags" }
        if one.objectives != two.objectives { return "list of objectives" }
        return one.attachments != two.attachments ? "list of attachments" : nil
    }
}

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
