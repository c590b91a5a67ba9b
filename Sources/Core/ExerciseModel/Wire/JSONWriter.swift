/// Writes one JSON text into a byte buffer, keys in the order of the calls.
package struct JSONWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// The whole text.
    package var text: JSONText { JSONText(trusted: bytes[...]) }

    /// Writes an object whose fields the closure writes.
    package static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.openObject()
        body(&writer)
        writer.closeObject()
        return writer.bytes
    }

    /// Begins an object; its fields follow.
    package mutating func openObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
    }

    /// Ends the object begun last.
    package mutating func closeObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Begins an array; its elements follow.
    package mutating func openArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
    }

    /// Ends the array begun last.
    package mutating func closeArray() {
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes a key that needs no escapes; a value must follow.
    package mutating func key(_ key: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a key that somebody else chose; a value must follow.
    package mutating func key(dynamic key: String) {
        value(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a field that holds a string.
    package mutating func field(_ name: StaticString, _ text: String) {
        key(name)
        value(text)
    }

    /// Writes a field that holds a whole number.
    package mutating func field(_ name: StaticString, _ number: Int64) {
        key(name)
        value(number)
    }

    /// Writes a field that holds a whole number.
    package mutating func field(_ name: StaticString, _ number: Int) {
        key(name)
        value(Int64(number))
    }

    /// Writes a field that holds a truth value.
    package mutating func field(_ name: StaticString, _ flag: Bool) {
        key(name)
        raw(flag ? "true" : "false")
    }

    /// Writes a field whose value is JSON text already.
    package mutating func field(_ name: StaticString, _ text: JSONText) {
        key(name)
        value(text)
    }

    /// Writes the instant as RFC 3339 with milliseconds.
    package mutating func field(_ name: StaticString, _ instant: UTCInstant) {
        key(name)
        separate()
        bytes.append(UInt8(ascii: "\""))
        CalendarText.append(instant, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes the field only if there is a value.
    package mutating func field(_ name: StaticString, ifPresent text: String?) {
        if let text { field(name, text) }
    }

    /// Writes a field that holds a list of strings.
    package mutating func list(_ name: StaticString, _ texts: [String]) {
        key(name)
        openArray()
        for text in texts { value(text) }
        closeArray()
    }

    /// Writes a field that holds null.
    package mutating func null(_ name: StaticString) {
        key(name)
        raw("null")
    }

    /// Writes a whole number of 10⁻ᵈ with its fraction: 12345 with three digits is 12.345, 12000 is 12.0.
    package mutating func decimal(_ name: StaticString, _ scaled: Int64, digits: Int) {
        key(name)
        decimal(scaled, digits: digits)
    }

    /// Writes the same as an element.
    package mutating func decimal(_ scaled: Int64, digits: Int) {
        separate()
        DecimalText.append(scaled, digits: digits, to: &bytes)
    }

    /// Writes a whole number as an element.
    package mutating func value(_ number: Int64) {
        separate()
        DecimalText.append(number, to: &bytes)
    }

    /// Writes JSON text as an element, as it is.
    package mutating func value(_ text: JSONText) {
        separate()
        bytes.append(contentsOf: text.bytes)
    }

    /// Writes a string as an element.
    package mutating func value(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { append(escaping: $0) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes UTF-8 bytes as a string.
    package mutating func field(_ name: StaticString, utf8 raw: [UInt8]) {
        key(name)
        separate()
        bytes.append(UInt8(ascii: "\""))
        raw.withUnsafeBufferPointer { append(escaping: $0) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func raw(_ text: StaticString) {
        separate()
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
        var clean = 0
        for at in 0..<text.count {
            let byte = text[at]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            bytes.append(contentsOf: text[clean..<at])
            clean = at + 1
            bytes.append(UInt8(ascii: "\\"))
            switch byte {
            case 0x08: bytes.append(UInt8(ascii: "b"))
            case 0x09: bytes.append(UInt8(ascii: "t"))
            case 0x0A: bytes.append(UInt8(ascii: "n"))
            case 0x0C: bytes.append(UInt8(ascii: "f"))
            case 0x0D: bytes.append(UInt8(ascii: "r"))
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
            default:
                let digits = Array("0123456789abcdef".utf8)
                bytes += [
                    UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0"), digits[Int(byte >> 4)],
                    digits[Int(byte & 15)],
                ]
            }
        }
        bytes.append(contentsOf: text[clean...])
    }
}
