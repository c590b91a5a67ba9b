import ExerciseControl
import ExerciseModel

extension Exercise {
    /// A client of a team comes or goes; one that comes is owed what nobody heard.
    mutating func hearPresence(_ team: TeamID, _ payload: [UInt8]) {
        guard let index = state.ledger.index(of: team), let object = try? JSONObject(payload[...]),
            let status = object["status"]?.string
        else { return }
        let client = object["client"]?.string
        let known = state.ledger.teams[index].clients.contains(client ?? "")
        if status == "online" {
            let isNews = !known || state.ledger.teams[index].isUnheard
            let cause = isNews ? record(.teamOnline(team, client: client), by: "mqtt") : nil
            sendUnheard(index, .presence, cause)
        } else if status == "offline", known {
            record(.teamOffline(team, client: client), by: "mqtt")
        }
    }

    private mutating func sendUnheard(_ team: Int, _ why: Retry.Cause, _ cause: Cause?) {
        guard state.noDuff == nil else { return }
        for fact in state.ledger.decidePresence(team: team, cause: why) { record(fact, by: "mqtt", cause: cause) }
    }

    /// A team's client says how far it is with an inject (`contract.md` 1).
    mutating func hearReceipt(_ team: TeamID, _ payload: [UInt8]) {
        guard !payload.isEmpty else { return }
        switch ReceiptMessage.read(payload) {
        case .failure(let refusal): rejectReceipt(team, inject: refusal.inject, refusal.reason)
        case .success(let receipt):
            guard let inject = InjectID(receipt.inject),
                let slot = state.ledger.slot(of: InjectTarget(team: team, inject: inject))
            else { return rejectReceipt(team, inject: receipt.inject, "the team's timeline has no such inject") }
            let delivery = state.ledger.delivery(at: slot)
            if let seq = receipt.seq, delivery.seq > 0, seq != delivery.seq {
                return rejectReceipt(team, inject: receipt.inject, "number \(seq) is not of this run")
            }
            guard wasHanded(slot) else { return rejectReceipt(team, inject: receipt.inject, "it was never sent") }
            take(
                receipt.milestone, receipt.response, of: slot, by: "mqtt",
                releaseCause(of: state.ledger.target(at: slot)))
        }
    }

    /// Whether the broker may have seen it: what waits behind another in its lane, it has not.
    func wasHanded(_ slot: DeliverySlot) -> Bool {
        let delivery = state.ledger.delivery(at: slot)
        guard delivery.state == .released, delivery.attempt == 1 else { return delivery.seq > 0 }
        return state.ledger.teams[slot.team].lane.head?.place == slot.place
    }

    mutating func take(
        _ milestone: Milestone, _ response: JSONText?, of slot: DeliverySlot, by actor: String, _ cause: Cause?
    ) {
        for fact in state.ledger.decideReceipt(slot, milestone, response: response, now: now) {
            record(fact, by: actor, cause: cause)
            publishFailure(after: fact)
        }
    }

    private mutating func rejectReceipt(_ team: TeamID, inject: String, _ reason: String) {
        guard state.ledger.index(of: team) != nil else { return }
        record(.receiptRejected(team, inject: String(inject.prefix(Limits.identifier)), reason: reason), by: "mqtt")
        tellTeam(team, TeamError(request: "receipt", code: .invalidCommand, message: reason, inject: inject))
    }

    /// A team asks for what it was sent before (`contract.md` 1): it gets a page of it beside what is due, and what
    /// nobody heard goes out again.
    mutating func hearReplay(_ team: TeamID, _ message: HeardMessage) {
        guard let index = state.ledger.index(of: team), !message.payload.isEmpty else { return }
        guard let after = ReplayPage.after(message.payload) else {
            return rejectReplay(team, .invalidCommand, "a replay request is {\"after\": the last number that you have}")
        }
        guard state.noDuff == nil else { return rejectReplay(team, .conflict, "NO DUFF: nothing is sent now") }
        guard replays.take(index, at: now.wall) >= 0 else {
            return rejectReplay(team, .rateLimited, "at most \(replays.most) replays a second for a team")
        }
        let page = ReplayPage(of: index, after: after, in: state)
        let topic = replyTopic(message, team)
        let cause = record(.replaySent(team, page.replay), by: "mqtt")
        for payload in page.messages(state) {
            publish(Publication(topic: topic, payload: payload, qos: 1, correlation: message.correlation))
        }
        sendUnheard(index, .replay, cause)
    }

    private mutating func replyTopic(_ message: HeardMessage, _ team: TeamID) -> String {
        guard let topic = message.responseTopic else { return Topic.feed(state.id, team) }
        if ResponseTopic.mayAnswerReplay(topic, of: state.id, team) { return topic }
        record(.responseTopicRefused(topic: topic), by: "mqtt")
        return Topic.feed(state.id, team)
    }

    private mutating func rejectReplay(_ team: TeamID, _ code: RefusalCode, _ reason: String) {
        record(.replayRejected(team, reason: reason), by: "mqtt")
        tellTeam(team, TeamError(request: "replay", code: code, message: reason, inject: nil))
    }

    private mutating func tellTeam(_ team: TeamID, _ error: TeamError) {
        publish(Publication(topic: Topic.teamError(state.id, team), payload: error.encode(at: now.utc), qos: 1))
    }
}

/// Why a team's receipt or request was refused, as it is told on its error topic.
struct TeamError {
    /// What it was: `receipt` or `replay`.
    var request: String
    var code: RefusalCode
    var message: String
    var inject: String?

    func encode(at instant: UTCInstant) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("request", request)
            writer.field("id", ifPresent: inject.map { String($0.prefix(Limits.identifier)) })
            writer.key("error")
            writer.openObject()
            writer.field("code", code.rawValue)
            writer.field("message", message)
            writer.closeObject()
            writer.field("timestamp", instant)
        }
    }
}
