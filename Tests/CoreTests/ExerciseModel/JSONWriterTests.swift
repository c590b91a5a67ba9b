import ExerciseModel
import ExerciseTestKit
import Testing

@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        String(decoding: JSONWriter.object(body), as: UTF8.self)
    }

    @Test func `every ASCII character comes back as it went`() throws {
        for code in UInt8(0)..<128 {
            let character = String(UnicodeScalar(code))
            let bytes = JSONWriter.object { $0.field("v", "a\(character)b") }
            #expect(try JSONObject(bytes[...])["v"]?.string == "a\(character)b")
        }
    }

    @Test func `text beyond ASCII and foreign keys come back as they went`() throws {
        let text = "ä€😀\u{2028}\u{FEFF}e\u{301}"
        let bytes = JSONWriter.object { writer in
            writer.key(dynamic: "k\"\n\(text)")
            writer.value(text)
        }
        let object = try JSONObject(bytes[...])
        #expect(object.fields.map(object.name) == ["k\"\n\(text)"])
        #expect(object.fields.first?.value.string.map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test func `fields stand in the order of the calls`() {
        let written = text { writer in
            writer.field("text", "x\u{1}\u{1F}\u{7F}")
            writer.field("number", Int64.min)
            writer.field("flag", true)
            writer.null("nothing")
            writer.field("ifPresent", ifPresent: nil)
            writer.field("at", UTCInstant(milliseconds: 1_768_471_532_120))
            writer.field("raw", JSONText(literal: "[ 1 ]"))
            writer.field("utf8", utf8: Array("a\tb".utf8))
            writer.key("list")
            writer.openArray()
            writer.value(1)
            writer.value("two")
            writer.openObject()
            writer.closeObject()
            writer.closeArray()
            writer.field("last", 2)
        }
        #expect(
            written == #"{"text":"x\u0001\u001f"# + "\u{7F}" + #"","number":-9223372036854775808,"flag":true,"#
                + #""nothing":null,"at":"2026-01-15T10:05:32.120Z","raw":[ 1 ],"utf8":"a\tb","list":[1,"two",{}],"#
                + #""last":2}"#)
    }

    @Test(
        arguments: [
            (12_345, 3, "12.345"), (12_000, 3, "12.0"), (0, 3, "0.0"), (-500, 3, "-0.5"), (7, 3, "0.007"),
            (123, 1, "12.3"),
            (-1, 6, "-0.000001"), (.max, 3, "9223372036854775.807"), (.min, 6, "-9223372036854.775808"),
        ] as [(Int64, Int, String)])
    func `a decimal has at least one digit behind its point and no idle zero`(
        scaled: Int64, digits: Int, wanted: String
    ) {
        #expect(text { $0.decimal("v", scaled, digits: digits) } == #"{"v":\#(wanted)}"#)
    }

    @Test func `decimals come back as they went`() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<2_000 {
            let scaled = Int64.random(in: -9_000_000_000_000_000_000...9_000_000_000_000_000_000, using: &random)
            let bytes = JSONWriter.object { $0.decimal("v", scaled, digits: 6) }
            #expect(try JSONObject(bytes[...])["v"]?.scaled(digits: 6) == scaled)
        }
    }
}
