import ExerciseModel
import Orchestration

/// What every simulation of a rehearsal says: who it is, what the exercise expects it to report, and, of each command
/// that it is sent, that it is done, or has failed where the reaction says so, at once.
struct PerfectSimulation {
    /// All that the rules and what is expected of them name; the connection of each is its place, counted from 1.
    private let names: [SimulationID]

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
    /// command belongs to.
    func answer(_ message: [UInt8], on socket: SocketID, _ reaction: (SagaID) -> Reaction?) -> Input? {
        guard let order = try? JSONObject(message[...], caps: .trusted), let command = order["command"]?.string,
            let saga = order["saga_id"]?.string, let step = order["step_id"]?.integer,
            let id = order["command_id"]?.string, names.indices.contains(Int(socket.number) - 1)
        else { return nil }
        let name = names[Int(socket.number) - 1]
        let wanted = SagaID(saga).flatMap(reaction)
        let fails = wanted?.fails.contains(command) ?? false
        let output = wanted?.commands.first { $0.isSent(to: name, command) && $0.output != nil }?.output
        return said(by: name) { writer in
            writer.field("type", fails ? "step.failed" : "step.completed")
            writer.field("saga_id", saga)
            writer.field("step_id", step)
            writer.field("command_id", id)
            if fails { writer.field("reason", "it fails in this rehearsal") }
            if !fails, let output { writer.field("output", output) }
        }
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
