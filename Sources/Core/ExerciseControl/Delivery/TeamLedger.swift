package import ExerciseModel

/// What one team is sent: a delivery for each inject of its timeline, its lane, and who of it is there.
package struct TeamLedger: Equatable, Sendable {
    package let id: TeamID
    /// In the order of the timeline.
    package internal(set) var deliveries: [InjectDelivery]
    package internal(set) var lane = TeamLane()
    /// Nobody heard its last inject: the next ones are tried once each.
    package internal(set) var isUnheard = false
    /// Clients whose last word was `online`.
    package private(set) var clients: Set<String> = []

    init(id: TeamID, timeline: Timeline?) {
        self.id = id
        deliveries = (timeline?.injects ?? []).map { InjectDelivery(manual: $0.schedule == .manual) }
    }

    /// Whether a client of the team is there.
    package var isConnected: Bool { !clients.isEmpty }

    /// A client that comes may hear what nobody heard before.
    mutating func meet(_ client: String?, online: Bool) {
        if online {
            clients.insert(client ?? "")
            isUnheard = false
        } else {
            clients.remove(client ?? "")
        }
    }

    /// Begins a new run with all patience; numbers go on, and whoever is there stays.
    mutating func reset(timeline: Timeline?) {
        deliveries = (timeline?.injects ?? []).map { InjectDelivery(manual: $0.schedule == .manual) }
        lane.clear()
        isUnheard = false
    }

    /// Takes over what outlives a new plan.
    mutating func carryOver(_ old: TeamLedger?, nextSeq: Int64) {
        lane.number(nextSeq - 1)
        guard let old else { return }
        isUnheard = old.isUnheard
        clients = old.clients
    }
}
