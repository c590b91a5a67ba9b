import Assembly
import ExerciseHost
import ExerciseModel
import HTTPGateway
import MQTTGateway

/// The door over a broker: another's, or one of our own, and before it a cable that can be pulled.
final class BrokerTrialDoor: TrialDoor {
    private struct Item: Sendable {
        var report: MQTTClient.Report
        /// Whether anybody had come through the cable by then.
        var isPlugged: Bool
    }

    let place: String
    private let own: OwnBroker?
    private let relay: CableRelay
    private let client: MQTTClient
    private let inbox: Guarded<[Item]>
    private var front: BrokerFront

    /// Listens at the host, on this port or one from 1883 on, and connects to the broker; `ring` is called from another
    /// thread when something has happened.
    init(
        _ simulation: SimulationID, of exercise: ExerciseID, broker choice: Settings.BrokerChoice,
        at place: HTTPPlace, port: UInt16?, ring: @escaping @Sendable () -> Void
    ) throws {
        // Before a broker of our own, so that the usual port is the cable's.
        let socket = try CableRelay.listen(at: place.host, port: port)
        let broker: BrokerSettings
        switch choice {
        case .external(let settings): (broker, own) = (settings, nil)
        case .own(let port, let version):
            do throws(OwnBroker.Fault) {
                let made = try OwnBroker(port: port) { _ in }
                (broker, own) = (BrokerSettings(host: "127.0.0.1", port: made.port, version: version), made)
            } catch {
                throw Failure(.ownBroker(error))
            }
        }
        let relay = try CableRelay(socket, to: (broker.host, broker.port))
        self.relay = relay
        let inbox = Guarded<[Item]>([])
        (self.inbox, front) = (inbox, BrokerFront(exercise, simulation, seesRetain: broker.version == .five))
        let name = String(UInt64.random(in: .min ... .max), radix: 16)
        client = try MQTTClient(broker, clientID: "whitecell-conformance-\(name)") { reports in
            let isPlugged = relay.use.isPlugged
            inbox.withLock { $0 += reports.map { Item(report: $0, isPlugged: isPlugged) } }
            ring()
        }
        client.subscribe(to: BrokerFront.topics(of: exercise))
        self.place =
            "mqtt://\(place.reachableHost):\(socket.port) below \(Topic.root(exercise))/simulation/\(simulation)"
    }

    func take() throws -> [ConformanceTrial.News] {
        let items = inbox.withLock { items in
            defer { items = [] }
            return items
        }
        return try items.flatMap { item -> [ConformanceTrial.News] in
            switch item.report {
            case .heard(let message):
                if item.isPlugged { front.plug() }
                let turn = front.hear(message)
                for reply in turn.replies { say(reply.saying, reply.message) }
                return turn.news
            case .lost(let reason): throw Failure(.unreachable, "the broker is away: \(reason)")
            case .refused(let topic, let reason): throw Failure(.unreachable, "'\(topic)' is refused: \(reason)")
            case .connected, .subscribed, .published, .unpublished: return []
            }
        }
    }

    func say(_ saying: TrialSaying, _ message: [UInt8]) {
        client.publish([Publication(topic: front.topic(of: saying), payload: message, qos: 1)])
    }

    func cut() -> String? {
        let use = relay.use
        guard use.isPlugged else { return "it is connected to the broker itself, and not to port \(relay.port)" }
        guard use.count > 0 else { return "nobody is connected to port \(relay.port) any more" }
        front.cut()
        relay.pull()
        return nil
    }

    func stop() {
        client.stop()
        relay.stop()
        own?.stop()
    }
}
