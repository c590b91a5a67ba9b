import ExerciseModel
import Testing

@Suite struct JSONSliceTests {
    private func slice(_ value: String) throws -> JSONSlice {
        try #require(try JSONObject(Array(#"{"x":0,"v":\#(value)}"#.utf8)[...])["v"])
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("99999999999999999999", nil), ("1.0", nil),
            ("1e3", nil), (#""1""#, nil), ("true", nil),
        ] as [(String, Int64?)])
    func `a whole number is read to the limits of its type`(value: String, wanted: Int64?) throws {
        #expect(try slice(value).integer == wanted)
    }

    @Test(
        arguments: [
            ("2", 3, 2_000), ("0.1", 3, 100), ("-0.1", 3, -100), ("0.0009", 3, 0), ("-0.0009", 3, 0),
            ("1.9999", 3, 1_999),
            ("1e3", 3, 1_000_000), ("1.5E-1", 3, 150), ("12e-1", 0, 1), ("0e999999999", 3, 0), ("1e-400", 3, 0),
            ("9223372036854775807", 0, .max), ("9223372036854775808", 0, nil),
            ("922337203685.4775807", 6, 922_337_203_685_477_580),
            ("9223372036854775.807", 3, .max), ("9223372036854775.808", 3, nil), ("1e300", 0, nil),
            ("0.00000000000000000000000000000001e32", 0, 1), (#""2""#, 3, nil), ("null", 3, nil),
        ] as [(String, Int, Int64?)])
    func `a decimal is read without a double in between`(value: String, digits: Int, wanted: Int64?) throws {
        #expect(try slice(value).scaled(digits: digits) == wanted)
    }

    @Test func `strings come with their escapes resolved`() throws {
        let text = try slice(#""\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00ä""#).string
        #expect(text == "\"\\/\u{8}\u{C}\n\r\tA\u{E9}€😀ä")
    }

    @Test func `a value is only what it is`() throws {
        let flag = try slice("true")
        #expect(
            [flag.string == nil, flag.integer == nil, flag.array == nil, flag.object == nil] == [
                true, true, true, true,
            ])
        #expect([flag.bool, try slice("false").bool, try slice("1").bool] == [true, false, nil])
    }

    @Test func `arrays and objects open into their parts`() throws {
        let parts = try #require(try slice(#"[1, "two" ,{"three":[3]},null]"#).array)
        #expect(parts.map(\.kind) == [.number, .string, .object, .null])
        #expect(parts.map { String(decoding: $0.bytes, as: UTF8.self) } == ["1", #""two""#, #"{"three":[3]}"#, "null"])
        #expect(parts[2].object?["three"]?.array?.first?.integer == 3)
        #expect(try slice("[]").array == [])
    }

    @Test func `fields keep the order and the bytes of the text`() throws {
        let text = #" {"b":1 , "a\n":[ 1,2 ],"":"x"} "#
        let object = try JSONObject(Array("##\(text)".utf8).dropFirst(2))
        #expect(object.fields.map(object.name) == ["b", "a\n", ""])
        #expect(
            object.fields.map { String(decoding: $0.value.text.bytes, as: UTF8.self) } == ["1", "[ 1,2 ]", #""x""#])
        #expect(object["missing"] == nil)
        #expect(object[""]?.string == "x")
    }
}
