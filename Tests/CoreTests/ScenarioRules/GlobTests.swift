import ExerciseTestKit
import ScenarioRules
import Testing

@Suite struct GlobTests {
    @Test(arguments: [
        ("", ""), ("*", ""), ("*", "anything"), ("a*c", "ac"), ("a*c", "abcabc"), ("?", "é"), ("a?c", "a/c"),
        ("[abc]x", "bx"), ("[a-c]", "b"), ("[!a-c]", "d"), ("[]]", "]"), ("[!]]", "a"), ("[a-]", "-"), ("[-a]", "-"),
        ("[a", "[a"), ("[", "["), ("[!", "[!"), ("[]", "[]"), ("[*]", "*"), ("*[0-9]", "crane7"), ("**", "x"),
        ("*.*.*", "a.b.c"), ("[α-ω]", "λ"),
    ])
    func `a text fits`(pattern: String, text: String) {
        #expect(Glob(pattern).matches(text))
    }

    @Test(arguments: [
        ("", "a"), ("?", ""), ("?", "ab"), ("a", "A"), ("a*c", "acb"), ("[a-c]", "d"), ("[!a]", "a"), ("[c-a]", "b"),
        ("[*]", "x"), ("a", "ab"), ("ab", "a"), ("[!]]", "]"), ("é", "e\u{301}"),
    ])
    func `a text does not`(pattern: String, text: String) {
        #expect(!Glob(pattern).matches(text))
    }

    @Test func `it says what a naive matcher says`() {
        var random = SeededRandom(seed: 7)
        let letters = Array("ab*?[]!-")
        for _ in 0..<20_000 {
            let pattern = (0..<Int.random(in: 0..<8, using: &random)).compactMap { _ in
                letters.randomElement(using: &random)
            }
            let text = (0..<Int.random(in: 0..<7, using: &random)).compactMap { _ in
                Array("ab]-").randomElement(using: &random)
            }
            let expected = Naive.matches(pattern, text)
            #expect(Glob(String(pattern)).matches(String(text)) == expected, "\(pattern) on \(text)")
        }
    }

    @Test func `many stars end, on a text of any length`() {
        let text = String(repeating: "a", count: 64 << 10)
        #expect(!Glob(String(repeating: "*a", count: 100) + "*b").matches(text))
        #expect(!Glob("*" + String(repeating: "a", count: 50) + "b").matches(text))
    }
}

/// Tries everything, one character at a time.
private enum Naive {
    static func matches(_ pattern: [Character], _ text: [Character]) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = Array(pattern.dropFirst())
        if first == "*" { return (0...text.count).contains { matches(rest, Array(text.dropFirst($0))) } }
        if first == "[", let (set, end) = set(rest) {
            guard let one = text.first, set(one) else { return false }
            return matches(Array(rest.dropFirst(end)), Array(text.dropFirst()))
        }
        guard let one = text.first, first == "?" || first == one else { return false }
        return matches(rest, Array(text.dropFirst()))
    }

    private static func set(_ text: [Character]) -> (((Character) -> Bool), end: Int)? {
        let negated = text.first == "!"
        let start = negated ? 1 : 0
        guard start < text.count, let close = text.indices.first(where: { $0 > start && text[$0] == "]" }) else {
            return nil
        }
        let members = Array(text[start..<close])
        var fits: [(Character) -> Bool] = []
        var at = 0
        while at < members.count {
            let low = members[at]
            if at + 2 < members.count, members[at + 1] == "-" {
                let high = members[at + 2]
                fits.append { low <= $0 && $0 <= high }
                at += 3
            } else {
                fits.append { $0 == low }
                at += 1
            }
        }
        return ({ one in fits.contains { $0(one) } != negated }, close + 1)
    }
}
