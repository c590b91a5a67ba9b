import ExerciseHost
import ExerciseModel
import MQTTGateway

/// A team's client: it says that it is there, keeps all that it is sent, and asks for what it missed.
final class TeamClient {
    /// A message of the feed.
    struct Note: Sendable {
        var payload: [UInt8]
        var at: WallInstant
        var seq: Int64
        var inject: String
        /// Which of its connections brought it, from 0.
        var connection: Int
        /// Whether the number had not come before.
        var isFirst: Bool
        var isReplay: Bool
    }

    /// What it knows, kept by the trial over the lives of a client.
    struct Notebook: Sendable {
        var notes: [Note] = []
        var seen: Set<Int64> = []
        var connection = 0
        var isSubscribed = false

        /// The last number up to which nothing is missing.
        var whole: Int64 {
            var number: Int64 = 0
            while seen.contains(number + 1) { number += 1 }
            return number
        }
    }

    let team: String
    let notebook: Guarded<Notebook>
    private let client: MQTTClient
    private let voice = Guarded<MQTTClient?>(nil)

    /// Connects; what the team kept before goes on in its notebook.
    init(_ team: String, port: UInt16, notebook: Guarded<Notebook> = Guarded(Notebook())) throws(TrialFault) {
        self.team = team
        self.notebook = notebook
        let scribe = Scribe(team: TeamID(trusted: team), notebook: notebook)
        do throws(LoopFault) {
            client = try MQTTClient(
                BrokerSettings(host: "127.0.0.1", port: port), clientID: "team-\(team)",
                will: scribe.presence("offline")
            ) { [voice] reports in
                let answers = scribe.take(reports)
                if !answers.isEmpty { voice.withLock { $0 }?.publish(answers) }
            }
        } catch {
            throw TrialFault(error.description)
        }
        voice.withLock { $0 = client }
        client.subscribe(to: [scribe.feed])
        try Patience.demand("\(team) is subscribed") { notebook.withLock { $0.isSubscribed } }
    }

    deinit { leave() }

    /// Hangs up, first saying so or not.
    func leave(sayingSo: Bool = false) {
        voice.withLock { $0 = nil }
        if sayingSo {
            client.publish([Scribe(team: TeamID(trusted: team), notebook: notebook).presence("offline")])
        }
        client.stop()
        notebook.withLock { notebook in
            if notebook.isSubscribed { notebook.connection += 1 }
            notebook.isSubscribed = false
        }
    }

    var notes: [Note] { notebook.withLock { $0.notes } }

    /// How many different injects it holds.
    var count: Int { notebook.withLock { $0.seen.count } }
}

/// The handler of a team's reports, on the thread of its client.
private struct Scribe: Sendable {
    let team: TeamID
    let notebook: Guarded<TeamClient.Notebook>

    var feed: String { Topic.feed(IslandExercise.id, team) }

    func presence(_ status: String) -> Publication {
        let payload = JSONWriter.object { $0.field("status", status) }
        return Publication(topic: Topic.presence(IslandExercise.id, team), payload: payload, qos: 1, retain: true)
    }

    func take(_ reports: [MQTTClient.Report]) -> [Publication] {
        let at = SystemClock.wall()
        return reports.flatMap { report -> [Publication] in
            switch report {
            case .subscribed:
                notebook.withLock { $0.isSubscribed = true }
                return [presence("online"), question]
            case .lost:
                notebook.withLock { notebook in
                    if notebook.isSubscribed { notebook.connection += 1 }
                    notebook.isSubscribed = false
                }
                return []
            case .heard(let message): return note(message.payload, at) ? [question] : []
            default: return []
            }
        }
    }

    /// Keeps a message; answers whether a gap opened before it.
    private func note(_ payload: [UInt8], _ at: WallInstant) -> Bool {
        guard let object = try? JSONObject(payload[...]), let seq = object["seq"]?.integer,
            let inject = object["id"]?.string
        else { return false }
        return notebook.withLock { notebook in
            let last = notebook.seen.max() ?? 0
            let isFirst = notebook.seen.insert(seq).inserted
            let isReplay = object["replayed"]?.bool == true
            notebook.notes.append(
                TeamClient.Note(
                    payload: payload, at: at, seq: seq, inject: inject, connection: notebook.connection,
                    isFirst: isFirst, isReplay: isReplay))
            return isFirst && seq > last + 1 && !isReplay
        }
    }

    /// Asks for all that came after the last number without a gap.
    private var question: Publication {
        let payload = JSONWriter.object { writer in writer.field("after", notebook.withLock { $0.whole }) }
        return Publication(topic: Topic.replay(IslandExercise.id, team), payload: payload, qos: 1)
    }
}
