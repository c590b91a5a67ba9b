package import ExerciseModel

extension DeliveryLedger {
    /// What follows from the end of an attempt to hand over the head of a team's lane.
    package func decideOutcome(
        _ outcome: DeliveryOutcome, of item: TeamLane.Item, team: Int, settings: DeliverySettings, now: Moment
    ) -> Fact {
        let slot = DeliverySlot(team: team, place: item.place)
        let delivery = delivery(at: slot)
        let target = target(at: slot)
        if item.isRepeat {
            return .injectRepeatSettled(target, seq: delivery.seq, outcome: outcome.words)
        }
        switch outcome {
        case .acknowledged where settings.proof == .receipt:
            return .injectPublished(
                target, seq: delivery.seq, attempt: delivery.attempt,
                receiptBy: now.wall.adding(microseconds: settings.receiptTimeout))
        case .acknowledged(let verified):
            return delivered(delivery, target, verified ? .broker : .unverified, now)
        case .unheard: return decideUnheard(delivery, target, team: team, settings: settings, now: now)
        case .refused(let code, let reason) where Refusals.final.contains(code):
            return .injectFailed(target, seq: delivery.seq, attempt: delivery.attempt, reason: reason)
        case .refused, .unanswered:
            guard delivery.tries <= settings.retries else {
                return .injectFailed(target, seq: delivery.seq, attempt: delivery.attempt, reason: outcome.words)
            }
            let delay = RetryDelay.after(delivery.tries, seq: delivery.seq, settings: settings)
            return failed(delivery, target, outcome.words, unheard: false, delay: delay, now: now)
        }
    }

    private func delivered(
        _ delivery: InjectDelivery, _ target: InjectTarget, _ kind: Proof.Kind, _ now: Moment
    ) -> Fact {
        let latency = max(0, now.utc.milliseconds - delivery.releasedAt.milliseconds)
        return .injectDelivered(
            target, Proof(seq: delivery.seq, attempt: delivery.attempt, kind: kind, latency: latency))
    }

    /// What a team's word about an inject that it was sent means: it has it, however the broker answered, and nothing
    /// is said twice.
    package func decideReceipt(
        _ slot: DeliverySlot, _ milestone: Milestone, response: JSONText?, now: Moment
    ) -> [Fact] {
        let (delivery, target) = (delivery(at: slot), target(at: slot))
        let proof = delivery.state == .delivered ? [] : [self.delivered(delivery, target, .receipt, now)]
        let isNews = delivery.receipt.map { $0 < milestone } ?? true
        guard isNews || response != nil else { return proof }
        return proof + [
            .receiptRecorded(target, Receipt(seq: delivery.seq, milestone: milestone, response: response))
        ]
    }

    /// Nobody heard it: tried again for half a minute, unless the team was silent before.
    private func decideUnheard(
        _ delivery: InjectDelivery, _ target: InjectTarget, team: Int, settings: DeliverySettings, now: Moment
    ) -> Fact {
        let since = delivery.unheardSince == .never ? now.wall : delivery.unheardSince
        let left = since.microseconds + RetryDelay.patience - now.wall.microseconds
        guard !teams[team].isUnheard, left > 0 else {
            return .injectUnheard(target, seq: delivery.seq, attempt: delivery.attempt)
        }
        return failed(
            delivery, target, DeliveryOutcome.unheard.words, unheard: true,
            delay: min(settings.retryDelay, left), now: now)
    }

    private func failed(
        _ delivery: InjectDelivery, _ target: InjectTarget, _ error: String, unheard: Bool, delay: Int64, now: Moment
    ) -> Fact {
        .injectAttemptFailed(
            target,
            FailedAttempt(
                seq: delivery.seq, attempt: delivery.attempt, error: error, unheard: unheard, since: now.wall,
                retryAt: now.wall.adding(microseconds: delay),
                nextAttemptAt: UTCInstant(milliseconds: now.utc.milliseconds + delay / 1_000)))
    }

    /// The next attempts that are due, and those that had their last.
    package func decideRetries(at now: WallInstant, settings: DeliverySettings) -> [Fact] {
        retriesDue(at: now).map { slot in
            let delivery = delivery(at: slot)
            guard delivery.state == .published else { return retry(slot, cause: .schedule) }
            guard delivery.tries > settings.retries else { return retry(slot, cause: .receipt) }
            return .injectFailed(
                target(at: slot), seq: delivery.seq, attempt: delivery.attempt,
                reason: "no receipt from the team after \(delivery.tries) attempts")
        }
    }

    /// A further attempt of one delivery.
    package func retry(_ slot: DeliverySlot, cause: Retry.Cause) -> Fact {
        let delivery = delivery(at: slot)
        return .injectRetried(
            target(at: slot), Retry(seq: delivery.seq, attempt: delivery.attempt + 1, cause: cause))
    }

    /// What a team that is back, or asks, is owed: the injects that it did not hear, in the order of their numbers.
    package func decidePresence(team: Int, cause: Retry.Cause = .presence) -> [Fact] {
        teams[team].deliveries.indices
            .filter { teams[team].deliveries[$0].state == .unheard || isWaitingUnheard(team, $0) }
            .sorted { teams[team].deliveries[$0].seq < teams[team].deliveries[$1].seq }
            .map { retry(DeliverySlot(team: team, place: $0), cause: cause) }
    }

    private func isWaitingUnheard(_ team: Int, _ place: Int) -> Bool {
        let delivery = teams[team].deliveries[place]
        return delivery.state == .retrying && delivery.unheardSince != .never
    }

    /// What a loss of the link means for those that were at the broker: a suspect that was sent alone is given up.
    package func decideLoss(_ inFlight: [FlightName]) -> [Fact] {
        inFlight.compactMap { flight in
            guard let team = index(of: flight.team), let head = teams[team].lane.head, !head.isRepeat else {
                return nil
            }
            let slot = DeliverySlot(team: team, place: head.place)
            let delivery = delivery(at: slot)
            guard delivery.seq == flight.seq, delivery.isSuspect else { return nil }
            return .injectFailed(
                target(at: slot), seq: delivery.seq, attempt: delivery.attempt,
                reason: "poison: the broker hung up three times while it was being sent")
        }
    }
}

/// The reason codes of a PUBACK that no further attempt can heal (MQTT 5, 3.4.2.1).
enum Refusals {
    static let final: Set<UInt8> = [0x87, 0x90, 0x95, 0x99]
}

/// The pause before a further attempt.
enum RetryDelay {
    /// Microseconds for which an inject that nobody hears is tried again.
    static let patience: Int64 = 30_000_000
    /// Microseconds: no pause grows beyond it.
    private static let longest: Int64 = 300_000_000

    /// Fixed, or doubled each time with jitter over its upper half; the jitter follows from the feed number, so that
    /// replay gives the same.
    static func after(_ tries: Int, seq: Int64, settings: DeliverySettings) -> Int64 {
        guard settings.exponential else { return settings.retryDelay }
        let grown = min(settings.retryDelay << Int64(min(max(tries - 1, 0), 10)), longest)
        var mixed = UInt64(bitPattern: seq) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(tries)
        mixed = (mixed ^ mixed >> 31) &* 0xBF58_476D_1CE4_E5B9
        return grown / 2 + Int64((mixed >> 33) % UInt64(grown / 2 + 1))
    }
}

extension DeliveryOutcome {
    /// The outcome as a person reads it.
    package var words: String {
        switch self {
        case .acknowledged: "delivered"
        case .unheard: "nobody is subscribed to the team's feed"
        case .refused(_, let reason): reason
        case .unanswered: "the broker did not answer in time"
        }
    }
}
