import ExerciseModel
import Testing

struct TimeSpellingTests {
    @Test(
        arguments: [
            ("45m", 2_700), ("2h", 7_200), ("2h05m", 7_500), ("2h 5m", 7_500), ("90s", 90), ("1:30:00", 5_400),
            ("05:30", 330), ("5:30", 330), ("75:00", 4_500), ("1:05:30", 3_930), ("100:00:00", 360_000), ("0s", 0),
            ("1.5h", 5_400), ("1h30m15s", 5_415), ("10min", 600),
        ] as [(String, Int64)])
    func `lengths of time are read`(text: String, seconds: Int64) throws {
        #expect(try TimeSpelling.length(text) == seconds * 1_000_000)
        #expect(try TimeSpelling.point("T+" + text) == seconds * 1_000_000)
    }

    @Test(
        arguments: [
            ("500ms", 500_000), ("0.25s", 250_000), ("1s500ms", 1_500_000), ("00:01.5", 1_500_000), ("1.5ms", 1_500),
        ]
            as [(String, Int64)])
    func `fractions are read to the microsecond`(text: String, micros: Int64) throws {
        #expect(try TimeSpelling.length(text) == micros)
    }

    @Test(
        arguments: [
            ("", .unknown), ("90", .bareNumber), ("s", .unknown), ("5x", .unknown), ("5m5m", .unitOrder),
            ("5s2m", .unitOrder),
            ("-5s", .negative), ("5:75", .over59), ("1:75:00", .over59), ("1:5", .unknown), ("1:2:3:4", .unknown),
            ("::", .unknown), ("1.5:00", .unknown), ("1..5s", .unknown), (".s", .unknown), ("T+5s", .unknown),
            ("99999999999999999999h", .tooLarge), ("99999999999:00:00", .tooLarge), ("1h 5", .unknown),
            ("５s", .unknown),
        ] as [(String, TimeSpelling.Fault)])
    func `what is no length of time is refused with its reason`(text: String, fault: TimeSpelling.Fault) {
        #expect(throws: fault) { try TimeSpelling.length(text) }
    }

    @Test func `numbers are seconds with fractions`() throws {
        #expect(
            try ["0", "1.25", "5400", "1e3"].map(TimeSpelling.seconds) == [0, 1_250_000, 5_400_000_000, 1_000_000_000])
        #expect(throws: TimeSpelling.Fault.negative) { try TimeSpelling.seconds("-1") }
        #expect(throws: TimeSpelling.Fault.tooLarge) { try TimeSpelling.seconds("1e300") }
    }

    @Test func `times are written as an author would`() {
        #expect(
            [0, 330, 3_600, 7_500].map { TimeSpelling.text(ofPoint: $0 * 1_000_000) }
                == ["T+00:00", "T+05:30", "T+1:00:00", "T+2:05:00"])
        #expect(
            [0, 45, 90, 330, 3_600, 7_500, 3_605, 7_515].map { TimeSpelling.text(ofLength: $0 * 1_000_000) }
                == ["0s", "45s", "1m30s", "5m30s", "1h", "2h05m", "1h00m05s", "2h05m15s"])
        #expect(TimeSpelling.text(ofPoint: 330_500_000) == "T+05:30.5")
        #expect(TimeSpelling.text(inSeconds: 7_500_250_000) == "7500.25 s")
    }
}
