import ArgumentParser
import Assembly
import ExerciseModel
import Orchestration
import ScenarioRules

/// `whitecell saga list [EXERCISE]`.
struct SagaListVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The sagas of the current runs, the oldest first.")

    @Argument(help: "The exercise's id. [default: all]") var exercise: String?
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() throws {
        let name = try exercise.map(ExerciseID.init(argument:))
        let logs = try StoredExercises(store)
        let ids = try name.map { [try logs.known($0)] } ?? logs.all()
        for id in ids {
            let sagas = try logs.state(of: id).sagas.all
            if sagas.isEmpty {
                Output.line("\(id): no sagas in this run")
            } else {
                for line in SagaText.table(sagas, of: id) { Output.line(line) }
            }
        }
    }
}

/// `whitecell saga show EXERCISE SAGA`.
struct SagaShowVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One saga with its steps, and what stands in its way.")

    @Argument(help: "The exercise's id.") var exercise: String
    @Argument(help: "The saga: saga_128, or 128.") var saga: String
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() throws {
        let named = try ExerciseID(argument: exercise)
        let logs = try StoredExercises(store)
        let id = try logs.known(named)
        let name = SagaID(saga) ?? Int64(saga).map { SagaID($0) }
        guard let name, let found = try logs.state(of: id).sagas.saga(name) else {
            throw Failure(.refused, "'\(id)' has no saga '\(saga)' in its present run")
        }
        for line in SagaText.whole(found) { Output.line(line) }
    }
}
