import ExerciseModel
import ExerciseTestKit
import Testing

@Suite struct JSONScannerTests {
    private func fault(_ bytes: [UInt8], caps: JSONScanner.Caps = JSONScanner.Caps()) -> JSONFault? {
        do throws(JSONFault) {
            _ = try JSONObject(bytes[...], caps: caps)
            return nil
        } catch {
            return error
        }
    }

    private func fault(_ text: String) -> JSONFault? { fault(Array(text.utf8)) }

    @Test(arguments: [
        "{}", " \t\r\n{ } \n", #"{"a":1}"#, #"{"a":[1,[2,{"b":null}],true,false]}"#, #"{"":""}"#,
        #"{"a":-0,"b":0.5,"c":1e3,"d":1E+3,"e":1.25e-3,"f":-12}"#, #"{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}"#,
        #"{"a":"ä€😀"}"#, #"{"a":1e-999}"#, #"{"a":"x","b":{"a":"x"}}"#,
    ])
    func `what RFC 8259 allows is taken`(text: String) {
        #expect(fault(text) == nil)
    }

    @Test(
        arguments: [
            ("", .emptyText, 0), ("  ", .emptyText, 0), ("[]", .notAnObject, 0), ("7", .notAnObject, 0),
            ("{", .unexpectedEnd, 1), (#"{"a""#, .unexpectedEnd, 4), (#"{"a":"#, .unexpectedEnd, 5),
            (#"{"a":"x"#, .unexpectedEnd, 7), (#"{"a":1,}"#, .unexpectedByte, 7), ("{a:1}", .unexpectedByte, 1),
            (#"{"a" 1}"#, .unexpectedByte, 5), (#"{"a":1 "b":2}"#, .unexpectedByte, 7),
            (#"{"a":[1,]}"#, .unexpectedByte, 8), (#"{"a":tru}"#, .unexpectedByte, 5),
            (#"{"a":NaN}"#, .unexpectedByte, 5), (#"{"a":'x'}"#, .unexpectedByte, 5), ("{} {}", .trailingText, 3),
            ("\u{FEFF}{}", .unexpectedByte, 0), ("{\"a\":\"x\ny\"}", .controlCharacter, 7),
            (#"{"a":"\x"}"#, .invalidEscape, 6), (#"{"a":"\u12G4"}"#, .invalidEscape, 10),
        ] as [(String, JSONFault.Reason, Int)])
    func `what is no JSON is refused with its place`(text: String, reason: JSONFault.Reason, offset: Int) {
        #expect(fault(text) == JSONFault(reason, at: offset))
    }

    @Test(arguments: ["01", "-", "-01", ".5", "1.", "1e", "1e+", "+1", "1e999", "-1e999", "0x10", "1.e3", "--1"])
    func `a number that no double holds, or that JSON does not spell so, is refused`(number: String) {
        #expect(fault(#"{"a":\#(number)}"#) != nil)
    }

    @Test func `a whole number too long for a double is refused, one that fits is not`() {
        #expect(fault(#"{"a":1\#(String(repeating: "0", count: 308))}"#) == nil)
        #expect(fault(#"{"a":1\#(String(repeating: "0", count: 309))}"#) == JSONFault(.invalidNumber, at: 5))
        #expect(fault(#"{"a":0.\#(String(repeating: "1", count: 5_000))}"#) == JSONFault(.invalidNumber, at: 5))
    }

    @Test(arguments: [#"\ud800"#, #"\ud800x"#, #"\ud800\n"#, #"\ud800\u0041"#, #"\ud800\ud800"#, #"\udc00"#])
    func `a lone surrogate is refused`(escape: String) {
        #expect(fault(#"{"a":"\#(escape)"}"#)?.reason == .invalidEscape)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xFF],
        ] as [[UInt8]])
    func `bytes that are no UTF-8 are refused`(bytes: [UInt8]) {
        #expect(fault(Array(#"{"a":""#.utf8) + bytes + Array(#""}"#.utf8)) == JSONFault(.invalidUTF8, at: 6))
        #expect(UTF8Check.firstFault(in: [0x41] + bytes) == 1)
    }

    @Test func `well-formed UTF-8 has no fault`() {
        #expect(UTF8Check.firstFault(in: Array("aé€😀\u{10FFFF}\u{800}".utf8)) == nil)
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"a":1,"b":2,"a":3}"#, #"{"a":1,"\u0061":2}"#, #"{"\u0061":1,"a":2}"#,
        #"{"x":{"a":1,"a":2}}"#, #"{"x":[{"a":1,"a":2}]}"#,
    ])
    func `a key that stands twice in one object is refused, however it is spelt`(text: String) {
        #expect(fault(text)?.reason == .duplicateKey("a"))
    }

    @Test func `many keys are compared as well as few`() {
        let many = (0..<40).map { #""k\#($0)":0"# }.joined(separator: ",")
        #expect(fault("{\(many)}") == nil)
        #expect(fault("{\(many),\"k7\":1}")?.reason == .duplicateKey("k7"))
        #expect(fault("{\(many),\"k39\":1}")?.reason == .duplicateKey("k39"))
    }

    /// Swift's strings call these two equal; two readers of the bytes would not.
    @Test func `keys that only look alike are two keys`() {
        #expect(fault("{\"\u{E9}\":1,\"e\u{301}\":2}") == nil)
        #expect(fault("{\"\\u00e9\":1,\"e\u{301}\":2}") == nil)
    }

    @Test func `nesting ends at its cap`() {
        func nested(_ depth: Int) -> String {
            #"{"a":"# + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
        }
        #expect(fault(nested(32)) == nil)
        #expect(fault(nested(33)) == JSONFault(.tooDeep(limit: 32), at: 36))
        #expect(fault(String(repeating: #"{"a":"#, count: 100_000))?.reason == .tooDeep(limit: 32))
    }

    @Test func `a string ends at its cap`() {
        let text = Array(#"{"a":"12345"}"#.utf8)
        #expect(fault(text, caps: JSONScanner.Caps(string: 5)) == nil)
        #expect(fault(text, caps: JSONScanner.Caps(string: 4)) == JSONFault(.stringTooLong(limit: 4), at: 6))
    }

    @Test func `any bytes are taken or refused, never worse`() {
        var random = SeededRandom(seed: 7)
        let alphabet = Array(#"{}[]",:\u0019ae.-+tfn "#.utf8) + [0xC3, 0xA9, 0xFF, 0x00]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            guard let object = try? JSONObject(bytes[...]) else { continue }
            for field in object.fields { _ = (object.name(of: field), field.value.string, field.value.array) }
        }
    }
}
