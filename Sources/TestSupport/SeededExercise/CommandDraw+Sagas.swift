import ExerciseModel
import ExerciseTestKit
import Orchestration
import ScenarioRules

extension CommandDraw {
    /// What a controller says of sagas and of what they ask, sensible or not; `nil` when there is nothing to say.
    mutating func sagaOrder(_ state: ExerciseState) -> (String, [String])? {
        let open = state.sagas.unfinished(limit: 8)
        guard !open.isEmpty, random.chance(400) else { return nil }
        if let asked = state.approvals.keys.sorted().first, random.chance(500) {
            let fields = ["\"approval\":\"\(asked)\""]
            return random.chance(700) ? ("approve", fields) : ("reject", fields + ["\"reason\":\"no\""])
        }
        let saga = random.chance(950) ? "\(random.pick(open).id)" : "saga_\(random.number(1...900))"
        let blocked = open.first { $0.state == .blocked }
        if let blocked, random.chance(600) {
            return (random.pick(["saga_retry", "saga_skip", "saga_abandon"]), scope("\(blocked.id)"))
        }
        if random.chance(100) { return ("retry", ["\"failure\":\"\(saga).\(random.number(0...2)).do\""]) }
        return (random.pick(["saga_retry", "saga_skip", "saga_cancel", "saga_cancel", "saga_abandon"]), scope(saga))
    }

    private func scope(_ saga: String) -> [String] { ["\"saga\":\"\(saga)\"", "\"reason\":\"as played\""] }

    /// A reset is refused while sagas are not over, unless it says what becomes of them.
    mutating func abandonment(_ state: ExerciseState?) -> [String] {
        guard let state, state.sagas.activeCount + state.sagas.waitingCount > 0, random.chance(700) else { return [] }
        return ["\"sagas\":\"abandon\""]
    }
}
