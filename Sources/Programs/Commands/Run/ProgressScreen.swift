import ExerciseModel

/// Where the progress of a run appears: on a terminal below the lines a live one, elsewhere plain lines.
final class ProgressScreen {
    private let isLive = Output.isTerminal
    private var shown = ""

    /// Shows a line for good, above the live one.
    func line(_ text: String) {
        if isLive, !shown.isEmpty {
            Output.text("\r\u{1B}[2K")
            shown = ""
        }
        Output.line(text)
    }

    /// Draws the live line anew.
    func live(_ text: @autoclosure () -> String) {
        guard isLive else { return }
        let text = text()
        Output.text("\r\u{1B}[2K" + text)
        shown = text
    }

    /// Leaves the terminal with an empty line to write on.
    func end() {
        if isLive, !shown.isEmpty { Output.text("\r\u{1B}[2K") }
        shown = ""
    }

    /// Asks for one of two letters; the first is the default.
    func ask(_ question: String, _ letters: (Character, Character)) -> Character {
        Output.text("\(question) [\(letters.0)/\(letters.1)] ")
        let answer = readLine()?.first.map { Character($0.lowercased()) }
        return answer == letters.1 ? letters.1 : letters.0
    }
}
