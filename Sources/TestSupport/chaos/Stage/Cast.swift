import ExerciseHost
import ExerciseModel
import LogChecker

/// The simulations of a trial, and what is to come of what one of them reports: a saga of three steps for each event,
/// of which each third fails in the last and is undone.
final class Cast {
    static let rules = [
        "  simulations: [{id: crane, name: Crane}, {id: port, name: Port}, {id: media, name: Media}]",
        "  scenario:", "    name: island", "    rules:", "      - id: chain", "        when: {event_type: act}",
        "        then:", step("crane", undo: true), step("port", undo: true), step("media", undo: false),
    ]

    let simulations = [
        StagedSimulation("crane"), StagedSimulation("port"), StagedSimulation("media", unsure: "act"),
    ]
    private var reported = 0

    private static func step(_ simulation: String, undo: Bool) -> String {
        "          - {send_to: \(simulation), command: act, params: {n: \"${event.payload.n}\"}, timeout: 1s, "
            + "retries: 9, retry_delay: 100ms\(undo ? ", compensate_command: undo" : "")}"
    }

    /// All of them come, or come back.
    func come(to daemon: Daemon) throws(TrialFault) {
        for simulation in simulations { try simulation.come { daemon.httpPort } }
    }

    /// The first reports so many events more.
    func report(_ count: Int) {
        for _ in 0..<count {
            reported += 1
            simulations[0].report("act", reported)
        }
    }

    /// How many steps they have done and undone.
    var done: Int { simulations.reduce(0) { $0 + $1.notebook.withLock { $0.executions.count } } }

    /// Waits until each event counts and each saga is over; tells of what is not as it should be then.
    func finish(_ stage: Stage) throws(TrialFault) {
        var ends: [String] = []
        let isOver = try Patience.wait(60) { () throws(TrialFault) in
            Patience.pass(0.05)
            guard simulations[0].isHeard else { return false }
            ends = try Self.ends(stage.daemon.log())
            return ends.count >= reported
        }
        if !isOver { stage.complain("sagas: \(ends.count) of \(reported) are over") }
        let failing = reported / 3
        let expected = ["compensated": failing, "completed": reported - failing]
        let found = Dictionary(grouping: ends) { $0 }.mapValues(\.count)
        if isOver, found != expected { stage.complain("sagas: they ended \(found), not \(expected)") }
        // Two steps are done and undone where the third fails.
        let steps = (reported - failing) * 3 + failing * 4
        if isOver, done != steps { stage.complain("sagas: \(done) steps were done, not \(steps)") }
    }

    private static func ends(_ records: [EventRecord]) -> [String] {
        records.filter { $0.type == "saga.ended" }.compactMap {
            (try? JSONObject($0.data[...], caps: .trusted))?["state"]?.string
        }
    }

    /// What they saw and said; the last position of the log stands for whenever it was.
    func traffic(committed: Int64) -> SimulationTraffic {
        var traffic = SimulationTraffic()
        for simulation in simulations {
            let notebook = simulation.notebook.withLock { $0 }
            traffic.told += notebook.told.map {
                SimulationTraffic.Told(to: simulation.name, $0, committed: committed, before: 0)
            }
            traffic.events.merge(notebook.events) { $0 + $1 }
            traffic.answers.formUnion(notebook.answers)
            traffic.executions += notebook.executions
        }
        return traffic
    }
}
