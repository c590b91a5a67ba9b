import ExerciseModel
import ExerciseTestKit
import Testing

@Suite struct JSONNumberTests {
    private func number(_ text: String) -> JSONNumber? { JSONNumber(json(text).slice) }

    @Test(arguments: [
        ("0", "-0.0"), ("0", "0e99"), ("100", "1e2"), ("100", "1.00E+2"), ("0.001", "1e-3"), ("0.0010", "0.1e-2"),
        ("-7", "-70e-1"), ("9007199254740993", "9007199254740993.000"), ("1e-0003", "0.001"),
    ])
    func `one value has many spellings`(left: String, right: String) {
        #expect(number(left) == number(right))
    }

    @Test func `values are ordered exactly`() {
        let texts = [
            "-1e300", "-100", "-99.9", "-1", "-0.001", "-1e-400", "0", "1e-401", "1e-400", "0.01", "0.011", "0.1", "1",
            "1.0000000000000000001", "9007199254740992", "9007199254740993", "1e300",
        ]
        let numbers = texts.compactMap(number)
        #expect(numbers.count == texts.count)
        for (low, high) in zip(numbers, numbers.dropFirst()) { #expect(low < high && !(high < low) && low != high) }
    }

    @Test func `they are ordered as integers are, whatever their spelling`() {
        var random = SeededRandom(seed: 3)
        func spelled(_ value: Int64) -> String {
            let digits = String(value.magnitude) + String(repeating: "0", count: 4)
            let (sign, cut) = (value < 0 ? "-" : "", Int(random.number(1...Int64(digits.count - 1))))
            let (whole, fraction) = (digits.prefix(cut), digits.dropFirst(cut))
            let plain = whole.drop { $0 == "0" }
            return "\(sign)\(plain.isEmpty ? "0" : String(plain)).\(fraction)e\(digits.count - 4 - cut)"
        }
        for _ in 0..<5_000 {
            let (left, right) = (random.number(-2_000...2_000), random.number(-2_000...2_000))
            guard let first = number(spelled(left)), let second = number(spelled(right)) else {
                Issue.record("no number")
                return
            }
            #expect((first < second) == (left < right) && (first == second) == (left == right), "\(left) \(right)")
        }
    }

    @Test func `nothing else is a number`() {
        #expect(["\"1\"", "null", "[1]", "true"].compactMap(number) == [])
    }
}
