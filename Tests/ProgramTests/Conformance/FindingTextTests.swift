import ExerciseModel
import Testing

@testable import Commands

/// Findings as an engineer reads them.
@Suite struct FindingTextTests {
    private static let broken = Finding(
        .repeat,
        .broken(
            .otherAnswer(before: #"{"count":1}"#), sent: Array(#"{"type":"command"}"#.utf8),
            got: [Array(#"{"type":"step.completed","output":{"count":2},"text":"ab\#u{1B}[2J"}"#.utf8)]))

    private static func lines(_ finding: Finding, columns: Int? = nil) -> [String] {
        FindingText(ink: Ink(isColored: false), columns: columns).lines(finding)
    }

    @Test func `what is kept is a line, with its notes below`() {
        #expect(
            Self.lines(Finding(.answers, .kept(notes: ["it does not echo command_id"]))) == [
                "ok       answers a command once, in time", "         it does not echo command_id",
            ])
    }

    @Test func `what is skipped says why`() {
        #expect(
            Self.lines(Finding(.ping, .skipped("it is gone")), columns: 30) == [
                "skipped  answers a ping: it is", "         gone",
            ])
    }

    @Test func `what is broken shows what was sent, what came, what is wrong and the mend`() {
        #expect(
            Self.lines(Self.broken) == [
                "FAILED   answers a repeated command as before",
                #"  sent   {"type":"command"}"#,
                "  got    {\"type\":\"step.completed\",\"output\":{\"count\":2},\"text\":\"ab\u{FFFD}[2J\"}",
                #"  wrong  the answer is not the one given before: {"count":1}"#,
                "  mend   keep each answer under its command_id; when the command_id comes again, send that answer and "
                    + "do nothing",
            ])
    }

    @Test func `no line is wider than the terminal`() {
        let lines = Self.lines(Self.broken, columns: 40)

        #expect(lines.dropFirst().allSatisfy { TerminalText.width($0) <= 40 })
        #expect(lines.dropFirst(2).first == #"  got    {"type":"step.completed","outpu"#)
    }

    @Test func `the summary counts and judges`() {
        let kept = Finding(.registers, .kept(notes: []))

        #expect(
            FindingText.summary([kept, Finding(.ping, .skipped("x"))], of: TrialStage.crane)
                == "crane_sim keeps the protocol: 1 ok, 0 failed, 1 skipped")
        #expect(
            FindingText.summary([kept, Self.broken], of: TrialStage.crane)
                == "crane_sim does not keep the protocol: 1 ok, 1 failed, 0 skipped")
    }

    @Test func `as JSON it has the same`() {
        let subject = TrialSubject(simulation: TrialStage.crane, command: .init(name: "lift"))
        let findings = [
            Finding(.registers, .kept(notes: ["n"])), Finding(.ping, .skipped("gone")),
            Finding(.answers, .broken(.completed, sent: nil, got: [Array("x".utf8)])),
        ]

        #expect(
            String(decoding: Finding.json(findings, of: subject, isKept: false), as: UTF8.self)
                == #"{"simulation":"crane_sim","door":"websocket","kept":false,"ok":1,"failed":1,"skipped":1,"checks":["#
                + #"{"check":"registers","title":"registers first, under its id","result":"ok","notes":["n"]},"#
                + #"{"check":"ping","title":"answers a ping","result":"skipped","reason":"gone"},"#
                + #"{"check":"answers","title":"answers a command once, in time","result":"failed","got":["x"],"#
                + #""wrong":"it says that it has done it","mend":"\#(ConformanceCheck.answers.rule)"}]}"#)
    }
}
