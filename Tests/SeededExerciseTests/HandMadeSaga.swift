import ExerciseModel
import LogChecker

/// A saga whose second step fails at its second attempt, and what its simulations saw of it: whole and right, for a
/// test to break in one place.
struct HandMadeSaga {
    var seen = Observations()

    private static let stages =
        #"[[{"send_to":"crane","timeout_us":5000000,"undo":{"send_to":"crane"}}],"#
        + #"[{"send_to":"port","timeout_us":5000000}]]"#

    /// By seconds of the life; the wall clock shows one more.
    init() {
        add("exercise.opened", #"{"wall_us":1000000}"#, at: 0)
        add("broker.connected", "{}", at: 0)
        add("simulation.registered", #"{"simulation":"crane"}"#, at: 0)
        let matches = #""matches":[{"rule":"r","fires":true}]"#
        add(
            "simulation.event",
            #"{"simulation":"crane","event_id":"e1","payload":{"n":1},"rules":"evaluated",\#(matches)}"#, at: 1)
        add("saga.started", #"{"saga":"saga_5","rule":"r","event":4,"granted":true,"stages":\#(Self.stages)}"#, at: 1)
        dispatch(0, at: 1)
        step("completed", 0, at: 2, by: "simulation:crane")
        dispatch(1, at: 2)
        step("failed", 1, #","cause":"timed_out","retry_at_us":9000000"#, at: 7)
        dispatch(1, attempt: 2, at: 8)
        step("failed", 1, #","cause":"answered""#, at: 9, by: "simulation:port")
        add("saga.compensating", #"{"saga":"saga_5"}"#, at: 9)
        dispatch(0, "undo", at: 9)
        step("completed", 0, phase: "undo", at: 10, by: "simulation:crane")
        add("saga.ended", #"{"saga":"saga_5","state":"compensated"}"#, at: 10)
        see()
    }

    /// What those outside saw.
    private mutating func see() {
        seen.simulations.told = [
            told("crane", #"{"type":"registered","status":"ok"}"#, after: 3),
            told("crane", #"{"type":"event.accepted","event_id":"e1","position":4}"#, after: 4),
            told("crane", command(0), after: 6), told("port", command(1), after: 8),
            told("port", command(1, attempt: 2), after: 10), told("crane", command(0, "undo"), after: 13),
        ]
        seen.simulations.events = [.init(of: "crane", id: "e1", payload: Array(#"{"n":1}"#.utf8)): 1]
        seen.simulations.answers = [
            .init(of: "crane", saga: "saga_5", step: 0, isCompleted: true),
            .init(of: "port", saga: "saga_5", step: 1, isCompleted: false),
        ]
        seen.simulations.executions = [
            .init(by: "crane", saga: "saga_5", step: 0, phase: "do"),
            .init(by: "crane", saga: "saga_5", step: 0, phase: "undo"),
        ]
    }

    /// The invariants that the checker sees broken.
    var broken: Set<String> { Set(LogChecker.violations(in: seen).map(\.invariant)) }

    mutating func add(_ type: String, _ data: String, at seconds: Double, by actor: String = "rules") {
        let position = Int64(seen.records.count) + 1
        seen.records.append(
            EventRecord(
                exercise: ExerciseID(trusted: "island"), position: position, run: 1, type: type, schema: 1,
                id: "\(position)", exerciseTime: .zero, at: UTCInstant(milliseconds: Int64(seconds * 1_000)),
                actor: actor, causation: nil, correlation: "island-4", data: Array(data.utf8)))
        seen.committedAt.append(Int64(seconds * 1_000_000))
    }

    mutating func dispatch(_ index: Int, _ phase: String = "do", attempt: Int = 1, at seconds: Int) {
        let rest = #","attempt":\#(attempt),"params":{},"until_us":\#((seconds + 6) * 1_000_000)"#
        step("dispatched", index, rest, phase: phase, at: Double(seconds))
    }

    mutating func step(
        _ type: String, _ index: Int, _ rest: String = "", phase: String = "do", at seconds: Double,
        by actor: String = "rules"
    ) {
        let data = #"{"saga":"saga_5","step":\#(index),"phase":"\#(phase)"\#(rest)}"#
        add("step.\(type)", data, at: seconds, by: actor)
    }

    /// The message of a step that goes out, under another name where one is given.
    func command(_ index: Int, _ phase: String = "do", attempt: Int = 1, named name: String? = nil) -> String {
        #"{"type":"command","command":"act","params":{},"saga_id":"saga_5","step_id":\#(index),"#
            + #""command_id":"\#(name ?? "saga_5.\(index).\(phase)")","attempt":\#(attempt),"phase":"\#(phase)","#
            + #""deadline_ms":5000,"correlation_id":"island-4"}"#
    }

    /// A message that leaves when so many events are durable.
    func told(_ simulation: String, _ json: String, after position: Int64) -> SimulationTraffic.Told {
        SimulationTraffic.Told(to: simulation, Array(json.utf8), committed: position, before: position - 1)
    }

    /// How it stands two minutes later, with only so many events in the log.
    mutating func rest(after count: Int, waiting rows: String = "") {
        seen.records.removeSubrange(count...)
        seen.committedAt.removeSubrange(count...)
        seen.simulations.told.removeAll { $0.committed > Int64(count) }
        var rest = Observations.Rest(
            waiting: Array(#"{"waiting":[\#(rows)]}"#.utf8), utc: UTCInstant(milliseconds: 120_000),
            exerciseTime: 0, bound: 60_000, online: [])
        rest.wall = WallInstant(microseconds: 3_000_000)
        seen.rest = rest
    }
}
