import ExerciseModel

/// Reads a JSON file: the whole text is checked at once, its parts become nodes when they are asked for.
enum JSONTree {
    /// The object of a file; `nil` when a fault was added that leaves no tree.
    static func read(_ source: SourceText, faults: FaultList) -> Node? {
        let text = source.bytes[source.markLength...]
        do throws(JSONFault) {
            let caps = JSONScanner.Caps(depth: Limits.jsonDepth, string: .max)
            let object = try JSONObject(text, caps: caps)
            return Node(range: text.indices, value: .mapping(Node.entries(of: object)))
        } catch {
            faults.error(words(error, offset: source.markLength + error.offset, in: source.bytes), in: source)
            return nil
        }
    }

    private static func words(_ fault: JSONFault, offset: Int, in bytes: [UInt8]) -> TreeFault {
        var result = TreeFault(range: offset..<min(offset + 1, bytes.count), message: fault.sentence)
        switch fault.reason {
        case .emptyText: return TreeFault(range: 0..<0, message: "the file is empty")
        case .unexpectedByte: return unexpected(at: offset, in: bytes)
        case .unexpectedEnd:
            let end = (bytes.lastIndex { !" \t\r\n".utf8.contains($0) } ?? -1) + 1
            return TreeFault(
                range: end..<end, message: "the file ends in the middle of a value",
                help: "close the quote, the '}' or the ']'")
        case .notAnObject: return TreeFault(range: offset..<offset, message: "the file must hold a JSON object")
        case .trailingText: result = TreeFault(range: result.range, message: "there is more text behind the object")
        case .duplicateKey(let key):
            let length = key.utf8.count + 2
            return TreeFault(
                range: offset..<min(offset + length, bytes.count),
                message: "the key \(DisplayText.quoted(key)) stands twice in one object")
        case .controlCharacter:
            result.help = "write a line break as \\n and a tab as \\t, and close the quote on its own line"
        case .invalidEscape: result.help = "write \\\\ for a backslash"
        default: break
        }
        return result
    }

    /// The likely mistake behind a byte that does not belong where it stands.
    private static func unexpected(at offset: Int, in bytes: [UInt8]) -> TreeFault {
        let range = offset..<min(offset + 1, bytes.count)
        let before = bytes[..<offset].last { !" \t\r\n".utf8.contains($0) }
        let here = bytes[offset]
        if before == UInt8(ascii: ","), here == UInt8(ascii: "}") || here == UInt8(ascii: "]") {
            return TreeFault(range: range, message: "a ',' stands before the end", help: "leave the last ',' out")
        }
        switch here {
        case UInt8(ascii: "'"):
            return TreeFault(range: range, message: "JSON has no single quotes", help: "write \"…\"")
        case UInt8(ascii: "/"), UInt8(ascii: "#"):
            return TreeFault(
                range: range, message: "JSON has no comments", help: "leave it out, or write the file in YAML")
        case UInt8(ascii: "\"") where before == UInt8(ascii: "\""),
            UInt8(ascii: "\"") where before == UInt8(ascii: "}") || before == UInt8(ascii: "]"),
            UInt8(ascii: "{") where before == UInt8(ascii: "}"):
            return TreeFault(range: range, message: "a ',' or ':' is missing before this")
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            let word = bytes[offset...].prefix { isLetter($0) }
            return TreeFault(
                range: word.indices, message: "this word means nothing in JSON",
                help: "put text in quotes; the words of JSON are true, false and null")
        default: return TreeFault(range: range, message: "this is not allowed here in JSON")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
