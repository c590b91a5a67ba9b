import ExerciseModel

/// A value in a file and the bytes that it fills, the same for YAML and JSON.
struct Node {
    /// What a value is.
    enum Value {
        case scalar(Scalar)
        case sequence([Node])
        case mapping([Entry])
        /// JSON whose parts are looked at only when they are asked for.
        case json(JSONSlice)
    }

    /// A key of a mapping and its value.
    struct Entry {
        let key: String
        let keyRange: Range<Int>
        let value: Node
    }

    let range: Range<Int>
    let value: Value

    init(range: Range<Int>, value: Value) {
        self.range = range
        self.value = value
    }

    /// A JSON value: a scalar at once, the others when they are asked for.
    init(_ slice: JSONSlice) {
        let kind: Scalar.Kind
        switch slice.kind {
        case .object, .array:
            self.init(range: slice.bytes.indices, value: .json(slice))
            return
        case .string: kind = .string
        case .number: kind = .number
        case .bool: kind = .bool(slice.bool == true)
        case .null: kind = .null
        }
        let text = slice.string ?? String(decoding: slice.bytes, as: UTF8.self)
        self.init(range: slice.bytes.indices, value: .scalar(Scalar(text: text, kind: kind)))
    }

    /// The value without its parts, or `nil` for a list or a mapping.
    var scalar: Scalar? {
        if case .scalar(let scalar) = value { scalar } else { nil }
    }

    var isNull: Bool { scalar?.kind == .null }

    /// The elements of a list; `nil` for another value.
    var sequence: [Node]? {
        switch value {
        case .sequence(let nodes): nodes
        case .json(let slice): slice.array?.map { Node($0) }
        default: nil
        }
    }

    /// The entries of a mapping in the order of the file; `nil` for another value.
    var mapping: [Entry]? {
        switch value {
        case .mapping(let entries): return entries
        case .json(let slice):
            return slice.object.map { Self.entries(of: $0) }
        default: return nil
        }
    }

    /// The fields of a JSON object; their keys are placed with their quotes.
    static func entries(of object: JSONObject) -> [Entry] {
        object.fields.map { field in
            Entry(
                key: object.name(of: field), keyRange: field.key.lowerBound - 1..<field.key.upperBound + 1,
                value: Node(field.value))
        }
    }

    /// Whether there is nothing in it: null, an empty text, list or mapping.
    var isEmpty: Bool {
        switch value {
        case .scalar(let scalar): scalar.kind == .null || (scalar.kind == .string && scalar.text.isEmpty)
        case .sequence(let nodes): nodes.isEmpty
        case .mapping(let entries): entries.isEmpty
        case .json(let slice): slice.bytes.allSatisfy { " \t\r\n[]{}".utf8.contains($0) }
        }
    }

    /// What it is, as a label says it: `this is a list`.
    var kindWords: String {
        switch value {
        case .sequence: return "this is a list"
        case .mapping: return "this is a mapping"
        case .json(let slice): return slice.kind == .array ? "this is a list" : "this is a mapping"
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: return "this is empty"
            case .bool: return "this is true or false, not text"
            case .number: return "this is a number"
            case .integer: return "this is no decimal number"
            case .nonFinite: return "this is no finite number"
            case .string: return "this is text"
            }
        }
    }
}

/// A value without parts: its text as the author meant it, and what it stands for.
struct Scalar: Equatable {
    /// What the text stands for by the YAML 1.2 core schema, or by JSON.
    enum Kind: Equatable {
        case null
        case bool(Bool)
        /// A decimal number, whole or not.
        case number
        /// A whole number written in another base.
        case integer(UInt64?)
        /// An infinity, or no number.
        case nonFinite
        case string
    }

    let text: String
    let kind: Kind
}
