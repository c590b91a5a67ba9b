/// An object as our own writer lays it down: known keys in their order, no space, no escape.
///
/// A log of a million events is read at each start, nearly all of two types; this saves them the checks that text from
/// outside needs. At the first byte that is otherwise it gives `nil`, and the general reader decides.
struct WrittenObject {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether the object ends here, and the text with it.
    var isAtEnd: Bool { at + 1 == bytes.count && bytes[at] == UInt8(ascii: "}") }

    /// A string without escapes.
    mutating func text(_ key: StaticString) -> String? {
        guard take(key), at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return nil }
        at += 1
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            guard bytes[at] >= 0x20, bytes[at] != UInt8(ascii: "\\") else { return nil }
            at += 1
        }
        guard at < bytes.count else { return nil }
        at += 1
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<at - 1]), as: UTF8.self)
    }

    /// A whole number of at most 18 digits.
    mutating func integer(_ key: StaticString) -> Int64? {
        guard take(key) else { return nil }
        let isNegative = at < bytes.count && bytes[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        guard let number = digits(atMost: 18)?.value else { return nil }
        return isNegative ? -number : number
    }

    /// A number with a fraction, in millionths; not a negative one.
    mutating func millionths(_ key: StaticString) -> Int64? {
        guard take(key), let whole = digits(atMost: 12)?.value, at < bytes.count, bytes[at] == UInt8(ascii: ".")
        else { return nil }
        at += 1
        guard var (fraction, count) = digits(atMost: 6) else { return nil }
        while count < 6 {
            fraction *= 10
            count += 1
        }
        return whole * 1_000_000 + fraction
    }

    mutating func bool(_ key: StaticString) -> Bool? {
        guard take(key) else { return nil }
        if take(word: "true") { return true }
        return take(word: "false") ? false : nil
    }

    private mutating func digits(atMost limit: Int) -> (value: Int64, count: Int)? {
        let start = at
        var value: Int64 = 0
        while at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") {
            guard at - start < limit else { return nil }
            value = value * 10 + Int64(bytes[at] - UInt8(ascii: "0"))
            at += 1
        }
        return at > start ? (value, at - start) : nil
    }

    /// Steps over what opens the object or parts its fields, then over the key and its colon.
    private mutating func take(_ key: StaticString) -> Bool {
        guard at < bytes.count, bytes[at] == (at == 0 ? UInt8(ascii: "{") : UInt8(ascii: ",")) else { return false }
        at += 1
        return take(word: "\"") && take(word: key) && take(word: "\":")
    }

    private mutating func take(word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard at + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[at + offset] != word.utf8Start[offset] { return false }
        at += count
        return true
    }
}

extension Fact {
    /// The fact in data as our own writer lays it down, for the types that fill a log; `nil` for any other.
    init?(written data: UnsafeBufferPointer<UInt8>, type: String) {
        var object = WrittenObject(data)
        switch type {
        case "inject.released":
            guard let team = object.text("team"), let inject = object.text("inject"), let seq = object.integer("seq"),
                let time = object.millionths("time"), let lateness = object.integer("late_ms"),
                let late = object.bool("late"), let byHand = object.bool("by_hand"), object.isAtEnd
            else { return nil }
            let release = Release(
                seq: seq, exerciseTime: ExerciseInstant(microseconds: time), lateness: lateness, late: late,
                byHand: byHand)
            self = .injectReleased(
                InjectTarget(team: TeamID(trusted: team), inject: InjectID(trusted: inject)), release)
        case "inject.delivered":
            guard let team = object.text("team"), let inject = object.text("inject"), let seq = object.integer("seq"),
                let attempt = object.integer("attempt"), let kind = object.text("proof").flatMap(Proof.Kind.init),
                let latency = object.integer("latency_ms"), object.isAtEnd
            else { return nil }
            let proof = Proof(seq: seq, attempt: Int(attempt), kind: kind, latency: latency)
            self = .injectDelivered(
                InjectTarget(team: TeamID(trusted: team), inject: InjectID(trusted: inject)), proof)
        default: return nil
        }
    }
}
