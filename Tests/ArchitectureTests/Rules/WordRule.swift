import Foundation

/// Words that stand nowhere, or only in the rooms named beside them.
struct WordRule {
    /// Where the word is looked for.
    enum Reading { case code, everything }

    let word: String
    let reading: Reading
    /// Folders that the rule holds in.
    var folders = ["Sources/", "Tests/", "Benchmarks/"]
    /// Folders or files inside them that it does not.
    var rooms: [String] = []
    let why: String

    private static let allTests = ["Tests/"]
    private static let real = ["Tests/IntegrationTests/"]
    private static let here = ["Tests/ArchitectureTests/"]
    private static let everywhere = [""]

    static let all = [
        WordRule(word: "Task.sleep", reading: .code, rooms: real, why: "time is an argument; only the host waits"),
        WordRule(word: "Date()", reading: .code, why: "clocks are read once a turn, by the host"),
        WordRule(word: "print(", reading: .code, why: "what people read goes through the program's own output"),
        WordRule(word: "Task {", reading: .code, why: "a free task has no owner"),
        WordRule(word: "Task.detached", reading: .code, why: "a free task has no owner"),
        WordRule(word: "try!", reading: .code, why: "errors are handled or thrown"),
        WordRule(word: "fatalError(", reading: .code, why: "say what must hold with precondition and a sentence"),
        WordRule(word: "Mutex<", reading: .code, why: "the thread sanitizer sees false races in it; use Guarded"),
        WordRule(word: "sleep(", reading: .code, folders: allTests, rooms: real, why: "tests own their clock"),
        WordRule(word: "usleep(", reading: .code, folders: allTests, rooms: real, why: "tests own their clock"),
        WordRule(word: "nanosleep(", reading: .code, folders: allTests, rooms: real, why: "tests own their clock"),
        WordRule(word: "TODO", reading: .everything, rooms: here, why: "do it, or leave it"),
        WordRule(word: "FIXME", reading: .everything, rooms: here, why: "mend it, or leave it"),
        WordRule(word: "MARK:", reading: .everything, rooms: here, why: "a file that needs banners is two files"),
        WordRule(word: "/root/", reading: .everything, folders: everywhere, rooms: here, why: "a path of one machine"),
        WordRule(word: "/home/", reading: .everything, folders: everywhere, rooms: here, why: "a path of one machine"),
        WordRule(word: "/work/", reading: .everything, folders: everywhere, rooms: here, why: "a path of one machine"),
    ]

    func hits(_ file: SourceFile) -> [String] {
        // Most files hold no such word at all.
        guard file.text.range(of: word) != nil else { return [] }
        guard reading == .everything || file.path.hasSuffix(".swift"), folders.contains(where: file.path.hasPrefix),
            !rooms.contains(where: file.path.hasPrefix)
        else {
            return []
        }
        let lines = reading == .code ? file.code : file.lines
        return lines.enumerated().compactMap { number, line in
            stands(in: line) ? file.hit(number, "'\(word)': \(why)") : nil
        }
    }

    /// Whether the word stands in the line by itself: `blueprint(` and `terminal.print(` are no `print(`.
    private func stands(in line: String) -> Bool {
        line.ranges(of: word).contains { range in
            guard word.first?.isLetter == true, range.lowerBound > line.startIndex else { return true }
            let before = line[..<range.lowerBound]
            if before.last == "." { return word != "print(" || before.hasSuffix("Swift.") }
            return !(before.last.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false)
        }
    }
}
