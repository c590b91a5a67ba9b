import ExerciseHost
import ExerciseModel
import LogChecker
import MQTTGateway

/// A controller at the broker: gives commands, repeats one that nobody answered, and keeps what is told.
final class Controller {
    private struct Notebook: Sendable {
        var statuses: [String] = []
        var waiting: [UInt8] = []
        var figures: [[UInt8]] = []
        var results: [String: [UInt8]] = [:]
        var isSubscribed = false
    }

    /// The daemon whose words count.
    let instance: String
    private(set) var exchanges: [Observations.Exchange] = []
    private let client: MQTTClient
    private let notebook = Guarded(Notebook())
    private let name: String

    init(port: UInt16, instance: String = "chaos") throws(TrialFault) {
        self.instance = instance
        name = "controller-\(instance)"
        let id = IslandExercise.id
        let topics = [Topic.status(id), Topic.result(id), Topic.monitoring(id), Topic.waiting(id)]
        do throws(LoopFault) {
            let broker = BrokerSettings(host: "127.0.0.1", port: port)
            client = try MQTTClient(broker, clientID: name) { [notebook, instance] reports in
                notebook.withLock { notebook in
                    for report in reports {
                        switch report {
                        case .subscribed: notebook.isSubscribed = true
                        case .heard(let message): Self.note(message, in: &notebook, instance)
                        default: continue
                        }
                    }
                }
            }
        } catch {
            throw TrialFault(error.description)
        }
        client.subscribe(to: topics)
        try Patience.demand("the controller is subscribed") { notebook.withLock { $0.isSubscribed } }
    }

    deinit { client.stop() }

    private static func note(_ message: HeardMessage, in notebook: inout Notebook, _ instance: String) {
        guard let object = try? JSONObject(message.payload[...], caps: .trusted) else { return }
        let id = IslandExercise.id
        switch message.topic {
        case Topic.status(id):
            guard object["instance"]?.string == instance, let status = object["status"]?.string else { return }
            notebook.statuses.append(status)
        case Topic.result(id):
            if let command = object["id"]?.string { notebook.results[command] = message.payload }
        case Topic.waiting(id): notebook.waiting = message.payload
        case Topic.monitoring(id):
            // A retained one may be a daemon's that is no more.
            if !message.retained { notebook.figures.append(message.payload) }
        default: return
        }
    }

    /// The last status that was told.
    var status: String? { notebook.withLock { $0.statuses.last } }

    /// The waiting list that was told last.
    var waiting: [UInt8] { notebook.withLock { $0.waiting } }

    /// All figures that were told.
    var figures: [[UInt8]] { notebook.withLock { $0.figures } }

    /// Gives a command, its further fields as JSON, again each 2 s until it is answered; gives the status that it led
    /// to, or the code of its refusal.
    @discardableResult func command(
        _ command: String, _ fields: String = "", within seconds: Double = 30
    ) throws(TrialFault) -> String {
        let id = "\(name)-\(exchanges.count + 1)"
        let payload = Array(#"{"command":"\#(command)","id":"\#(id)"\#(fields.isEmpty ? "" : ",")\#(fields)}"#.utf8)
        let limit = SystemClock.wall().adding(microseconds: Int64(seconds * 1_000_000))
        var answer: [UInt8]?
        while answer == nil, SystemClock.wall() < limit {
            client.publish([Publication(topic: Topic.control(IslandExercise.id), payload: payload, qos: 1)])
            _ = try Patience.wait(2) {
                answer = notebook.withLock { $0.results[id] }
                return answer != nil
            }
        }
        exchanges.append(Observations.Exchange(command: payload, answer: answer, mustBeAnswered: true))
        guard let answer, let object = try? JSONObject(answer[...]) else {
            throw TrialFault("nobody answered '\(command)' within \(Int(seconds)) s")
        }
        return object["status"]?.string ?? object["error"]?.object?["code"]?.string ?? ""
    }
}

extension Controller {
    /// The injects that stand in the waiting list as failed.
    var failures: [String] {
        let rows = (try? JSONObject(waiting[...], caps: .trusted))?["waiting"]?.array ?? []
        return rows.compactMap(\.object).filter { $0["state"]?.string == "failed" }.compactMap { $0["id"]?.string }
    }
}
