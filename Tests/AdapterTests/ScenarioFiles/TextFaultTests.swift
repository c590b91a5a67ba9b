import ExerciseModel
import ScenarioFiles
import Testing

/// What is said about text that is no YAML or no JSON, word for word.
struct TextFaultTests {
    @Test func `broken YAML is explained where it breaks`() {
        let texts = [
            "", "# nothing\n", "---\n", "injects:\n\t- id: a\n", "injects: [a, b\n", "injects: \"open\n",
            "injects:\n- id: a: b\n", "injects:\n  - a\n - b\n", "injects: @home\n", "injects: \"\\q\"\n",
            "injects: [\u{7}]\n", "injects:\n- id: a\n  time: 5\n tyype: 5\n",
        ]
        let faults = texts.map { Authored.faults(timeline: $0) }.joined()
        #expect(
            faults == """
                timelines/blue.yaml:1:1: error: the file is empty
                timelines/blue.yaml:1:1: error: the file is empty
                    1 | # nothing
                      | ^
                timelines/blue.yaml:1:1: error: the file is empty
                    1 | ---
                      | ^
                timelines/blue.yaml:2:1: error: YAML allows no tab here
                    2 |     - id: a
                      | ^~~~
                  help: indent with spaces
                timelines/blue.yaml:1:10: error: this '[' is never closed
                    1 | injects: [a, b
                      |          ^
                timelines/blue.yaml:1:10: error: this quote is never closed
                    1 | injects: "open
                      |          ^
                timelines/blue.yaml:2:8: error: a ':' is not allowed here
                    2 | - id: a: b
                      |        ^
                  help: put the text in quotes if the ':' belongs to it
                timelines/blue.yaml:3:2: error: this does not fit the mapping around it
                    3 |  - b
                      |  ^
                  note: the mapping begins here: timelines/blue.yaml:1:1
                  help: check the indentation and the quotes of the line above
                timelines/blue.yaml:1:10: error: no value may begin with this character
                    1 | injects: @home
                      |          ^
                  help: put the text in quotes
                timelines/blue.yaml:1:11: error: this escape is not one of YAML's
                    1 | injects: "\\q"
                      |           ^
                  help: write '\\\\' for a backslash, or use single quotes
                timelines/blue.yaml:1:11: error: a control character may not stand in YAML
                    1 | injects: [\u{FFFD}]
                      |           ^
                  help: write it as an escape in double quotes, such as "\\x07"
                timelines/blue.yaml:4:2: error: this does not fit the mapping around it
                    4 |  tyype: 5
                      |  ^
                  note: the mapping begins here: timelines/blue.yaml:1:1
                  help: check the indentation and the quotes of the line above

                """)
    }

    @Test func `YAML that does more than an author needs is refused`() {
        let texts = [
            "a: 1\n---\nb: 2\n", "injects: []\n...\nmore\n", "injects: []\ninjects: []\n", "? [a]\n: b\n",
            "base: &b {x: 1}\ninjects: [{<<: *b}]\n", "injects: !ruby/object []\n", "injects: [*nobody]\n",
            "injects: &a [*a]\n",
        ]
        let faults = texts.map { Authored.faults(timeline: $0) }.joined()
        #expect(
            faults == """
                timelines/blue.yaml:2:1: error: a second document begins here
                    2 | ---
                      | ^~~ one file holds one document
                  help: put it into a file of its own
                timelines/blue.yaml:3:1: error: there is more text behind the end of the value
                    3 | more
                      | ^
                timelines/blue.yaml:2:1: error: the key 'injects' stands twice in one mapping
                    2 | injects: []
                      | ^~~~~~~
                  note: it stands here first: timelines/blue.yaml:1:1
                timelines/blue.yaml:1:3: error: a key must be plain text, not a list or a mapping
                    1 | ? [a]
                      |   ^
                  help: put the text in quotes if it begins with a bracket or a brace
                timelines/blue.yaml:2:12: error: merge keys ('<<') are not supported
                    2 | injects: [{<<: *b}]
                      |            ^~
                  help: write the keys out, or repeat a whole value with an alias
                timelines/blue.yaml:1:10: error: the tag '!ruby/object' is not supported
                    1 | injects: !ruby/object []
                      |          ^~~~~~~~~~~~~~
                  help: leave the tag out; the tags of the core schema are !!str !!int !!float !!bool !!null !!seq !!map
                timelines/blue.yaml:1:11: error: no value before this one has the anchor 'nobody'
                    1 | injects: [*nobody]
                      |           ^~~~~~~
                timelines/blue.yaml:1:14: error: the alias '*a' stands inside the value that it repeats
                    1 | injects: &a [*a]
                      |              ^~
                  note: the value begins here: timelines/blue.yaml:1:10

                """)
    }

    @Test func `broken JSON is explained where it breaks`() {
        let texts = [
            "{", "{\"injects\": [1, 2,]}", "{\"injects\": [1] \"a\": 2}", "{'injects': []}",
            "{\"injects\": [] // none\n}",
            "{\"injects\": None}", "{\"injects\": []} {}", "{\"injects\": [], \"injects\": []}", "{\"a\": \"x\ny\"}",
            "{\"a\": \"\\q\"}", "{\"a\": 01}", "{\"a\": 1e999}", "{\"a\": \"open}",
        ]
        let faults = texts.map { Authored.faults(timeline: $0) }.joined()
        #expect(
            faults == """
                timelines/blue.json:1:2: error: the file ends in the middle of a value
                    1 | {
                      |  ^
                  help: close the quote, the '}' or the ']'
                timelines/blue.json:1:19: error: a ',' stands before the end
                    1 | {"injects": [1, 2,]}
                      |                   ^
                  help: leave the last ',' out
                timelines/blue.json:1:17: error: a ',' or ':' is missing before this
                    1 | {"injects": [1] "a": 2}
                      |                 ^
                timelines/blue.json:1:2: error: JSON has no single quotes
                    1 | {'injects': []}
                      |  ^
                  help: write "…"
                timelines/blue.json:1:16: error: JSON has no comments
                    1 | {"injects": [] // none
                      |                ^
                  help: leave it out, or write the file in YAML
                timelines/blue.json:1:13: error: this word means nothing in JSON
                    1 | {"injects": None}
                      |             ^~~~
                  help: put text in quotes; the words of JSON are true, false and null
                timelines/blue.json:1:17: error: there is more text behind the object
                    1 | {"injects": []} {}
                      |                 ^
                timelines/blue.json:1:17: error: the key 'injects' stands twice in one object
                    1 | {"injects": [], "injects": []}
                      |                 ^~~~~~~~~
                timelines/blue.json:1:9: error: a control character must be escaped inside a string
                    1 | {"a": "x
                      |         ^
                  help: write a line break as \\n and a tab as \\t, and close the quote on its own line
                timelines/blue.json:1:8: error: this escape is not one of JSON's
                    1 | {"a": "\\q"}
                      |        ^
                  help: write \\\\ for a backslash
                timelines/blue.json:1:7: error: this is no number of JSON, or too large for one
                    1 | {"a": 01}
                      |       ^
                timelines/blue.json:1:7: error: this is no number of JSON, or too large for one
                    1 | {"a": 1e999}
                      |       ^
                timelines/blue.json:1:13: error: the file ends in the middle of a value
                    1 | {"a": "open}
                      |             ^
                  help: close the quote, the '}' or the ']'

                """)
    }

    @Test func `bytes that are no UTF-8 are placed by line and column`() {
        for name in ["blue.yaml", "blue.json"] {
            let bytes = Array("{\"injects\":\n \"é".utf8) + [0xFF] + Array("\"}".utf8)
            let file = SourceFiles.File(path: name, bytes: bytes)
            let exercise = SourceFiles.File(path: "e.yaml", bytes: Array(Authored.exercise.utf8))
            let files = SourceFiles(exercise: exercise, timelines: [.init(id: TimelineID(trusted: "blue"), file: file)])
            let checked = ExerciseFiles.compile(files, defaults: DeliverySettings(), caps: ExerciseCaps())
            #expect(
                DiagnosticText(files: files).render(checked.diagnostics) == """
                    \(name):2:4: error: these bytes are no UTF-8
                        2 |  "é\u{FFFD}"}
                          |    ^
                      help: save the file as UTF-8

                    """)
        }
    }

    @Test func `places are right behind a mark, characters of many bytes and line separators`() {
        let faults = ["", "\u{FEFF}"].map { mark in
            Authored.faults(timeline: mark + "# 🐋 größe\r\ntitle: \"ü\u{2028}\u{85}ü\"\r\ninjects: 🐋 # €\r\nfoo: 1\r\n")
        }
        let fault = """
            timelines/blue.yaml:3:10: error: 'injects' must be a list
                3 | injects: 🐋 # €
                  |          ^~ this is text
            timelines/blue.yaml:4:1: error: a timeline has no key 'foo'
                4 | foo: 1
                  | ^~~
              help: its keys are: injects, id, timeline_id, title, name, description

            """
        #expect(faults == [fault, fault])
    }

    @Test func `nesting without end is an error, in both languages`() {
        let messages = ["[", "{a: ", "- ", "{\"a\":", "{\"injects\":["].map { opening in
            let text = (opening.hasPrefix("{\"") ? "" : "injects: ") + String(repeating: opening, count: 100_000)
            return Authored.check(timelines: ["blue": text.hasPrefix("injects: -") ? "\n" + text.dropFirst(9) : text])
                .diagnostics.map(\.message)
        }
        #expect(messages == Array(repeating: ["values are nested deeper than 32"], count: 5))
    }

    @Test func `an alias bomb is refused before it goes off`() {
        var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1..<9 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [" + Array(repeating: alias, count: 10).joined(separator: ", ") + "]\n"
        }
        #expect(
            Authored.faults(timeline: text) == """
                timelines/blue.yaml:6:15: error: the aliases of this file repeat too much
                    6 | a5: &a5 [*a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4]
                      |               ^~~ more than 1048576 values and bytes of text
                  help: write the values out

                """)
    }

    @Test func `more than a hundred aliases are refused`() {
        let text = "a: &a x\ninjects: [" + Array(repeating: "*a", count: 101).joined(separator: ", ") + "]\n"
        let checked = Authored.check(timelines: ["blue": text])
        #expect(checked.diagnostics.map(\.message) == ["there are more than 100 aliases in this file"])
    }

    @Test func `an infinity and what is no number have no place in content`() {
        let faults = Authored.faults(
            timeline: """
                injects:
                - {id: a, time: 5, type: t, content: {x: .nan}}
                - {id: b, time: 5, type: t, content: [-.inf]}
                - {id: c, time: 5, type: t, content: 1e999}
                - {id: d, time: 5, type: t, content: 0xFFFFFFFFFFFFFFFFF}
                """)
        #expect(
            faults == """
                timelines/blue.yaml:2:42: error: JSON has no .nan
                    2 | - {id: a, time: 5, type: t, content: {x: .nan}}
                      |                                          ^~~~
                  help: put it in quotes if text is meant
                timelines/blue.yaml:3:39: error: JSON has no -.inf
                    3 | - {id: b, time: 5, type: t, content: [-.inf]}
                      |                                       ^~~~~
                  help: put it in quotes if text is meant
                timelines/blue.yaml:4:38: error: this number is too large
                    4 | - {id: c, time: 5, type: t, content: 1e999}
                      |                                      ^~~~~
                  help: put it in quotes if text is meant
                timelines/blue.yaml:5:38: error: this number is too large
                    5 | - {id: d, time: 5, type: t, content: 0xFFFFFFFFFFFFFFFFF}
                      |                                      ^~~~~~~~~~~~~~~~~~~
                  help: put it in quotes if text is meant

                """)
    }
}
