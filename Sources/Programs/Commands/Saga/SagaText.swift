import ExerciseModel
import ScenarioRules

/// Sagas in words for a terminal.
enum SagaText {
    private static let titles = ["saga", "state", "since", "rule", "steps", "why"]

    /// A row for each, the titles first.
    static func table(_ sagas: [Saga], of exercise: ExerciseID) -> [String] {
        let rows = sagas.map { saga in
            [
                saga.id.description, saga.state.rawValue, ResultText.clock(saga.since), saga.rule.text,
                progress(saga), saga.reason ?? "",
            ].map(TerminalText.plain)
        }
        let widths = titles.indices.map { column in
            ([titles] + rows).map { TerminalText.width($0[column]) }.max() ?? 0
        }
        return ["\(exercise):"]
            + ([titles] + rows).map { row in
                let line = zip(row, widths).map { TerminalText.fit($0, to: $1) }.joined(separator: "  ")
                return "  " + String(line.reversed().drop { $0 == " " }.reversed())
            }
    }

    /// One saga whole: its head, then a line for each step.
    static func whole(_ saga: Saga) -> [String] {
        var head = "\(saga.id) is \(saga.state.rawValue) since \(ResultText.clock(saga.since)): rule \(saga.rule), "
        head += "event \(saga.event)"
        if let reason = saga.reason { head += " (\(reason))" }
        return [head].map(TerminalText.plain)
            + saga.script.actions.indices.map { index in
                let words =
                    "  \(index)  \(TerminalText.fit(saga.state(of: index).rawValue, to: 12))  "
                    + deed(saga.script.actions[index].deed) + undo(saga, index) + trouble(saga, index)
                return TerminalText.plain(words)
            }
    }

    private static func progress(_ saga: Saga) -> String {
        let done = saga.script.actions.indices.count { saga.state(of: $0) == .completed }
        return "\(done) of \(saga.script.actions.count)"
    }

    private static func deed(_ deed: Deed) -> String {
        switch deed {
        case .send(let simulation, let command, _): "\(simulation): \(command)"
        case .deliver(let inject, let teams):
            "deliver \(inject)" + (teams.isEmpty ? "" : " to \(teams.map(\.text).joined(separator: ", "))")
        case .control(let order): "control \(text(order.source))"
        case .set(let name, let value): "set \(name) to \(text(value.source))"
        case .publish(let topic, _, _): "publish world/\(topic)"
        case .approve(let question): "approve: \(question)"
        }
    }

    private static func undo(_ saga: Saga, _ index: Int) -> String {
        guard let deed = saga.script.actions[index].undo else { return "" }
        return "   undo: \(self.deed(deed))"
    }

    /// What went wrong with a step, and how often it was tried.
    private static func trouble(_ saga: Saga, _ index: Int) -> String {
        guard saga.steps.indices.contains(index) else { return "" }
        let runs = [saga.steps[index].doing, saga.steps[index].undoing]
        guard let run = runs.last(where: { !$0.reason.isEmpty || $0.attempt > 1 }) else { return "" }
        let attempts = run.attempt > 1 ? ["attempt \(run.attempt)"] : []
        return "   (" + (attempts + (run.reason.isEmpty ? [] : [run.reason])).joined(separator: ", ") + ")"
    }

    private static func text(_ source: JSONText) -> String { String(decoding: source.bytes, as: UTF8.self) }
}
