import ExerciseHost
import ExerciseModel
import LogChecker
import WebSocketClient

/// A simulation that keeps the protocol, over WebSocket: it does each command once, remembers that over all its lives,
/// and says what it reported again until it is told that it counts.
final class StagedSimulation {
    /// What it knows, and what the checker hears of it; it outlives the program.
    struct Notebook: Sendable {
        var told: [[UInt8]] = []
        var events: [SimulationTraffic.Event: Int] = [:]
        var answers: Set<SimulationTraffic.Answer> = []
        var executions: [SimulationTraffic.Execution] = []
        /// What it answered, by the names of the commands.
        var words: [String: [UInt8]] = [:]
        var unaccepted: [String: [UInt8]] = [:]
        var isRegistered = false
        /// Counts its lives: an earlier one hears and says nothing any more.
        var life = 0
        /// How many commands more it does before it dies without a word; `nil` when it lives on.
        var left: Int?
        var isDead: Bool { left == 0 }
    }

    let name: String
    let notebook = Guarded(Notebook())
    /// Commands of which each third fails.
    private let unsure: String?
    private let voice = Guarded<WebSocketClient?>(nil)

    init(_ name: String, unsure: String? = nil) { (self.name, self.unsure) = (name, unsure) }

    deinit { leave() }

    /// Connects, and waits until it is registered.
    func come(to port: () -> UInt16?) throws(TrialFault) {
        leave()
        try Patience.demand("'\(name)' is registered") { () throws(TrialFault) in
            guard let port = port(), Loopback.answers(port) else { return false }
            try connect(port)
            return try Patience.wait(1) { notebook.withLock { $0.isRegistered || $0.isDead } }
        }
    }

    private func connect(_ port: UInt16) throws(TrialFault) {
        let life = notebook.withLock { notebook in
            notebook.life += 1
            (notebook.isRegistered, notebook.left) = (false, nil)
            return notebook.life
        }
        let place: WebSocketPlace
        do throws(WebSocketPlace.Fault) {
            place = try WebSocketPlace("ws://127.0.0.1:\(port)/ws?exercise=\(IslandExercise.id)")
        } catch {
            throw TrialFault(error.description)
        }
        let actor = Actor(name: name, unsure: unsure, life: life, notebook: notebook)
        // It speaks as soon as it is connected: not before it has its voice.
        voice.withLock { current in
            current = WebSocketClient(place) { [voice] report in
                for message in actor.take(report) { voice.withLock { $0 }?.send(message) }
            }
        }
    }

    /// Is gone, in the middle of whatever it does.
    func leave() {
        notebook.withLock { $0.life += 1 }
        voice.withLock { $0 = nil }
    }

    /// Dies once it has done so many commands more, without a word of the last.
    func die(after commands: Int) { notebook.withLock { $0.left = commands } }

    /// Reports something, under a name of its own.
    func report(_ type: String, _ number: Int) {
        let (id, payload) = ("\(name)-\(number)", "{\"n\":\(number)}")
        let text = "{\"type\":\"event\",\"event_type\":\"\(type)\",\"event_id\":\"\(id)\",\"payload\":\(payload)}"
        let message = Array(text.utf8)
        notebook.withLock { notebook in
            notebook.unaccepted[id] = message
            notebook.note(message, of: name)
        }
        voice.withLock { $0 }?.send(message)
    }

    /// Whether each of its events counts.
    var isHeard: Bool { notebook.withLock { $0.unaccepted.isEmpty } }
}

extension StagedSimulation.Notebook {
    /// What it says may be in the log from now on.
    mutating func note(_ message: [UInt8], of name: String) {
        guard let object = try? JSONObject(message[...]) else { return }
        if let step = object["step_id"]?.integer {
            answers.insert(
                SimulationTraffic.Answer(
                    of: name, saga: object["saga_id"]?.string ?? "", step: step,
                    isCompleted: object["type"]?.string == "step.completed"))
        } else {
            let payload = object["payload"].map { Array($0.bytes) } ?? []
            events[SimulationTraffic.Event(of: name, id: object["event_id"]?.string, payload: payload), default: 0] += 1
        }
    }
}

/// One life of a simulation, on the thread of its connection.
private struct Actor: Sendable {
    let name: String
    let unsure: String?
    let life: Int
    let notebook: Guarded<StagedSimulation.Notebook>

    /// What it says to what it is told.
    func take(_ report: WebSocketClient.Report) -> [[UInt8]] {
        notebook.withLock { notebook in
            guard notebook.life == life, !notebook.isDead else { return [] }
            switch report {
            case .connected: return [Array("{\"type\":\"register\",\"id\":\"\(name)\",\"name\":\"\(name)\"}".utf8)]
            case .lost:
                notebook.isRegistered = false
                return []
            case .heard(let message):
                notebook.told.append(message)
                let answers = hear(message, &notebook)
                for answer in answers { notebook.note(answer, of: name) }
                return answers
            }
        }
    }

    private func hear(_ message: [UInt8], _ notebook: inout StagedSimulation.Notebook) -> [[UInt8]] {
        guard let object = try? JSONObject(message[...]) else { return [] }
        switch object["type"]?.string {
        case "registered":
            notebook.isRegistered = true
            return notebook.unaccepted.keys.sorted().compactMap { notebook.unaccepted[$0] }
        case "event.accepted":
            if let id = object["event_id"]?.string { notebook.unaccepted[id] = nil }
            return []
        case "command": return obey(object, &notebook)
        default: return []
        }
    }

    private func obey(_ command: JSONObject, _ notebook: inout StagedSimulation.Notebook) -> [[UInt8]] {
        guard let id = command["command_id"]?.string, let saga = command["saga_id"]?.string,
            let step = command["step_id"]?.integer, let phase = command["phase"]?.string
        else { return [] }
        if let word = notebook.words[id] { return [word] }
        let number = command["params"]?.object?["n"]?.integer ?? 1
        let fails = command["command"]?.string == unsure && number % 3 == 0
        let rest = fails ? ",\"reason\":\"not this one\"" : ",\"output\":{\"n\":\(number)}"
        let text =
            "{\"type\":\"step.\(fails ? "failed" : "completed")\",\"saga_id\":\"\(saga)\",\"step_id\":\(step),"
            + "\"command_id\":\"\(id)\"\(rest)}"
        notebook.words[id] = Array(text.utf8)
        if !fails {
            notebook.executions.append(
                SimulationTraffic.Execution(by: name, saga: saga, step: step, phase: phase))
        }
        notebook.left = notebook.left.map { max(0, $0 - 1) }
        return notebook.isDead ? [] : [Array(text.utf8)]
    }
}
