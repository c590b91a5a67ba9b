import Testing

/// Each rule against small samples: what it must find, and what it must leave alone.
@Suite struct SampleTests {
    private let core = "Sources/Core/ExerciseModel/Sample.swift"

    @Test(arguments: [
        ("import Foundation", "Foundation"), ("package import struct Logging.Logger", "Logging"),
        ("@testable import ExerciseControl", "ExerciseControl"), ("@_spi(Inner) import Glibc", "Glibc"),
    ])
    func `an import that the table does not name is found`(line: String, module: String) {
        #expect(ImportRule.hits(SourceFile(core, line)) == ["\(core):1: ExerciseModel may not import \(module)"])
    }

    @Test func `an import that the table names is left alone`() {
        let file = SourceFile(
            "Sources/Shell/ExerciseHost/A.swift", "package import ExerciseModel\n// import Foundation")
        #expect(ImportRule.hits(file) == [])
    }

    @Test func `a module that is missing from the table is found`() {
        let path = "Sources/Adapters/NewGateway/A.swift"
        #expect(
            ImportRule.hits(SourceFile(path, "")) == ["\(path):1: module NewGateway is missing from ImportRule.allowed"]
        )
    }

    @Test func `a file outside every module is found`() {
        #expect(
            ImportRule.hits(SourceFile("Sources/A.swift", "")) == ["Sources/A.swift:1: stands in no module's folder"])
    }

    @Test func `a file of 401 lines is found and one of 400 is not`() {
        let text = String(repeating: "//\n", count: 400)
        #expect(SizeRule.hits(SourceFile(core, text)) == [])
        #expect(
            SizeRule.hits(SourceFile(core, text + "//\n")) == ["\(core):401: the file has 401 lines, the cap is 400"])
    }

    @Test(arguments: [
        ("    func long() {", "long"), ("    func long(\n        a: Int\n    ) -> Int {", "long"),
        ("    init() {", "init"), ("    package var long: Int {", "long"),
    ])
    func `a body of more than 60 lines is found`(opening: String, name: String) {
        let added = opening.split(separator: "\n").count - 1
        let hits = SizeRule.hits(SourceFile(core, body(opening, lines: 61)))
        #expect(hits == ["\(core):2: \(name) has \(61 + added) lines, the cap is 60"])
    }

    @Test func `a body of 60 lines and a requirement without one are left alone`() {
        #expect(SizeRule.hits(SourceFile(core, body("    func short() {", lines: 60))) == [])
        #expect(SizeRule.hits(SourceFile(core, body("    func asked()\n    var one: Int { 1 }", lines: 80))) == [])
    }

    @Test(arguments: WordRule.all.map(\.word)) func `a banned word is found`(word: String) throws {
        let rule = try #require(WordRule.all.first { $0.word == word })
        let file = SourceFile("Tests/CoreTests/A.swift", "let a = 1\n// \(word)\n\(word)")
        let lines = rule.reading == .code ? [2] : [1, 2]
        #expect(rule.hits(file) == lines.map { file.hit($0, "'\(word)': \(rule.why)") })
    }

    @Test(arguments: [
        #"let text = "print(1) try! Task {""#, "blueprint(1)", "terminal.print(1)", "ExerciseTask {", "lastUpdate()",
        "/* try! /* Mutex< */ fatalError( */", ##"let raw = #"\("print(")"#"##,
        "func `a test that says print( and Task { }`() {}",
    ])
    func `a banned word inside another or in a text is left alone`(line: String) {
        let file = SourceFile("Sources/Shell/ExerciseHost/A.swift", line)
        #expect(WordRule.all.flatMap { $0.hits(file) } == [])
    }

    @Test func `a banned word in a text's interpolation is found`() {
        let file = SourceFile(core, #"let text = "a \(try! f("b")) print(""#)
        #expect(WordRule.all.flatMap { $0.hits(file) } == ["\(core):1: 'try!': errors are handled or thrown"])
    }

    @Test func `a sleeping test is found outside its room`() {
        let line = "usleep(1_000)"
        let hits = ["Tests/CoreTests/A.swift", "Tests/IntegrationTests/A.swift"].map { path in
            WordRule.all.flatMap { $0.hits(SourceFile(path, line)) }.count
        }
        #expect(hits == [1, 0])
    }

    @Test(arguments: [
        ("package struct Team {}", "Team"), ("public static func open() {}", "open"),
        ("@discardableResult package mutating func take() -> Int { 0 }", "take"),
        ("    package class func make() {}", "make"), ("package final class Host {}", "Host"),
        ("@available(*, deprecated) package nonisolated(nonsending) func wait() async {}", "wait"),
        ("package func `default`() {}", "`"),
    ])
    func `a declaration without a sentence is found`(line: String, name: String) {
        #expect(SentenceRule.hits(SourceFile(core, "\n" + line)) == ["\(core):2: \(name) has no /// sentence"])
        #expect(SentenceRule.hits(SourceFile(core, "/// Says it.\n@inlinable\n" + line)) == [])
    }

    @Test(arguments: [
        "func inner() {}", "package var count = 0", "package init() {}", "package import struct Logging.Logger",
        "package static func < (left: Self, right: Self) -> Bool { true }", "    case package, `func`",
    ])
    func `what needs no sentence is left alone`(line: String) {
        #expect(SentenceRule.hits(SourceFile(core, line)) == [])
    }

    @Test func `a comment of two slashes is no sentence`() {
        #expect(SentenceRule.hits(SourceFile(core, "// Says why.\npackage enum A {}")).count == 1)
    }

    @Test func `a file without its type is found`() {
        #expect(
            NameRule.hits(SourceFile(core, "enum Other {}")) == [
                "\(core):1: declares and extends no type called Sample"
            ])
        #expect(NameRule.hits(SourceFile(core, "// enum Sample")).count == 1)
    }

    @Test(arguments: ["package enum Sample {}", "extension Sample: Equatable {}", "@main struct Sample {}"])
    func `a file with its type is left alone`(text: String) {
        #expect(NameRule.hits(SourceFile(core, text)) == [])
    }

    @Test func `an extension's file and the main file are left alone`() {
        #expect(NameRule.hits(SourceFile("Sources/Core/A/Team+Text.swift", "extension Team {}")) == [])
        #expect(NameRule.hits(SourceFile("Sources/Programs/whitecell/main.swift", "run()")) == [])
    }

    @Test func `a space in a name is found`() {
        #expect(NameRule.hits(path: "docs/two words.md") == ["docs/two words.md: a name with a space"])
    }

    @Test func `a folder that the manifest does not name is found`() {
        let manifest =
            "module(\n    \"Core\", \"A\", []), tests( \"T\" ), .target(name: \"C\", path: \"Sources/Adapters/C\")"
        let folders = ["Sources/Core/A", "Sources/Shell/A", "Sources/Adapters/C", "Tests/T", "Tests/U"]
        #expect(
            ManifestRule.hits(folders: folders, manifest: manifest)
                == ["Sources/Shell/A: is no target of Package.swift", "Tests/U: is no target of Package.swift"])
    }

    @Test func `a row without a folder is found`() {
        #expect(
            ManifestRule.hits(rows: ["A", "B"], folders: ["Sources/Core/A"])
                == ["B: is in ImportRule.allowed, but nowhere else"])
    }

    /// A type with one member that takes so many lines from `opening`'s last one to its brace.
    private func body(_ opening: String, lines: Int) -> String {
        "struct Sample {\n\(opening)\n" + String(repeating: "        step()\n\n", count: (lines - 2) / 2)
            + String(repeating: "        step()\n", count: lines % 2) + "    }\n}\n"
    }
}
