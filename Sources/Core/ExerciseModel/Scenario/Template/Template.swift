/// A JSON value in which references stand: `${event.payload.x}`, `${steps.0.output.y}`, `${vars.z}`, `${saga.id}`.
///
/// A string that is one reference and nothing else becomes the value itself; inside a longer string a value is put in
/// as text: a string as it reads, any other value as its JSON. `$${` is a literal `${`. Keys hold no references.
package struct Template: Equatable, Sendable {
    /// As it was written.
    package let source: JSONText
    /// Between them, they are the whole source.
    private let pieces: [Piece]

    enum Piece: Equatable, Sendable {
        case literal(ArraySlice<UInt8>)
        /// In the place of a whole string.
        case value(TemplateReference, offset: Int)
        /// Inside a string.
        case text(TemplateReference, offset: Int)
    }

    /// Reads the references of a JSON value; a fault names the first that is none.
    package init(_ source: JSONText) throws(TemplateFault) {
        self.source = source
        var fault: TemplateFault?
        pieces = source.bytes.withUnsafeBufferPointer { buffer in
            do throws(TemplateFault) {
                var reader = TemplateReader(buffer, source: source.bytes)
                return try reader.pieces()
            } catch {
                fault = error
                return []
            }
        }
        if let fault { throw fault }
    }

    /// In the order in which they stand.
    package var references: [TemplateReference] {
        pieces.compactMap { piece in
            switch piece {
            case .literal: nil
            case .value(let reference, _), .text(let reference, _): reference
            }
        }
    }

    /// The value with every reference in its place; a fault names the first that has no value here.
    package func resolve(_ context: TemplateContext) throws(TemplateFault) -> JSONText {
        if pieces.count == 1, case .literal(let bytes) = pieces[0] { return JSONText(trusted: bytes) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.bytes.count + 64)
        var nests = false
        for piece in pieces {
            switch piece {
            case .literal(let literal): bytes += literal
            case .value(let reference, let offset):
                let value = try context.needed(reference, at: offset)
                nests = nests || value.kind == .object || value.kind == .array
                bytes += value.bytes
            case .text(let reference, let offset):
                Self.append(try context.needed(reference, at: offset), to: &bytes)
            }
            guard bytes.count <= Limits.resolved else { throw TemplateFault(.tooLarge(limit: Limits.resolved), at: 0) }
        }
        let text = JSONText(trusted: bytes[...])
        if nests, text.depth > Limits.jsonDepth { throw TemplateFault(.tooDeep(limit: Limits.jsonDepth), at: 0) }
        return text
    }

    /// What stands between the quotes of a string may stand between those of another.
    private static func append(_ value: JSONSlice, to bytes: inout [UInt8]) {
        switch value.kind {
        case .string: bytes += value.bytes.dropFirst().dropLast()
        case .number, .bool, .null: bytes += value.bytes
        case .object, .array:
            var writer = JSONWriter()
            writer.value(String(decoding: value.bytes, as: UTF8.self))
            bytes += writer.bytes.dropFirst().dropLast()
        }
    }
}
