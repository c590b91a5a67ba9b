import ExerciseModel

/// Holds what the log says of receipts to what teams, or controllers for them, really said, and to what was sent.
struct ReceiptAudit {
    private(set) var violations: [Violation] = []
    private let claims: Set<Observations.Claim>
    private let hasSuspects: Bool
    private var said: Set<Target> = []
    /// The last position that was durable when a number was first handed to the link.
    private var handedAt: [Observations.FeedNumber: Int64] = [:]
    private var releasedAt: [Observations.FeedNumber: (position: Int64, at: UTCInstant)] = [:]
    /// Where the link, the daemon or NO DUFF came between: whether a message had left is not known then.
    private var breaks: [Int64] = []

    /// Beside a suspect nothing leaves, though it was ordered: then it cannot be told what a team may have.
    init(_ observations: Observations, hasSuspects: Bool) {
        self.hasSuspects = hasSuspects
        claims = observations.claims
        said = Set(claims.map { Target(team: $0.team, inject: $0.inject) })
        for message in observations.published where message.topic.hasSuffix("/feed") {
            guard let inject = try? JSONObject(message.payload[...]), let seq = inject["seq"]?.integer else { continue }
            let number = Observations.FeedNumber(team: inject["team"]?.string ?? "", seq: seq)
            handedAt[number] = min(handedAt[number] ?? .max, message.committed)
        }
        for record in observations.records { if let event = LoggedEvent(record) { audit(event) } }
    }

    private mutating func audit(_ event: LoggedEvent) {
        let number = Observations.FeedNumber(team: event.text("team"), seq: event.integer("seq"))
        switch event.type {
        case "inject.released": releasedAt[number] = (event.position, event.record.at)
        case "exercise.opened", "broker.lost", "rival.seen", "noduff.declared": breaks.append(event.position)
        case "inject.delivered" where event.text("proof") == "receipt":
            if !said.contains(event.target) { complain("nobody said that \(event.target) had come", event) }
            checkHanded(number, event)
        case "receipt.recorded":
            let claim = Observations.Claim(
                team: event.target.team, inject: event.target.inject, status: event.text("status"))
            if !claims.contains(claim) { complain("nobody said '\(claim.status)' of \(event.target)", event) }
        default: break
        }
    }

    private mutating func checkHanded(_ number: Observations.FeedNumber, _ event: LoggedEvent) {
        // In one turn the release comes first and is sent with the rest.
        guard !hasSuspects, handedAt[number].map({ $0 >= event.position }) ?? true, let released = releasedAt[number],
            released.at != event.record.at, !breaks.contains(where: { $0 > released.position })
        else { return }
        complain("a receipt of \(event.target) was believed before it was sent", event)
    }

    private mutating func complain(_ sentence: String, _ event: LoggedEvent) {
        violations.append(Violation("feed", "\(sentence), at \(event.position)"))
    }
}
