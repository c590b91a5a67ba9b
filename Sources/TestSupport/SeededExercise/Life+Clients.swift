import ExerciseControl
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration

extension Life {
    /// A client got an inject: it may say so, soon or late, once or twice, in any order.
    func clientTakes(_ team: TeamID, _ payload: [UInt8]) {
        guard let place = clients.firstIndex(where: { $0.team == team }), let inject = try? JSONObject(payload[...]),
            let id = inject["id"]?.string, let seq = inject["seq"]?.integer
        else { return }
        clients[place].last = max(clients[place].last, seq)
        guard isCalm || !random.chance(clients[place].silence) else { return }
        for _ in 0..<random.number(1...3) {
            let status = random.pick(["received", "received", "seen", "acknowledged", "responded"])
            let answer = random.chance(150) ? ",\"response\":{\"text\":\"we \\u00e9vacuate\",\"n\":1.50}" : ""
            let number = random.chance(700) ? ",\"seq\":\(seq)" : ""
            say(place, id, status, "{\"id\":\"\(id)\",\"status\":\"\(status)\"\(number)\(answer)}")
        }
        if random.chance(clients[place].falsehood) { lie(place) }
    }

    private func say(_ team: Int, _ inject: String, _ status: String, _ json: String) {
        seen.claims.insert(
            Observations.Claim(team: clients[team].team.text, inject: inject, status: status))
        let topic = Topic.receipt(exercise, clients[team].team)
        let latest: Int64 = random.pick([50_000, 50_000, 3_000_000, 40_000_000])
        let at = now + random.number(100...(isCalm ? 50_000 : latest))
        agenda.plan(.clientSays(team: team, topic: topic, payload: Array(json.utf8), responseTopic: nil), at: at)
    }

    /// What is no receipt, or is of something that the team never got.
    private func lie(_ team: Int) {
        let known = versions.flatMap { $0.planned.injects }.map(\.inject)
        let inject = random.pick(known + ["nothing", "a b", "added-1"])
        let status = random.pick(["received", "responded", "delivered", "eaten"])
        let json = random.pick([
            "{\"id\":\"\(inject)\",\"status\":\"\(status)\"}", "{\"id\":\"\(inject)\",\"status\":\"\(status)\"}",
            "{\"id\":\"\(inject)\",\"status\":\"\(status)\",\"seq\":\(random.number(-1...30))}",
            "{\"id\":\"\(inject)\"}", "{", "[]", "{\"id\":7,\"status\":\"seen\"}", "",
        ])
        say(team, inject, status, json)
    }

    /// A client asks for what it missed: since its last number, from the start, or for nonsense.
    func clientAsks(_ team: Int) {
        let client = clients[team]
        let after = random.pick([client.last, 0, random.number(0...20), 9_000])
        let json =
            random.chance(40) ? random.pick(["{", "{\"after\":-1}", "{\"after\":\"x\"}", ""]) : "{\"after\":\(after)}"
        let own = "/exercise/\(exercise)/team/\(client.team)/reply/1"
        let other = clients[(team + 1) % clients.count].team
        let responseTopic = random.pick([
            nil, nil, own, own, "answers/\(client.team)", "/exercise/\(exercise)/team/\(other)/feed",
            "/exercise/\(exercise)/team/\(other)/reply/1", "$SYS/x", "/whitecell/mike/status", "a/#",
        ])
        let topic = Topic.replay(exercise, client.team)
        let payload = Array(json.utf8)
        for _ in 0..<(random.chance(60) ? random.number(2...30) : 1) {
            agenda.plan(
                .clientSays(team: team, topic: topic, payload: payload, responseTopic: responseTopic),
                at: now + random.number(100...100_000))
        }
    }

    /// The daemon hears it now, or when its session is taken up again.
    func clientSays(_ team: Int, _ topic: String, _ payload: [UInt8], _ responseTopic: String?) {
        let message = HeardMessage(
            topic: topic, payload: payload, retained: false, responseTopic: responseTopic,
            correlation: responseTopic == nil ? nil : [1])
        if broker.hears { report(.heard(message)) } else if now >= broker.awayUntil { broker.kept.append(message) }
    }

    /// A controller may say it for a team.
    func noteClaim(_ payload: [UInt8]) {
        guard let command = try? JSONObject(payload[...]), command["command"]?.string == "receipt",
            let team = command["team"]?.string, let inject = command["inject"]?.string,
            let status = command["status"]?.string
        else { return }
        seen.claims.insert(Observations.Claim(team: team, inject: inject, status: status))
    }
}
