/// A JSON value as its bytes, known to be valid: passed on as it came, never rewritten.
package struct JSONText: Hashable, Sendable {
    /// UTF-8, without white space around the value.
    package let bytes: ArraySlice<UInt8>

    /// Takes bytes that a scanner has checked, or a writer has made.
    package init(trusted bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// Takes text that the program itself spells out.
    package init(literal text: StaticString) {
        bytes = ArraySlice(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
