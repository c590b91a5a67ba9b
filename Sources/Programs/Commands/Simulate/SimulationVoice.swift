import ExerciseHost
import ExerciseModel
import MQTTGateway
import WebSocketClient

/// How a played simulation speaks with the daemon.
protocol SimulationVoice: Sendable {
    /// Says something; without a connection it is lost.
    func say(_ topic: SimulationTopic, _ message: [UInt8])
    /// Takes leave and hangs up.
    func stop()
}

/// What a voice tells of its connection.
enum VoiceNews: Sendable {
    case connected
    case heard([UInt8])
    case lost(reason: String)
}

/// The door `/ws`.
struct SocketVoice: SimulationVoice {
    private let client: WebSocketClient

    init(_ place: WebSocketPlace, _ handler: @escaping @Sendable (VoiceNews) -> Void) {
        client = WebSocketClient(place) { report in
            switch report {
            case .connected: handler(.connected)
            case .heard(let message): handler(.heard(message))
            case .lost(let reason): handler(.lost(reason: reason))
            }
        }
    }

    func say(_ topic: SimulationTopic, _ message: [UInt8]) { client.send(message) }

    func stop() { client.stop() }
}

/// The door over the broker.
struct BrokerVoice: SimulationVoice {
    private let client: MQTTClient
    private let exercise: ExerciseID
    private let simulation: SimulationID

    init(
        _ exercise: ExerciseID, _ simulation: SimulationID, broker: BrokerSettings,
        _ handler: @escaping @Sendable (VoiceNews) -> Void
    ) throws(LoopFault) {
        (self.exercise, self.simulation) = (exercise, simulation)
        let name = String(UInt64.random(in: .min ... .max), radix: 16)
        client = try MQTTClient(
            broker, clientID: "play-\(name)", will: Self.presence("offline", exercise, simulation)
        ) { reports in
            for report in reports {
                switch report {
                case .subscribed: handler(.connected)
                case .heard(let message): handler(.heard(message.payload))
                case .lost(let reason): handler(.lost(reason: reason))
                case .refused(let topic, let reason): handler(.lost(reason: "'\(topic)' is refused: \(reason)"))
                case .connected, .published, .unpublished: break
                }
            }
        }
        client.subscribe(to: [
            Topic.registered(exercise, simulation), Topic.accepted(exercise, simulation),
            Topic.command(exercise, simulation), Topic.simulationError(exercise, simulation),
        ])
    }

    func say(_ topic: SimulationTopic, _ message: [UInt8]) {
        var publications = [
            Publication(topic: Topic.simulation(exercise, simulation, topic), payload: message, qos: 1)
        ]
        if topic == .register { publications.append(Self.presence("online", exercise, simulation)) }
        client.publish(publications)
    }

    func stop() {
        client.publish([Self.presence("offline", exercise, simulation)])
        client.stop()
    }

    private static func presence(_ status: String, _ exercise: ExerciseID, _ simulation: SimulationID) -> Publication {
        let payload = JSONWriter.object { writer in
            writer.field("status", status)
            writer.field("client", "play")
        }
        let topic = Topic.simulation(exercise, simulation, .presence)
        return Publication(topic: topic, payload: payload, qos: 1, retain: true)
    }
}
