/// Checks JSON text by RFC 8259 and finds where its values begin and end, without building anything.
///
/// Stricter than the RFC where messages from outside could confuse two readers: duplicate keys, numbers that no double
/// holds, lone surrogates and bytes that are no UTF-8 are refused.
package struct JSONScanner {
    /// What is refused for its size.
    package struct Caps: Sendable {
        package var depth: Int
        package var string: Int
        /// Whether two keys of an object may be the same.
        var repeatsKeys = false

        package init(depth: Int = Limits.jsonDepth, string: Int = Limits.string) {
            self.depth = depth
            self.string = string
        }

        /// For text that we wrote ourselves, or that was checked before: its keys are not compared again.
        package static let trusted: Caps = {
            var caps = Caps(depth: 512, string: .max)
            caps.repeatsKeys = true
            return caps
        }()
    }

    /// The kind of a value, read off its first byte.
    package enum Kind: Equatable, Sendable { case object, array, string, number, bool, null }

    let bytes: UnsafeBufferPointer<UInt8>
    let caps: Caps
    var at: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, caps: Caps) {
        self.bytes = bytes
        self.caps = caps
        at = 0
    }

    mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 {
            at += 1
        }
    }

    func fault(_ reason: JSONFault.Reason, at offset: Int? = nil) -> JSONFault {
        JSONFault(reason, at: offset ?? at)
    }

    /// The next byte, which stays.
    func peek() throws(JSONFault) -> UInt8 {
        guard at < bytes.count else { throw fault(.unexpectedEnd) }
        return bytes[at]
    }

    /// Walks over one value and tells its kind.
    mutating func value(depth: Int) throws(JSONFault) -> Kind {
        switch try peek() {
        case UInt8(ascii: "{"):
            try object(depth: depth + 1) { _, _, _ in }
            return .object
        case UInt8(ascii: "["):
            try array(depth: depth + 1) { _, _ in }
            return .array
        case UInt8(ascii: "\""):
            _ = try string()
            return .string
        case UInt8(ascii: "t"):
            try word("true")
            return .bool
        case UInt8(ascii: "f"):
            try word("false")
            return .bool
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        default:
            try number()
            return .number
        }
    }

    /// Walks over an object and tells each field: its key without quotes, its value, the value's kind.
    mutating func object(
        depth: Int, field: (_ key: Range<Int>, _ value: Range<Int>, _ kind: Kind) -> Void
    ) throws(JSONFault) {
        guard depth <= caps.depth else { throw fault(.tooDeep(limit: caps.depth)) }
        at += 1
        var keys = SeenKeys()
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            at += 1
            return
        }
        while true {
            guard try peek() == UInt8(ascii: "\"") else { throw fault(.unexpectedByte) }
            let (key, escaped) = try string()
            if !caps.repeatsKeys { try keys.insert(key, escaped: escaped, in: bytes) }
            skipSpace()
            guard try peek() == UInt8(ascii: ":") else { throw fault(.unexpectedByte) }
            at += 1
            skipSpace()
            let start = at
            let kind = try value(depth: depth)
            field(key, start..<at, kind)
            skipSpace()
            let next = try peek()
            at += 1
            if next == UInt8(ascii: "}") { return }
            guard next == UInt8(ascii: ",") else { throw fault(.unexpectedByte, at: at - 1) }
            skipSpace()
        }
    }

    /// Walks over an array and tells each element.
    mutating func array(
        depth: Int, element: (_ value: Range<Int>, _ kind: Kind) -> Void
    ) throws(JSONFault) {
        guard depth <= caps.depth else { throw fault(.tooDeep(limit: caps.depth)) }
        at += 1
        skipSpace()
        if try peek() == UInt8(ascii: "]") {
            at += 1
            return
        }
        while true {
            let start = at
            let kind = try value(depth: depth)
            element(start..<at, kind)
            skipSpace()
            let next = try peek()
            at += 1
            if next == UInt8(ascii: "]") { return }
            guard next == UInt8(ascii: ",") else { throw fault(.unexpectedByte, at: at - 1) }
            skipSpace()
        }
    }

    /// Walks over a string; gives the range between the quotes, and whether an escape stands in it.
    mutating func string() throws(JSONFault) -> (Range<Int>, escaped: Bool) {
        at += 1
        let start = at
        var escaped = false
        while true {
            guard at < bytes.count else { throw fault(.unexpectedEnd) }
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                escaped = true
                try escape()
            } else if byte < 0x20 {
                throw fault(.controlCharacter)
            } else if byte < 0x80 {
                at += 1
            } else {
                try multibyte()
            }
        }
        let range = start..<at
        guard range.count <= caps.string else { throw fault(.stringTooLong(limit: caps.string), at: start) }
        at += 1
        return (range, escaped)
    }

    private mutating func escape() throws(JSONFault) {
        let start = at
        at += 1
        switch try peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 1
        case UInt8(ascii: "u"):
            at += 1
            let unit = try hexUnit()
            if (0xDC00...0xDFFF).contains(unit) { throw fault(.invalidEscape, at: start) }
            guard (0xD800...0xDBFF).contains(unit) else { return }
            guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
                throw fault(.invalidEscape, at: start)
            }
            at += 2
            guard (0xDC00...0xDFFF).contains(try hexUnit()) else { throw fault(.invalidEscape, at: start) }
        default: throw fault(.invalidEscape, at: start)
        }
    }

    private mutating func hexUnit() throws(JSONFault) -> UInt32 {
        guard at + 4 <= bytes.count else { throw fault(.unexpectedEnd) }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = JSONScanner.hexDigit(bytes[at]) else { throw fault(.invalidEscape) }
            unit = unit << 4 | digit
            at += 1
        }
        return unit
    }

    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Walks over one character of two to four bytes, by the table of well-formed sequences (Unicode 3.9, table 3-7).
    private mutating func multibyte() throws(JSONFault) {
        guard let length = UTF8Check.sequence(in: bytes, at: at) else { throw fault(.invalidUTF8) }
        at += length
    }

    private mutating func word(_ text: StaticString) throws(JSONFault) {
        let start = at
        for offset in 0..<text.utf8CodeUnitCount {
            guard at < bytes.count else { throw fault(.unexpectedEnd) }
            guard bytes[at] == text.utf8Start[offset] else { throw fault(.unexpectedByte, at: start) }
            at += 1
        }
    }

    private mutating func number() throws(JSONFault) {
        let start = at
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
        let first = at
        guard skipDigits() else { throw fault(start == at ? .unexpectedByte : .invalidNumber, at: start) }
        if bytes[first] == UInt8(ascii: "0"), at - first > 1 { throw fault(.invalidNumber, at: start) }
        // Without an exponent, 300 digits are always a number that a double holds.
        var plain = true
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            guard skipDigits() else { throw fault(.invalidNumber, at: start) }
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            plain = false
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            guard skipDigits() else { throw fault(.invalidNumber, at: start) }
        }
        if plain && at - first <= 300 { return }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self)
        guard at - start <= 4_096, let double = Double(text), double.isFinite else {
            throw fault(.invalidNumber, at: start)
        }
    }

    private mutating func skipDigits() -> Bool {
        let start = at
        while at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") { at += 1 }
        return at > start
    }
}

/// The keys that one object has shown so far: compared one by one while they are few, by hash from then on.
private struct SeenKeys {
    private var few: [Range<Int>] = []
    private var many: Set<[UInt8]> = []

    mutating func insert(
        _ key: Range<Int>, escaped: Bool, in bytes: UnsafeBufferPointer<UInt8>
    ) throws(JSONFault) {
        if many.isEmpty && !escaped && few.count < 16 {
            for other in few where other.count == key.count {
                if (0..<key.count).allSatisfy({ bytes[other.lowerBound + $0] == bytes[key.lowerBound + $0] }) {
                    throw duplicate(key, in: bytes)
                }
            }
            if few.isEmpty { few.reserveCapacity(8) }
            few.append(key)
            return
        }
        for other in few { many.insert(Array(text(other, in: bytes).utf8)) }
        few = []
        guard many.insert(Array(text(key, in: bytes).utf8)).inserted else { throw duplicate(key, in: bytes) }
    }

    private func text(_ key: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> String {
        JSONString.decode(UnsafeBufferPointer(rebasing: bytes[key]))
    }

    private func duplicate(_ key: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> JSONFault {
        JSONFault(.duplicateKey(text(key, in: bytes)), at: key.lowerBound - 1)
    }
}
