import ExerciseModel
import Orchestration

/// What every simulation of a rehearsal says: who it is, what the exercise expects it to report, and, of each command
/// that it is sent, that it is done, or has failed where the reaction says so, at once.
struct PerfectSimulation {
    /// All that the rules and what is expected of them name; the connection of each is its place, counted from 1.
    private let names: [SimulationID]
    /// How often each command has been carried out for a reaction.
    private var done: [Work: Int] = [:]

    private struct Work: Hashable {
        var reaction: Int
        var simulation: SimulationID
        var command: String
    }

    /// Nobody, where nothing is expected of the rules.
    init(_ plan: ExercisePlan) {
        guard !plan.reactions.isEmpty else {
            names = []
            return
        }
        let actions = plan.scenario.rules.flatMap(\.then).flatMap(\.actions)
        let commanded = actions.flatMap { [$0.deed.simulation, $0.undo?.simulation] }.compactMap { $0 }
        let all = plan.simulations.map(\.id) + plan.reactions.map(\.event.from) + commanded
        names = Set(all).sorted()
    }

    /// The registration of each.
    func arrival() -> [Input] {
        names.map { name in
            said(by: name) { writer in
                writer.field("type", "register")
                writer.field("id", name.text)
            }
        }
    }

    func report(_ event: SimulationEvent) -> Input {
        said(by: event.from) { writer in
            writer.field("type", "event")
            writer.field("event_type", event.type)
            writer.field("payload", event.payload)
        }
    }

    /// The answer to what is sent on a connection; `nil` when that is no command. `reaction` is what the saga of the
    /// command belongs to, and its number: the first command of a name gets the first output that is stated for it.
    mutating func answer(
        _ message: [UInt8], on socket: SocketID, _ reaction: (SagaID) -> (number: Int, reaction: Reaction)?
    ) -> Input? {
        guard let order = try? JSONObject(message[...], caps: .trusted), let command = order["command"]?.string,
            let saga = order["saga_id"]?.string, let step = order["step_id"]?.integer,
            let id = order["command_id"]?.string, names.indices.contains(Int(socket.number) - 1)
        else { return nil }
        let name = names[Int(socket.number) - 1]
        let wanted = SagaID(saga).flatMap(reaction)
        let fails = wanted?.reaction.fails.contains(command) ?? false
        let output: JSONText? = if let wanted { nextOutput(of: command, by: name, wanted) } else { nil }
        return said(by: name) { writer in
            writer.field("type", fails ? "step.failed" : "step.completed")
            writer.field("saga_id", saga)
            writer.field("step_id", step)
            writer.field("command_id", id)
            if fails { writer.field("reason", "it fails in this rehearsal") }
            if !fails, let output { writer.field("output", output) }
        }
    }

    private mutating func nextOutput(
        of command: String, by name: SimulationID, _ wanted: (number: Int, reaction: Reaction)
    ) -> JSONText? {
        let work = Work(reaction: wanted.number, simulation: name, command: command)
        let earlier = done[work, default: 0]
        done[work] = earlier + 1
        let alike = wanted.reaction.commands.filter { $0.isSent(to: name, command) }
        return alike.indices.contains(earlier) ? alike[earlier].output : nil
    }

    private func said(by name: SimulationID, _ fields: (inout JSONWriter) -> Void) -> Input {
        let place = names.firstIndex(of: name) ?? 0
        return .socket(SocketID(UInt64(place) + 1), .said(JSONWriter.object(fields)))
    }
}

extension Reaction.Command {
    /// Whether it is this command to this simulation, whatever its parameters.
    func isSent(to simulation: SimulationID, _ command: String) -> Bool {
        self.simulation == simulation && self.command.utf8.elementsEqual(command.utf8)
    }
}
