import ExerciseHost
import ExerciseModel
import Orchestration
import ExerciseTestKit
import MQTTGateway

/// The real gateway on a mosquitto of its own, with another client beside it.
final class GatewayBench: BrokerBench {
    let mosquitto: MosquittoProcess
    let gateway: MQTTGateway
    let log = ReportLog()
    /// Whether too much waits in this turn of the gateway; `nil` while it never does.
    private let isFull = Guarded<Bool?>(nil)
    private let other: MQTTClient
    private let otherLog = Guarded<[MQTTClient.Report]>([])

    init(_ mosquitto: MosquittoProcess, version: BrokerSettings.Version = .five) throws {
        self.mosquitto = mosquitto
        let settings = BrokerSettings(host: "127.0.0.1", port: mosquitto.port, version: version)
        other = try MQTTClient(settings, clientID: "other") { [otherLog] reports in
            otherLog.withLock { $0 += reports }
        }
        gateway = MQTTGateway(settings, instance: InstanceID(trusted: "test"), version: "1")
        gateway.report(to: { [log] in log.append($0) }) { [isFull] in
            isFull.withLock { isFull in
                isFull?.toggle()
                return isFull == true ? .max : 0
            }
        }
    }

    deinit {
        gateway.stop()
        other.stop()
    }

    var broker: any MessageBroker { gateway }

    /// From now on far too much waits undecided in each second turn of the gateway, and nothing in the others.
    func alternateBacklog() { isFull.withLock { $0 = false } }

    func listen(on topic: String) {
        let before = subscribedCount(topic)
        other.subscribe(to: [topic])
        _ = wait { self.subscribedCount(topic) > before }
    }

    func received(on topic: String) -> [[UInt8]] {
        otherLog.withLock { $0 }.compactMap {
            if case .heard(let message) = $0, message.topic == topic { message.payload } else { nil }
        }
    }

    func publish(_ publication: Publication) {
        let before = publishedCount
        other.publish([publication])
        _ = wait { self.publishedCount > before }
    }

    func hang() { mosquitto.pause() }
    func breakDown() { mosquitto.kill() }
    func comeBack() { try? mosquitto.start() }
    func wait(until condition: () -> Bool) -> Bool { Patience.wait(until: condition) }

    private func subscribedCount(_ topic: String) -> Int {
        otherLog.withLock {
            $0.count { if case .subscribed(let topics) = $0 { topics.contains(topic) } else { false } }
        }
    }

    private var publishedCount: Int {
        otherLog.withLock { $0.count { if case .published = $0 { true } else { false } } }
    }
}

extension Delivery {
    /// A delivery of QoS 1 to a team of exercise `harbour`.
    static func sample(
        _ seq: Int64, team: String = "alpha", timeout: Int64 = 60_000_000, topic: String? = nil, bytes: Int = 20,
        qos: UInt8 = 1
    ) -> Delivery {
        let (exercise, team) = (ExerciseID(trusted: "harbour"), TeamID(trusted: team))
        let token = DeliveryToken(exercise: exercise, team: team, seq: seq, attempt: 1, handing: 1)
        return Delivery(
            token: token, topic: topic ?? Topic.feed(exercise, team),
            payload: [UInt8](repeating: UInt8(ascii: "x"), count: bytes), qos: qos, timeout: timeout)
    }
}
