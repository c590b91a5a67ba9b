import ExerciseModel
import Rehearsal

/// Whether what an exercise expects of itself holds.
enum ExpectationText {
    /// A line for each expectation; none where nothing is expected.
    static func lines(_ plan: ExercisePlan, _ shortfall: Shortfall, ink: Ink) -> [String] {
        let (injects, events) = (Set(shortfall.expectations.map(\.number)), Set(shortfall.reactions.map(\.number)))
        let count = plan.expectations.count + plan.reactions.count
        guard count > 0 else { return [] }
        let head = "expected: \(count - shortfall.count) of \(count) hold"
        return ["", shortfall.count == 0 ? ink.good(head) : ink.bad(head)]
            + plan.expectations.enumerated().map { line(words($1), holds: !injects.contains($0), ink) }
            + plan.reactions.enumerated().map { line(words($1), holds: !events.contains($0), ink) }
    }

    private static func line(_ words: String, holds: Bool, _ ink: Ink) -> String {
        "  " + (holds ? ink.good("yes") : ink.bad("no ")) + "  " + words
    }

    private static func words(_ expectation: Expectation) -> String {
        "'\(expectation.team)' gets '\(expectation.inject)' at \(TimetableText.point(expectation.at))"
    }

    private static func words(_ reaction: Reaction) -> String {
        let event = "'\(CellText.shown(reaction.event.type))' at \(TimetableText.point(reaction.at)) leads to "
        return switch reaction.commands.count {
        case 0: event + "no command"
        case 1: event + "'\(CellText.shown(reaction.commands[0].command))'"
        case let count: event + "\(count) commands"
        }
    }
}
