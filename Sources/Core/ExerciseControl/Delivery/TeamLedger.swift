package import ExerciseModel

/// What one team is sent: a delivery for each inject of its timeline and each that was added, its lane, and who of it
/// is there.
package struct TeamLedger: Equatable, Sendable {
    package let id: TeamID
    /// In the order of the timeline, then of what was added.
    package internal(set) var deliveries: [InjectDelivery] = []
    package internal(set) var counts = DeliveryCounts()
    /// Injects that a receipt says were seen, or more.
    package internal(set) var seen = 0
    package internal(set) var lane = TeamLane()
    /// Nobody heard its last inject: the next ones are tried once each.
    package internal(set) var isUnheard = false
    /// Clients whose last word was `online`.
    package private(set) var clients: Set<String> = []
    /// Injects that a controller has added in this run.
    private(set) var added: [Inject] = []
    private var addedPlaces: [InjectID: Int] = [:]
    /// The places of those that wait for the inject in a place.
    private var followers: [Int: [Int]] = [:]

    init(id: TeamID, timeline: Timeline?, places: [InjectID: Int]) {
        self.id = id
        lay(timeline, places)
    }

    /// Whether a client of the team is there.
    package var isConnected: Bool { !clients.isEmpty }

    /// A client that comes may hear what nobody heard before.
    mutating func meet(_ client: String?, online: Bool) {
        if online {
            clients.insert(client ?? "")
            isUnheard = false
            if let head = lane.head, !head.isRepeat { deliveries[head.place].meetTeam() }
        } else {
            clients.remove(client ?? "")
        }
    }

    /// Begins a new run with all patience and without what was added; numbers go on, and whoever is there stays.
    mutating func reset(timeline: Timeline?, places: [InjectID: Int]) {
        (added, addedPlaces, followers) = ([], [:], [:])
        lane.clear()
        isUnheard = false
        lay(timeline, places)
    }

    private mutating func lay(_ timeline: Timeline?, _ places: [InjectID: Int]) {
        deliveries = (timeline?.injects ?? []).map { InjectDelivery(DeliveryState($0.schedule)) }
        (counts, seen) = (DeliveryCounts(), 0)
        for delivery in deliveries { counts.add(delivery.state) }
        for (place, inject) in (timeline?.injects ?? []).enumerated() { follow(inject, place, places) }
    }

    /// Takes an inject that a controller adds; gives its place.
    mutating func add(_ inject: Inject, places: [InjectID: Int]) -> Int {
        let place = deliveries.count
        added.append(inject)
        addedPlaces[inject.id] = place
        deliveries.append(InjectDelivery(DeliveryState(inject.schedule)))
        counts.add(deliveries[place].state)
        follow(inject, place, places)
        return place
    }

    private mutating func follow(_ inject: Inject, _ place: Int, _ places: [InjectID: Int]) {
        guard case .after(let trigger) = inject.schedule,
            let first = places[trigger.inject] ?? addedPlaces[trigger.inject]
        else { return }
        followers[first, default: []].append(place)
    }

    /// The place of an inject that was added.
    func place(ofAdded inject: InjectID) -> Int? { addedPlaces[inject] }

    /// The places of those that wait for the inject in this place.
    func followers(of place: Int) -> [Int] { followers.isEmpty ? [] : followers[place] ?? [] }

    /// Takes over what outlives a new plan.
    mutating func carryOver(_ old: TeamLedger?, nextSeq: Int64) {
        lane.number(nextSeq - 1)
        guard let old else { return }
        isUnheard = old.isUnheard
        clients = old.clients
    }
}
