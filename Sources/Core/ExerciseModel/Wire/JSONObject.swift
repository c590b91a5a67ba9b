/// The fields of one JSON object, found in a single walk over checked text.
package struct JSONObject: Equatable, Sendable {
    /// A key, without its quotes and with its escapes as they stand, and its value.
    package struct Field: Equatable, Sendable {
        package let key: Range<Int>
        package let value: JSONSlice
    }

    /// Where a field stands, counted from the start of the text: a value is cut out only when it is asked for.
    private struct Place: Equatable, Sendable {
        let key: Range<Int>
        let value: Range<Int>
        let kind: JSONScanner.Kind
    }

    private var places: [Place] = []
    private let source: ArraySlice<UInt8>

    /// Reads text that holds one object and nothing else.
    package init(
        _ bytes: ArraySlice<UInt8>, caps: JSONScanner.Caps = JSONScanner.Caps()
    ) throws(JSONFault) {
        source = bytes
        var fault: JSONFault?
        places = bytes.withUnsafeBufferPointer { buffer in
            var found: [Place] = []
            found.reserveCapacity(8)
            do throws(JSONFault) {
                var scanner = JSONScanner(buffer, caps: caps)
                scanner.skipSpace()
                guard scanner.at < buffer.count else { throw JSONFault(.emptyText, at: 0) }
                guard buffer[scanner.at] == UInt8(ascii: "{") else {
                    _ = try scanner.value(depth: 0)
                    throw JSONFault(.notAnObject, at: 0)
                }
                try scanner.object(depth: 1) { found.append(Place(key: $0, value: $1, kind: $2)) }
                scanner.skipSpace()
                guard scanner.at == buffer.count else { throw JSONFault(.trailingText, at: scanner.at) }
            } catch {
                fault = error
            }
            return found
        }
        if let fault { throw fault }
    }

    /// In the order of the text.
    package var fields: [Field] {
        let start = source.startIndex
        return places.map {
            Field(key: start + $0.key.lowerBound..<start + $0.key.upperBound, value: slice($0))
        }
    }

    /// The value under a key, or `nil`.
    package subscript(_ key: StaticString) -> JSONSlice? {
        let length = key.utf8CodeUnitCount
        let index = source.withUnsafeBufferPointer { buffer in
            places.firstIndex { place in
                guard place.key.count == length else { return false }
                for offset in 0..<length where buffer[place.key.lowerBound + offset] != key.utf8Start[offset] {
                    return false
                }
                return true
            }
        }
        return index.map { slice(places[$0]) }
    }

    /// The text of a field's key, its escapes resolved.
    package func name(of field: Field) -> String {
        source[field.key].withUnsafeBufferPointer { JSONString.decode($0) }
    }

    private func slice(_ place: Place) -> JSONSlice {
        let start = source.startIndex
        return JSONSlice(
            kind: place.kind, bytes: source[start + place.value.lowerBound..<start + place.value.upperBound])
    }
}
