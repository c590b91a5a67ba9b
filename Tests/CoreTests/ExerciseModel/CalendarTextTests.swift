import ExerciseModel
import ExerciseTestKit
import Testing

@Suite struct CalendarTextTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_768_471_532_120, "2026-01-15T10:05:32.120Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (13_574_563_200_000, "2400-02-29T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `an instant and its text are one`(milliseconds: Int64, text: String) {
        #expect(CalendarText.text(UTCInstant(milliseconds: milliseconds)) == text)
        #expect(CalendarText.instant(text) == UTCInstant(milliseconds: milliseconds))
    }

    @Test func `every instant from 1970 to 2400 comes back as it went`() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<20_000 {
            let instant = UTCInstant(milliseconds: .random(in: 0..<13_600_000_000_000, using: &random))
            #expect(CalendarText.instant(CalendarText.text(instant)) == instant)
        }
    }

    @Test(
        arguments: [
            ("2026-01-15T10:05:32Z", 0), ("2026-01-15T10:05:32.1Z", 100), ("2026-01-15T10:05:32.12Z", 120),
            ("2026-01-15T10:05:32.123456789Z", 123), ("2026-01-15T10:05:32.0009Z", 0),
        ] as [(String, Int64)])
    func `a fraction has up to nine digits`(text: String, milliseconds: Int64) {
        #expect(CalendarText.instant(text) == UTCInstant(milliseconds: 1_768_471_532_000 + milliseconds))
    }

    @Test(arguments: [
        "", "2026-01-15", "2026-01-15T10:05:32", "2026-01-15T10:05:32+01:00", "2026-01-15 10:05:32Z",
        "2026-01-15T10:05:32.Z", "2026-1-15T10:05:32.00Z", "2026-13-15T10:05:32Z", "2026-00-15T10:05:32Z",
        "2026-01-00T10:05:32Z", "2026-02-29T10:05:32Z", "2026-04-31T10:05:32Z", "2026-01-15T24:05:32Z",
        "2026-01-15T10:60:32Z", "2026-01-15T10:05:61Z", "2026-01-15T10:05:32.12a4Z", "２026-01-15T10:05:32Z",
        "2026-01-15T10:05:32.99999999999999999999999999999999999999Z", "-026-01-15T10:05:32Z",
    ])
    func `what is no instant is refused`(text: String) {
        #expect(CalendarText.instant(text) == nil)
    }

    @Test func `an instant that four digits cannot date is written as the nearest`() {
        #expect(CalendarText.text(UTCInstant(milliseconds: .min)) == "0000-01-01T00:00:00.000Z")
        #expect(CalendarText.text(UTCInstant(milliseconds: .max)) == "9999-12-31T23:59:59.999Z")
    }
}
