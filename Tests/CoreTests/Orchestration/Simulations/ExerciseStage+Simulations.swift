import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import ScenarioRules

extension ExerciseStage {
    /// Rules, one inject by hand and one after an hour; running and heard by the broker.
    init(_ rules: Rule..., running: Bool = true, change: (inout ExercisePlan) -> Void = { _ in }) {
        let plan = PlanBuilder.plan([PlanBuilder.manual("m"), PlanBuilder.inject("a", at: 3_000)]) { plan in
            plan.scenario = Scenario(name: "test", rules: rules)
            change(&plan)
        }
        self.init(plan)
        if running { order("start") }
        clear()
    }

    mutating func say(_ json: String, on socket: UInt64) {
        take(.socket(SocketID(socket), .said(Array(json.utf8))))
    }

    mutating func register(_ simulation: String, on socket: UInt64) {
        say(#"{"type":"register","id":"\#(simulation)","name":"The \#(simulation)"}"#, on: socket)
    }

    mutating func close(_ socket: UInt64) { take(.socket(SocketID(socket), .closed(reason: "cut"))) }

    /// The simulation on a connection reports an event; gives its position.
    @discardableResult
    mutating func report(_ type: String, on socket: UInt64, _ payload: String = "{}", id: String? = nil) -> Int64 {
        let name = id.map { #","event_id":"\#($0)""# } ?? ""
        say(#"{"type":"event","event_type":"\#(type)","payload":\#(payload)\#(name)}"#, on: socket)
        return events.last { if case .simulation(.reported) = $0.fact { true } else { false } }?.position ?? 0
    }

    /// It answers a step of the newest saga, or of another.
    mutating func answer(
        _ status: String, _ step: Int, _ phase: String = "do", on socket: UInt64, saga: String? = nil, rest: String = ""
    ) {
        let saga = saga ?? newestSaga
        let id = "\(saga).\(step).\(phase)"
        say(
            #"{"type":"step.\#(status)","saga_id":"\#(saga)","step_id":\#(step),"command_id":"\#(id)"\#(rest)}"#,
            on: socket)
    }

    /// The same over the broker.
    mutating func hear(_ simulation: String, _ topic: SimulationTopic, _ json: String, retained: Bool = false) {
        hear(Topic.simulation(state.id, SimulationID(trusted: simulation), topic), json, retained: retained)
    }

    var newestSaga: String { state.sagas.all.last.map { "\($0.id)" } ?? "" }

    /// Each saga that is known: its rule and its state.
    var sagas: [String] { state.sagas.all.map { "\($0.rule) \($0.state.rawValue)" } }

    /// What a connection was told, in short.
    func told(_ socket: UInt64) -> [String] {
        effects.compactMap { effect in
            switch effect {
            case .simulation(.send(SocketID(socket), let bytes)): ExerciseStage.words(bytes)
            case .simulation(.close(SocketID(socket))): "closed"
            default: nil
            }
        }
    }

    /// What a simulation was told over the broker, in short.
    func told(_ simulation: String) -> [String] {
        let id = SimulationID(trusted: simulation)
        let topics: Set = [
            Topic.registered(state.id, id), Topic.accepted(state.id, id), Topic.command(state.id, id),
            Topic.simulationError(state.id, id),
        ]
        return publications.filter { topics.contains($0.topic) }.map { ExerciseStage.words($0.payload) }
    }

    private static func words(_ bytes: [UInt8]) -> String {
        guard let object = try? JSONObject(bytes[...]) else { return "?" }
        switch object["type"]?.string {
        case "command":
            let params = object["params"].map { " " + String(decoding: $0.text.bytes, as: UTF8.self) } ?? ""
            return "\(object["command"]?.string ?? "") \(object["command_id"]?.string ?? "")"
                + " try \(object["attempt"]?.integer ?? 0)\(params == " {}" ? "" : params)"
        case "error": return "error \(object["code"]?.string ?? "")"
        case "event.accepted":
            let rules = object["rules"]?.string.map { " \($0): \(object["reason"]?.string ?? "")" } ?? ""
            return "accepted \(object["event_id"]?.string ?? "")\(rules)"
        case let type: return type ?? "?"
        }
    }

    /// Why messages of simulations were refused, as the log has it.
    var refusals: [String] {
        events.compactMap { if case .simulation(.refused(_, _, let message)) = $0.fact { message } else { nil } }
    }

    /// The waiting list's rows of one kind: state, reason, buttons.
    func waiting(_ kind: String) -> [String] {
        let bytes = WaitingList(state, now: clock.now).encode(limit: 50)
        let rows = (try? JSONObject(bytes[...]))?["waiting"]?.array ?? []
        return rows.compactMap(\.object).filter { $0["kind"]?.string == kind }.map { row in
            let buttons = (row["buttons"]?.array ?? []).compactMap { $0.object?["command"]?.string }
            return "\(row["state"]?.string ?? ""): \(row["reason"]?.string ?? "") \(buttons)"
        }
    }

    /// The state that the log alone gives.
    var replayed: ExerciseState {
        var state = ExerciseState(id: state.id)
        for event in log { state.apply(event) }
        return state
    }
}
