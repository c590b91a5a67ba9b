import ExerciseModel

/// Holds what was published and what the teams got to what the log says (I2, I12 and the promises of the feed).
struct FeedAudit {
    private(set) var violations: [Violation] = []
    private let walk: LogWalk
    private var firstSent: [String: Int64] = [:]
    /// The numbers replayed on each topic since the last end of a page.
    private var pages: [String: [Int64]] = [:]

    init(_ observations: Observations, _ walk: LogWalk) {
        self.walk = walk
        for message in observations.published { audit(message, observations.records) }
        auditProofs(observations)
        auditReceipts(observations)
    }

    private mutating func complain(_ invariant: String, _ sentence: String) {
        violations.append(Violation(invariant, sentence))
    }

    private mutating func audit(_ message: Observations.Published, _ records: [EventRecord]) {
        let levels = message.topic.split(separator: "/").map(String.init)
        if levels.count == 5, levels[2] == "team", levels[4] == "feed" {
            auditFeed(message, team: levels[3])
        } else if let team = Observations.teamAnswered(on: message.topic) {
            auditFeed(message, team: team)
        } else if levels.count == 3, levels[2] == "monitoring" {
            auditFigures(message)
        } else if levels.count == 3, levels[2] == "event" {
            guard let position = object(message)?["position"]?.integer, position <= message.committed,
                records[Int(position) - 1].json == message.payload
            else { return complain("I2", "an event was published before it was durable, or changed") }
        }
    }

    private func object(_ message: Observations.Published) -> JSONObject? { try? JSONObject(message.payload[...]) }

    private mutating func auditFeed(_ message: Observations.Published, team: String) {
        if walk.emergencies.stands(from: message.before, to: message.committed) {
            complain("feed", "'\(team)' was sent something at \(message.committed), under NO DUFF")
        }
        if let end = object(message), end["replay"]?.string == "end" { return auditEnd(end, message, team: team) }
        guard let inject = object(message), let seq = inject["seq"]?.integer else {
            return complain("feed", "a message of '\(team)' is no inject")
        }
        if inject["team"]?.string != team { complain("I12", "'\(team)' was sent what is another team's: \(seq)") }
        guard let release = walk.releases[Observations.FeedNumber(team: team, seq: seq)],
            release.event.position <= message.committed
        else { return complain("I2", "'\(team)' was sent \(seq), which was not released") }
        let attempt = inject["attempt"]?.integer ?? 0
        if attempt > 1, release.attempts[attempt].map({ $0 <= message.committed }) != true {
            complain("I2", "'\(team)' was sent attempt \(attempt) of \(seq), which was not decided")
        }
        let record = release.event.record
        let keeps =
            inject["id"]?.string == release.event.text("inject")
            && inject["timestamp"]?.string == CalendarText.text(record.at)
            && inject["exerciseTime"]?.integer == release.event.microseconds("time") / 1_000_000
            && inject["content"].map { Array($0.bytes) } == release.content
            && inject["run"]?.integer == record.run && inject["correlation_id"]?.string == record.correlation
        if !keeps { complain("feed", "message \(seq) of '\(team)' is not what was released under that number") }
        guard inject["replayed"] == nil else {
            pages[message.topic, default: []].append(seq)
            if release.deliveredAt <= message.committed { return }
            return complain("feed", "message \(seq) of '\(team)' is called a replay before it was delivered")
        }
        let last = firstSent[team] ?? 0
        guard seq > last else { return }
        firstSent[team] = seq
        for skipped in last + 1..<seq where wasOwed(skipped, before: seq, team, message.committed) {
            complain("feed", "'\(team)' was sent \(seq) before \(skipped)")
        }
    }

    /// The end of an answer to a request: it tells of what a page that was decided holds, and that went before it.
    private mutating func auditEnd(_ end: JSONObject, _ message: Observations.Published, team: String) {
        let sent = pages.removeValue(forKey: message.topic) ?? []
        let page = walk.replays.pages.last {
            $0.team == team && $0.position <= message.committed && $0.says(end)
        }
        guard let page else { return complain("feed", "'\(team)' was told of a replay that nobody decided") }
        if Array(sent.suffix(page.seqs.count)) != page.seqs {
            complain("feed", "'\(team)' was sent \(sent) as replay \(page.position), not \(page.seqs)")
        }
    }

    /// Whether an earlier number of the same run should have been sent first.
    private func wasOwed(_ earlier: Int64, before seq: Int64, _ team: String, _ committed: Int64) -> Bool {
        let number = Observations.FeedNumber(team: team, seq: earlier)
        let release = walk.releases[number]
        // What somebody said that the team has need not be sent any more.
        if walk.delivered[number] == "receipt", let release, release.deliveredAt <= committed { return false }
        let first = release?.event.record.run
        return first != nil && first == walk.releases[Observations.FeedNumber(team: team, seq: seq)]?.event.record.run
    }

    private mutating func auditFigures(_ message: Observations.Published) {
        guard let told = object(message), let position = told["events_logged"]?.integer, position > 0,
            position <= walk.figures.count
        else { return complain("I13", "the figures tell of no position of the log") }
        let keys: [StaticString] = [
            "injects_scheduled", "injects_delivered", "injects_failed", "injects_pending", "injects_held",
            "injects_unheard", "injects_waiting",
        ]
        let found = keys.map { Int(told[$0]?.integer ?? -1) }
        let expected = walk.figures[Int(position) - 1]
        if found != expected { complain("I13", "the figures at \(position) are \(found), not \(expected)") }
    }

    private mutating func auditProofs(_ observations: Observations) {
        for (number, proof) in walk.delivered where proof != "receipt" && !observations.acknowledged.contains(number) {
            complain("feed", "\(number.seq) of '\(number.team)' counts as delivered, and the broker never said so")
        }
    }

    private mutating func auditReceipts(_ observations: Observations) {
        let sent = Set(observations.published.map(\.payload))
        var held: Set<Observations.FeedNumber> = []
        for message in observations.received {
            guard let inject = try? JSONObject(message.payload[...]), let seq = inject["seq"]?.integer,
                inject["team"]?.string == message.team
            else {
                complain("I12", "'\(message.team)' took what is not its own")
                continue
            }
            if !sent.contains(message.payload) { complain("I2", "'\(message.team)' took what nobody sent") }
            held.insert(Observations.FeedNumber(team: message.team, seq: seq))
        }
        for (number, proof) in walk.delivered where observations.steadyTeams.contains(number.team) {
            // A receipt is the team's own word, and may be false.
            guard proof != "receipt", !held.contains(number), !observations.excused.contains(number) else { continue }
            complain("feed", "'\(number.team)' was there all along and does not hold \(number.seq)")
        }
    }
}
