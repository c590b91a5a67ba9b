extension FactCodec {
    /// What teams answer and evaluators see, and the word that stops everything.
    static func writeTeam(_ fact: Fact, _ writer: inout JSONWriter) -> FactType? {
        switch fact {
        case .receiptRecorded(let target, let receipt):
            write(target, &writer)
            writer.field("seq", receipt.seq)
            writer.field("status", receipt.milestone.rawValue)
            if let response = receipt.response { writer.field("response", response) }
            return .receiptRecorded
        case .receiptRejected(let team, let inject, let reason):
            writer.field("team", team.text)
            writer.field("inject", inject)
            writer.field("reason", reason)
            return .receiptRejected
        case .replaySent(let team, let replay):
            writer.field("team", team.text)
            writer.field("after", replay.after)
            writer.field("first", replay.first)
            writer.field("last", replay.last)
            writer.field("count", replay.count)
            return .replaySent
        case .replayRejected(let team, let reason):
            writer.field("team", team.text)
            writer.field("reason", reason)
            return .replayRejected
        case .actionTicked(let inject, let tick):
            writer.field("inject", inject.text)
            writer.field("action", tick.action)
            writer.field("team", ifPresent: tick.team?.text)
            writer.field("rating", ifPresent: tick.rating?.rawValue)
            writer.field("text", ifPresent: tick.text)
            return .actionTicked
        case .actionOverdue(let target, let action):
            write(target, &writer)
            writer.field("action", action)
            return .actionOverdue
        case .noDuffDeclared(let message, let by):
            writer.field("message", message)
            writer.field("by", ifPresent: by)
            return .noDuffDeclared
        case .noDuffCleared(let by):
            writer.field("by", ifPresent: by)
            return .noDuffCleared
        default: return nil
        }
    }
}

extension FactReader {
    /// The same, read back.
    func teamFact(_ type: FactType) -> Fact? {
        switch type {
        case .receiptRecorded: receipt()
        case .receiptRejected:
            zip(team, text("inject"), text("reason")).map(Fact.receiptRejected)
        case .replaySent: replay()
        case .replayRejected: zip(team, text("reason")).map(Fact.replayRejected)
        case .actionTicked: tick()
        case .actionOverdue: zip(target, integer("action")).map { .actionOverdue($0, action: Int($1)) }
        case .noDuffDeclared: text("message").map { .noDuffDeclared(message: $0, by: text("by")) }
        case .noDuffCleared: .noDuffCleared(by: text("by"))
        default: nil
        }
    }

    private func receipt() -> Fact? {
        zip(target, integer("seq"), text("status").flatMap(Milestone.init)).map {
            .receiptRecorded($0, Receipt(seq: $1, milestone: $2, response: object["response"]?.text))
        }
    }

    private func replay() -> Fact? {
        guard let team, let after = integer("after"), let first = integer("first"), let last = integer("last"),
            let count = integer("count")
        else { return nil }
        return .replaySent(team, Replay(after: after, first: first, last: last, count: Int(count)))
    }

    private func tick() -> Fact? {
        zip(text("inject"), integer("action")).map {
            .actionTicked(
                InjectID(trusted: $0),
                Tick(action: Int($1), team: team, rating: text("rating").flatMap(Rating.init), text: text("text")))
        }
    }

    func added() -> Fact? {
        guard let teams = object["teams"]?.array, let value = object["inject"],
            let inject = try? InjectMessage.read(value)
        else { return nil }
        return .injectAdded(inject, teams: teams.compactMap(\.string).map(TeamID.init(trusted:)))
    }
}
