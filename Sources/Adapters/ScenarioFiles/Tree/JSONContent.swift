import ExerciseModel

/// Turns a YAML value into JSON text by the core schema.
enum JSONContent {
    /// What JSON cannot say, and where it stands.
    struct Fault: Error {
        let range: Range<Int>
        let message: String
    }

    /// Writes a value; the depth of a tree is capped when it is built.
    static func write(_ node: Node, to writer: inout JSONWriter) throws(Fault) {
        switch node.value {
        case .scalar(let scalar): try write(scalar, at: node.range, to: &writer)
        case .sequence(let nodes):
            writer.openArray()
            for node in nodes { try write(node, to: &writer) }
            writer.closeArray()
        case .mapping(let entries):
            writer.openObject()
            for entry in entries {
                writer.key(dynamic: entry.key)
                try write(entry.value, to: &writer)
            }
            writer.closeObject()
        case .json(let slice): writer.value(slice.text)
        }
    }

    private static func write(
        _ scalar: Scalar, at range: Range<Int>, to writer: inout JSONWriter
    ) throws(Fault) {
        switch scalar.kind {
        case .string: writer.value(scalar.text)
        case .null: writer.value(JSONText(literal: "null"))
        case .bool(let flag): writer.value(flag ? JSONText(literal: "true") : JSONText(literal: "false"))
        case .integer(let number):
            guard let number else { throw Fault(range: range, message: "this number is too large") }
            writer.value(JSONText(trusted: Array(String(number).utf8)[...]))
        case .number:
            guard let number = CoreSchema.jsonNumber(scalar.text) else {
                throw Fault(range: range, message: "this number is too large")
            }
            writer.value(JSONText(trusted: Array(number.utf8)[...]))
        case .nonFinite: throw Fault(range: range, message: "JSON has no \(scalar.text)")
        }
    }
}
