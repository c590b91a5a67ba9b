import ExerciseHost
import ExerciseModel
import MQTTGateway

/// A client for each team, over the broker like any other: it says that it is there, listens to its feed and answers
/// with receipts.
final class TeamPlayers: Sendable {
    private let clients: [MQTTClient]
    private let ready: Guarded<Set<TeamID>>

    /// Connects all; `changed` is called from their threads when one more is ready.
    init(_ plan: ExercisePlan, broker: BrokerSettings, changed: @escaping @Sendable () -> Void) throws(LoopFault) {
        let ready = Guarded<Set<TeamID>>([])
        self.ready = ready
        let wanted = TeamPlayers.answers(wantedBy: plan)
        var clients: [MQTTClient] = []
        for team in plan.teams {
            let player = Player(exercise: plan.id, team: team.id, wanted: wanted)
            let voice = Guarded<MQTTClient?>(nil)
            let client = try MQTTClient(
                broker, clientID: "play-\(plan.id.text)-\(team.id.text)", will: player.presence("offline")
            ) { reports in
                let answers = player.answers(to: reports)
                if !answers.isEmpty { voice.withLock { $0 }?.publish(answers) }
                guard reports.contains(.subscribed([player.feed])) else { return }
                ready.withLock { _ = $0.insert(team.id) }
                changed()
            }
            voice.withLock { $0 = client }
            client.subscribe(to: [player.feed])
            clients.append(client)
        }
        self.clients = clients
    }

    /// Whether every team listens.
    var allReady: Bool { ready.withLock { $0.count } == clients.count }

    /// Hangs up.
    func stop() { for client in clients { client.stop() } }

    /// How far a team must go with each inject, so that those that follow it have their turn.
    private static func answers(wantedBy plan: ExercisePlan) -> [InjectID: Milestone] {
        var wanted: [InjectID: Milestone] = [:]
        for inject in plan.timelines.lazy.flatMap(\.injects) {
            guard case .after(let trigger) = inject.schedule else { continue }
            wanted[trigger.inject] = max(wanted[trigger.inject] ?? .seen, trigger.milestone)
        }
        return wanted
    }
}

/// What one played team says.
private final class Player: Sendable {
    let feed: String
    private let exercise: ExerciseID
    private let team: TeamID
    private let wanted: [InjectID: Milestone]
    /// The last number that it has; after a lost connection it asks for what came later.
    private let last = Guarded<Int64>(0)

    init(exercise: ExerciseID, team: TeamID, wanted: [InjectID: Milestone]) {
        self.exercise = exercise
        self.team = team
        self.wanted = wanted
        feed = Topic.feed(exercise, team)
    }

    func presence(_ status: String) -> Publication {
        let payload = JSONWriter.object { writer in
            writer.field("status", status)
            writer.field("client", "play")
        }
        return Publication(topic: Topic.presence(exercise, team), payload: payload, qos: 1, retain: true)
    }

    /// A receipt for each inject that came; after each connect that the team is there, and a question for what it
    /// missed. A broker that was restarted has forgotten both.
    func answers(to reports: [MQTTClient.Report]) -> [Publication] {
        reports.flatMap { report -> [Publication] in
            switch report {
            case .heard(let message): receipts(for: message)
            case .subscribed: [presence("online")] + question
            default: []
            }
        }
    }

    private func receipts(for message: HeardMessage) -> [Publication] {
        guard let object = try? JSONObject(message.payload[...]), let id = object["id"]?.string,
            let seq = object["seq"]?.integer
        else { return [] }
        last.withLock { $0 = max($0, seq) }
        let furthest = InjectID(id).flatMap { wanted[$0] } ?? .seen
        return Milestone.receipts.filter { $0 <= max(furthest, .seen) }.map { milestone in
            let payload = JSONWriter.object { writer in
                writer.field("id", id)
                writer.field("status", milestone.rawValue)
                writer.field("seq", seq)
            }
            return Publication(topic: Topic.receipt(exercise, team), payload: payload, qos: 1)
        }
    }

    private var question: [Publication] {
        let after = last.withLock { $0 }
        guard after > 0 else { return [] }
        let payload = JSONWriter.object { writer in writer.field("after", after) }
        return [Publication(topic: Topic.replay(exercise, team), payload: payload, qos: 1)]
    }
}
