import ExerciseHost
import ExerciseModel
import MQTTGateway

/// A client and what it was told.
final class Player {
    let client: MQTTClient
    private let log = Guarded<[MQTTClient.Report]>([])

    init(_ mosquitto: MosquittoProcess, _ name: String, will: Publication? = nil) throws {
        let settings = BrokerSettings(host: "127.0.0.1", port: mosquitto.port)
        client = try MQTTClient(settings, clientID: name, will: will) { [log] reports in log.withLock { $0 += reports }
        }
    }

    var reports: [MQTTClient.Report] { log.withLock { $0 } }
    var subscribedCount: Int { reports.count { if case .subscribed = $0 { true } else { false } } }
    var heard: [HeardMessage] { reports.compactMap { if case .heard(let message) = $0 { message } else { nil } } }
}
