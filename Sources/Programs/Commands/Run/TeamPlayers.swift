import ExerciseHost
import ExerciseModel
import MQTTGateway

/// A client for each team, over the broker like any other: it says that it is there and listens to its feed.
final class TeamPlayers: Sendable {
    private let clients: [MQTTClient]
    private let ready: Guarded<Set<TeamID>>

    /// Connects all; `changed` is called from their threads when one more is ready.
    init(_ plan: ExercisePlan, broker: BrokerSettings, changed: @escaping @Sendable () -> Void) throws(LoopFault) {
        let ready = Guarded<Set<TeamID>>([])
        self.ready = ready
        var clients: [MQTTClient] = []
        for team in plan.teams {
            let topic = Topic.presence(plan.id, team.id)
            let will = Publication(topic: topic, payload: TeamPlayers.presence("offline"), qos: 1, retain: true)
            let client = try MQTTClient(
                broker, clientID: "play-\(plan.id.text)-\(team.id.text)", will: will
            ) { reports in
                guard reports.contains(.subscribed([Topic.feed(plan.id, team.id)])) else { return }
                ready.withLock { _ = $0.insert(team.id) }
                changed()
            }
            client.subscribe(to: [Topic.feed(plan.id, team.id)])
            client.publish([Publication(topic: topic, payload: TeamPlayers.presence("online"), qos: 1, retain: true)])
            clients.append(client)
        }
        self.clients = clients
    }

    /// Whether every team listens.
    var allReady: Bool { ready.withLock { $0.count } == clients.count }

    /// Hangs up.
    func stop() { for client in clients { client.stop() } }

    private static func presence(_ status: String) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("status", status)
            writer.field("client", "play")
        }
    }
}
