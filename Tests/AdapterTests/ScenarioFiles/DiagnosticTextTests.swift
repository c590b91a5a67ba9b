import ExerciseModel
import ScenarioFiles
import Testing

struct DiagnosticTextTests {
    private func render(_ line: String, column: Int, length: Int = 1, at number: Int = 1, color: Bool = false) -> String
    {
        let text = String(repeating: "\n", count: number - 1) + line
        let files = SourceFiles(exercise: .init(path: "e.yaml", bytes: Array(text.utf8)), timelines: [])
        let diagnostic = Diagnostic(
            severity: .warning, file: "e.yaml", line: number, column: column, length: length, message: "m",
            label: "here")
        return DiagnosticText(files: files, color: color).render([diagnostic])
    }

    @Test func `tabs and wide characters leave the caret in its place`() {
        #expect(
            render("\ta: x", column: 5, length: 1)
                == "e.yaml:1:5: warning: m\n    1 |     a: x\n      |        ^ here\n")
        #expect(render("größe: x", column: 8) == "e.yaml:1:8: warning: m\n    1 | größe: x\n      |        ^ here\n")
        #expect(render("🐋鯨: x", column: 5) == "e.yaml:1:5: warning: m\n    1 | 🐋鯨: x\n      |       ^ here\n")
        #expect(render("鯨鯨: x", column: 1, length: 2) == "e.yaml:1:1: warning: m\n    1 | 鯨鯨: x\n      | ^~~~ here\n")
        #expect(render("e\u{301}a: x", column: 3) == "e.yaml:1:3: warning: m\n    1 | e\u{301}a: x\n      |  ^ here\n")
    }

    @Test func `what could steer a terminal is not shown`() {
        #expect(
            render("a\u{1B}[2J\u{202E}b", column: 1)
                == "e.yaml:1:1: warning: m\n    1 | a\u{FFFD}[2J\u{FFFD}b\n      | ^ here\n")
    }

    @Test func `a long line is cut to a window around the caret`() {
        let line = String(repeating: "a", count: 300) + "X" + String(repeating: "b", count: 300)
        let before = String(repeating: "a", count: 36)
        let after = String(repeating: "b", count: 73)
        let caret = String(repeating: " ", count: 37) + "^ here"
        #expect(
            render(line, column: 301) == "e.yaml:1:301: warning: m\n    1 | …\(before)X\(after)…\n      | \(caret)\n")
    }

    @Test func `the gutter grows with the number of the line`() {
        #expect(render("x", column: 1, at: 123_456) == "e.yaml:123456:1: warning: m\n123456 | x\n       | ^ here\n")
    }

    @Test func `a caret may stand behind the last character`() {
        #expect(render("abc", column: 4) == "e.yaml:1:4: warning: m\n    1 | abc\n      |    ^ here\n")
    }

    @Test func `color is added only when asked for`() {
        #expect(
            render("x", column: 1, color: true)
                == "\u{1B}[1me.yaml:1:1: \u{1B}[0m\u{1B}[1;33mwarning: \u{1B}[0m\u{1B}[1mm\u{1B}[0m\n    1 | x\n      | \u{1B}[1;33m^ here\u{1B}[0m\n"
        )
    }

    @Test func `the JSON form holds the same fields`() {
        let diagnostics = [
            Diagnostic(
                severity: .error, file: "e.yaml", line: 1, column: 2, length: 3, message: "m", label: "l",
                notes: [.init(message: "n", file: "f", line: 4, column: 5)], help: "h"),
            Diagnostic(severity: .warning, file: "e.yaml", message: "w"),
        ]
        #expect(
            Diagnostic.json(diagnostics)
                == JSONText(
                    literal: """
                        {"errors":1,"warnings":1,"diagnostics":[{"severity":"error","file":"e.yaml","line":1,"column":2,\
                        "length":3,"message":"m","label":"l","notes":[{"message":"n","file":"f","line":4,"column":5}],\
                        "help":"h"},{"severity":"warning","file":"e.yaml","line":0,"column":0,"length":1,"message":"w",\
                        "label":"","notes":[],"help":null}]}
                        """))
    }
}
