/// The fields of one JSON object, found in a single walk over checked text.
package struct JSONObject: Equatable, Sendable {
    /// A key, without its quotes and with its escapes as they stand, and its value.
    package struct Field: Equatable, Sendable {
        package let key: Range<Int>
        package let value: JSONSlice
    }

    /// In the order of the text.
    package private(set) var fields: [Field] = []
    private let source: ArraySlice<UInt8>

    /// Reads text that holds one object and nothing else.
    package init(
        _ bytes: ArraySlice<UInt8>, caps: JSONScanner.Caps = JSONScanner.Caps()
    ) throws(JSONFault) {
        source = bytes
        let start = bytes.startIndex
        var fault: JSONFault?
        fields = bytes.withUnsafeBufferPointer { buffer in
            var found: [Field] = []
            found.reserveCapacity(8)
            do throws(JSONFault) {
                var scanner = JSONScanner(buffer, caps: caps)
                scanner.skipSpace()
                guard scanner.at < buffer.count else { throw JSONFault(.emptyText, at: 0) }
                guard buffer[scanner.at] == UInt8(ascii: "{") else {
                    _ = try scanner.value(depth: 0)
                    throw JSONFault(.notAnObject, at: 0)
                }
                try scanner.object(depth: 1) { key, value, kind in
                    found.append(
                        Field(
                            key: start + key.lowerBound..<start + key.upperBound,
                            value: JSONSlice(
                                kind: kind, bytes: bytes[start + value.lowerBound..<start + value.upperBound])))
                }
                scanner.skipSpace()
                guard scanner.at == buffer.count else { throw JSONFault(.trailingText, at: scanner.at) }
            } catch {
                fault = error
            }
            return found
        }
        if let fault { throw fault }
    }

    /// The value under a key, or `nil`.
    package subscript(_ key: StaticString) -> JSONSlice? {
        for field in fields where matches(field.key, key) { return field.value }
        return nil
    }

    /// The text of a field's key, its escapes resolved.
    package func name(of field: Field) -> String {
        source[field.key].withUnsafeBufferPointer { JSONString.decode($0) }
    }

    private func matches(_ range: Range<Int>, _ key: StaticString) -> Bool {
        guard range.count == key.utf8CodeUnitCount else { return false }
        return source.withUnsafeBufferPointer { buffer in
            let start = range.lowerBound - source.startIndex
            for offset in 0..<range.count where buffer[start + offset] != key.utf8Start[offset] { return false }
            return true
        }
    }
}
