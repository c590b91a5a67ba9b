import ExerciseModel
import Rehearsal

/// Whether what an exercise expects of itself holds.
enum ExpectationText {
    /// A line for each expectation; none where nothing is expected.
    static func lines(_ expectations: [Expectation], _ broken: [Timetable.Broken], ink: Ink) -> [String] {
        guard !expectations.isEmpty else { return [] }
        let faults = Dictionary(broken.map { ($0.number, $0) }) { first, _ in first }
        let head = "expected: \(expectations.count - broken.count) of \(expectations.count) hold"
        return ["", broken.isEmpty ? ink.good(head) : ink.bad(head)]
            + expectations.enumerated().map { number, expectation in
                if let fault = faults[number] { return "  " + ink.bad("no ") + "  \(fault.sentence)" }
                let at = TimetableText.point(expectation.at)
                return "  " + ink.good("yes") + "  '\(expectation.team)' gets '\(expectation.inject)' at \(at)"
            }
    }
}
