extension JSONText {
    /// The value as a slice that can be read.
    package var slice: JSONSlice { JSONSlice(kind: JSONWalk.kind(of: bytes.first), bytes: bytes) }

    /// The value at a path, the whole for `[]`; a number among its steps counts into a list from 0. The text is read up
    /// to there and no further.
    package func value(at path: [String]) -> JSONSlice? {
        guard !path.isEmpty else { return slice }
        let range = bytes.withUnsafeBufferPointer { buffer in
            var walk = JSONWalk(buffer)
            for step in path {
                guard walk.enter(step) else { return Range<Int>?.none }
            }
            let start = walk.at
            walk.skipValue()
            return start..<walk.at
        }
        guard let range else { return nil }
        let found = bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
        return JSONSlice(kind: JSONWalk.kind(of: found.first), bytes: found)
    }

    /// How deep objects and arrays are nested; 0 for any other value.
    var depth: Int { bytes.withUnsafeBufferPointer { JSONWalk.depth(of: $0) } }
}

/// Steps through text that is known to be JSON, without checking it again.
private struct JSONWalk {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var at = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    static func kind(of first: UInt8?) -> JSONScanner.Kind {
        switch first {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    static func depth(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var walk = JSONWalk(bytes)
        var (depth, deepest) = (0, 0)
        while let byte = walk.next {
            switch byte {
            case UInt8(ascii: "\""):
                walk.skipString()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            walk.at += 1
        }
        return deepest
    }

    /// Goes from the start of an object or a list to the value under a key, or at a place; false when there is none.
    mutating func enter(_ step: String) -> Bool {
        switch next {
        case UInt8(ascii: "{"): return enterObject(step)
        case UInt8(ascii: "["):
            guard let index = Int(step), index >= 0, "\(index)" == step else { return false }
            return enterArray(index)
        default: return false
        }
    }

    private mutating func enterObject(_ key: String) -> Bool {
        at += 1
        skip(0x20)
        while let byte = next, byte == UInt8(ascii: "\"") {
            let start = at + 1
            skipString()
            let isIt = matches(start..<at - 1, key)
            skip(UInt8(ascii: ":"))
            if isIt { return true }
            skipValue()
            skip(UInt8(ascii: ","))
        }
        return false
    }

    private mutating func enterArray(_ index: Int) -> Bool {
        at += 1
        skip(0x20)
        var left = index
        while let byte = next, byte != UInt8(ascii: "]") {
            if left == 0 { return true }
            left -= 1
            skipValue()
            skip(UInt8(ascii: ","))
        }
        return false
    }

    private func matches(_ written: Range<Int>, _ key: String) -> Bool {
        let raw = UnsafeBufferPointer(rebasing: bytes[written])
        let escaped = raw.contains(UInt8(ascii: "\\"))
        return escaped ? JSONString.decode(raw).utf8.elementsEqual(key.utf8) : raw.elementsEqual(key.utf8)
    }

    /// Steps over the value that begins here.
    mutating func skipValue() {
        var depth = 0
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                at += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return }
                depth -= 1
                at += 1
            case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D:
                guard depth > 0 else { return }
                at += 1
                continue
            default:
                at += 1
                continue
            }
            if depth == 0 { return }
        }
    }

    private mutating func skipString() {
        at += 1
        while let byte = next, byte != UInt8(ascii: "\"") { at += byte == UInt8(ascii: "\\") ? 2 : 1 }
        at = min(at + 1, bytes.count)
    }

    /// Steps over white space, and one such byte among it.
    private mutating func skip(_ byte: UInt8) {
        while let seen = next, seen <= 0x20 || seen == byte { at += 1 }
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }
}
