import ExerciseModel
import Rehearsal
import ScenarioFiles

extension CheckedExercise {
    /// What a rehearsal of the exercise does not bear out of what its file expects, each an error at its place; `file`
    /// is the path by which it is rehearsed.
    func faults(_ shortfall: Shortfall, _ plan: ExercisePlan, file: String) -> [Diagnostic] {
        let injects = shortfall.expectations.map { broken in
            diagnostic(
                ofExpectation: broken.number, broken.sentence,
                help: "mend the timeline or the expectation; 'whitecell rehearse \(file)' shows what goes out when")
        }
        return injects + shortfall.reactions.map { fault(of: $0, plan.scenario.rules) }
    }

    private func fault(of broken: Timetable.BrokenReaction, _ rules: [Rule]) -> Diagnostic {
        var fault = diagnostic(
            ofReaction: broken.number, command: broken.command, CellText.shown(broken.sentence),
            help: broken.mend(rules))
        fault.notes = broken.reasons(rules).map { Diagnostic.Note(message: CellText.shown($0)) }
        return fault
    }
}

extension Timetable.BrokenReaction {
    fileprivate func mend(_ rules: [Rule]) -> String {
        guard let command else { return "have the event come before that, or leave it out" }
        if isUnanswered(rules) { return "mend the rule's 'when' or the event, or take the command out of 'commands'" }
        return command < reaction.commands.count
            ? "mend the rule's 'then' or the expectation" : "write it into 'commands', or mend the rule"
    }
}
