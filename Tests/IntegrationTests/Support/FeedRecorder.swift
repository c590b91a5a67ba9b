import ExerciseHost
import ExerciseModel
import MQTTGateway

/// A client beside the daemon that keeps all that is said on an exercise, byte for byte, and gives commands.
final class FeedRecorder {
    /// A message and when it came.
    struct Note: Sendable {
        var topic: String
        var payload: [UInt8]
        var at: WallInstant

        var text: String { String(decoding: payload, as: UTF8.self) }
        var object: JSONObject? { try? JSONObject(payload[...], caps: .trusted) }
    }

    private struct Notebook: Sendable {
        var notes: [Note] = []
        var isSubscribed = false
    }

    let exercise: String
    private let client: MQTTClient
    private let notebook = Guarded(Notebook())
    private let name: String
    private var commands = 0

    enum Fault: Error {
        case notConnected
        case noResult(command: String)
    }

    /// Connects and waits until it hears; without topics it hears all of the exercise.
    init(_ port: UInt16, exercise: String = "harbour", topics: [String]? = nil, name: String = "recorder") throws {
        self.exercise = exercise
        self.name = name
        client = try MQTTClient(BrokerSettings(host: "127.0.0.1", port: port), clientID: name) { [notebook] reports in
            let at = SystemClock.wall()
            notebook.withLock { notebook in
                for report in reports {
                    switch report {
                    case .heard(let message):
                        notebook.notes.append(Note(topic: message.topic, payload: message.payload, at: at))
                    case .subscribed: notebook.isSubscribed = true
                    default: continue
                    }
                }
            }
        }
        client.subscribe(to: topics ?? ["/exercise/\(exercise)/#"])
        guard Patience.wait(until: { notebook.withLock { $0.isSubscribed } }) else { throw Fault.notConnected }
    }

    deinit { client.stop() }

    /// What came on a topic below the exercise, in order.
    func notes(_ tail: String) -> [Note] {
        let topic = "/exercise/\(exercise)/\(tail)"
        return notebook.withLock { $0.notes }.filter { $0.topic == topic && !$0.payload.isEmpty }
    }

    /// What a team was sent, in order.
    func feed(_ team: String) -> [FeedMessage] { notes("team/\(team)/feed").compactMap { FeedMessage($0.payload) } }

    /// The statuses that were told, in order.
    var statuses: [String] { notes("status").compactMap { $0.object?["status"]?.string } }

    /// Waits until the exercise is in a status.
    func waits(for status: String, atMost seconds: Double = 15) -> Bool {
        Patience.watch(atMost: seconds) { statuses.last == status }
    }

    /// Publishes bytes to the exercise's control topic.
    func say(_ payload: [UInt8], retain: Bool = false) {
        publish("/exercise/\(exercise)/control", payload, retain: retain)
    }

    /// Publishes bytes.
    func publish(_ topic: String, _ payload: [UInt8], retain: Bool = false) {
        client.publish([Publication(topic: topic, payload: payload, qos: 1, retain: retain)])
    }

    /// Gives a command, its further fields as JSON, and waits for its outcome.
    @discardableResult func command(_ name: String, _ fields: String = "") throws -> Outcome {
        commands += 1
        let id = "\(self.name)-\(commands)"
        say(Array(#"{"command":"\#(name)","id":"\#(id)"\#(fields.isEmpty ? "" : ",")\#(fields)}"#.utf8))
        guard Patience.watch(until: { !outcomes(id).isEmpty }), let outcome = outcomes(id).first else {
            throw Fault.noResult(command: name)
        }
        return outcome
    }

    /// The outcomes of commands, in order; of one id where one is given.
    func outcomes(_ id: String? = nil) -> [Outcome] {
        notes("control/result").compactMap { Outcome($0.payload) }.filter { id == nil || $0.id == id }
    }
}

extension FeedRecorder {
    /// The reasons in the waiting list that was told last, each behind what waits and its state.
    var waiting: [String] {
        (notes("monitoring/waiting").last?.object?["waiting"]?.array ?? []).compactMap(\.object).map { row in
            ["kind", "id", "state", "reason"].compactMap { key in
                row.fields.first { row.name(of: $0) == key }?.value.string
            }.joined(separator: " ")
        }
    }
}
