import ExerciseModel

/// The first place at which a value of JSON does not say what was expected of it.
struct ValueDifference {
    /// The keys from the whole inwards; empty for the whole.
    private var path: [String] = []
    private var expected: JSONSlice?
    private var found: JSONSlice?

    /// `nil` when both say the same.
    init?(expected: JSONText, found: JSONText) { self.init(expected.slice, found.slice, below: []) }

    private init?(_ expected: JSONSlice?, _ found: JSONSlice?, below path: [String]) {
        if let expected, let found, expected.saysSame(as: found) { return nil }
        (self.path, self.expected, self.found) = (path, expected, found)
        guard let wanted = expected?.object, let had = found?.object else { return }
        for field in wanted.fields {
            let name = wanted.name(of: field)
            guard let inner = ValueDifference(field.value, had.value(of: name), below: path + [name]) else { continue }
            self = inner
            return
        }
        for field in had.fields {
            let name = had.name(of: field)
            guard wanted.value(of: name) == nil else { continue }
            (self.path, self.expected, self.found) = (path + [name], nil, field.value)
            return
        }
    }

    /// What the value has and should have: `has "N2" for 'crane', not "N3"`.
    var words: String {
        let name = path.isEmpty ? "its params" : "'\(path.joined(separator: "."))'"
        return switch (expected, found) {
        case (let expected?, let found?): "has \(Self.shown(found)) for \(name), not \(Self.shown(expected))"
        case (let expected?, nil): "has no \(name), which should be \(Self.shown(expected))"
        case (_, let found?): "has \(name) as well: \(Self.shown(found))"
        case (nil, nil): "has no \(name)"
        }
    }

    private static func shown(_ value: JSONSlice) -> String {
        let text = String(decoding: value.bytes, as: UTF8.self)
        return text.count > 40 ? text.prefix(40) + "…" : text
    }
}

extension JSONObject {
    /// The value under a name that is looked for by its bytes.
    fileprivate func value(of name: String) -> JSONSlice? {
        fields.first { self.name(of: $0).utf8.elementsEqual(name.utf8) }?.value
    }
}
