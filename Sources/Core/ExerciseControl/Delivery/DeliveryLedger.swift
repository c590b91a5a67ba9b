package import ExerciseModel

/// Every delivery of an exercise, folded from facts: what each team got, what waits, and in which order.
package struct DeliveryLedger: Equatable, Sendable {
    package private(set) var teams: [TeamLedger] = []
    package private(set) var counts = DeliveryCounts()
    /// From the release to the proof.
    package private(set) var latencies = LatencyHistogram()
    /// From due to released.
    package private(set) var lateness = LatencyHistogram()
    /// Slots that were queued, oldest first; some may have gone on since.
    private(set) var queue: [DeliverySlot] = []
    /// Slots that wait for their next attempt, or for a receipt.
    private(set) var timed: Set<DeliverySlot> = []
    /// Slots outside the lanes that wait for a controller: held, unheard and failed.
    package private(set) var setAside: Set<DeliverySlot> = []
    /// Slots that waited for another inject, which has come so far.
    package private(set) var ripe: Set<DeliverySlot> = []
    package private(set) var actions = ActionWatch()
    /// The times that differ from the timelines': of injects that were moved, or followed another.
    private var planned: [DeliverySlot: ExerciseInstant] = [:]

    /// The next feed number of teams that the plan no longer names: a number is never used twice.
    private var retired: [TeamID: Int64] = [:]
    private var teamIndex: [TeamID: Int] = [:]
    private var timelineOfTeam: [Int] = []
    private var timelines: [Timeline] = []
    private var places: [[InjectID: Int]] = []
    private var receiptTimeout: Int64 = 0

    package init() {}

    /// Lays out the deliveries of a plan; feed numbers and presence outlive it.
    package mutating func load(_ plan: ExercisePlan) {
        let old = Dictionary(teams.map { ($0.id, $0) }) { first, _ in first }
        for team in teams { retired[team.id] = team.lane.nextSeq }
        timelines = plan.timelines
        receiptTimeout = plan.delivery.receiptTimeout
        places = timelines.map { timeline in
            Dictionary(timeline.injects.enumerated().map { ($1.id, $0) }) { first, _ in first }
        }
        let indexOfTimeline = Dictionary(timelines.enumerated().map { ($1.id, $0) }) { first, _ in first }
        timelineOfTeam = plan.teams.map { indexOfTimeline[$0.timeline] ?? -1 }
        teams = plan.teams.enumerated().map {
            TeamLedger(id: $1.id, timeline: timeline(of: $0), places: places(of: $0))
        }
        for (index, team) in teams.enumerated() {
            teams[index].carryOver(old[team.id], nextSeq: retired.removeValue(forKey: team.id) ?? 1)
        }
        teamIndex = Dictionary(teams.enumerated().map { ($1.id, $0) }) { first, _ in first }
        recount()
    }

    private mutating func recount() {
        counts = DeliveryCounts()
        for team in teams { for delivery in team.deliveries { counts.add(delivery.state) } }
        (queue, timed, setAside, ripe, planned) = ([], [], [], [], [:])
        actions = ActionWatch()
        (latencies, lateness) = (LatencyHistogram(), LatencyHistogram())
    }

    private func timeline(of team: Int) -> Timeline? {
        timelineOfTeam[team] < 0 ? nil : timelines[timelineOfTeam[team]]
    }

    private func places(of team: Int) -> [InjectID: Int] {
        timelineOfTeam[team] < 0 ? [:] : places[timelineOfTeam[team]]
    }

    /// The number of a team, or `nil` when the plan has none of that name.
    package func index(of team: TeamID) -> Int? { teamIndex[team] }

    /// Where the delivery of an inject to a team stands, or `nil` when its timeline does not hold it.
    package func slot(of target: InjectTarget) -> DeliverySlot? {
        guard let team = teamIndex[target.team] else { return nil }
        // Nearly all that is said of a delivery is said of the head of its lane: comparing is quicker than hashing.
        if let head = teams[team].lane.head, isPlanned(target.inject, team: team, place: head.place) {
            return DeliverySlot(team: team, place: head.place)
        }
        return slot(of: target.inject, team: team)
    }

    private func isPlanned(_ inject: InjectID, team: Int, place: Int) -> Bool {
        let timeline = timelineOfTeam[team]
        guard timeline >= 0, place < timelines[timeline].injects.count else { return false }
        return timelines[timeline].injects[place].id == inject
    }

    /// The same by the team's number.
    package func slot(of inject: InjectID, team: Int) -> DeliverySlot? {
        if timelineOfTeam[team] >= 0, let place = places[timelineOfTeam[team]][inject] {
            return DeliverySlot(team: team, place: place)
        }
        return teams[team].place(ofAdded: inject).map { DeliverySlot(team: team, place: $0) }
    }

    /// The deliveries of an inject, by team.
    package func slots(of inject: InjectID) -> [DeliverySlot] {
        teams.indices.compactMap { slot(of: inject, team: $0) }
    }

    /// Whether any timeline holds the inject, or it was added.
    package func knows(_ inject: InjectID) -> Bool {
        places.contains { $0[inject] != nil } || teams.contains { $0.place(ofAdded: inject) != nil }
    }

    /// The delivery in a slot.
    package func delivery(at slot: DeliverySlot) -> InjectDelivery { teams[slot.team].deliveries[slot.place] }

    /// The inject in a slot.
    package func inject(at slot: DeliverySlot) -> Inject {
        let timeline = timelineOfTeam[slot.team]
        let written = timeline < 0 ? 0 : timelines[timeline].injects.count
        guard slot.place >= written else { return timelines[timeline].injects[slot.place] }
        return teams[slot.team].added[slot.place - written]
    }

    /// When the inject in a slot is due as things stand; `nil` without a time.
    package func due(at slot: DeliverySlot) -> ExerciseInstant? {
        if !planned.isEmpty, let time = planned[slot] { return time }
        if case .at(let time) = inject(at: slot).schedule { return time }
        return nil
    }

    /// The names of a slot.
    package func target(at slot: DeliverySlot) -> InjectTarget {
        InjectTarget(team: teams[slot.team].id, inject: inject(at: slot).id)
    }

    /// All slots in one of these states, by team and place.
    package func slots(in states: Set<DeliveryState>) -> [DeliverySlot] {
        guard states.contains(where: { counts[$0] > 0 }) else { return [] }
        return teams.indices.flatMap { team in
            teams[team].deliveries.indices
                .filter { states.contains(teams[team].deliveries[$0].state) }
                .map { DeliverySlot(team: team, place: $0) }
        }
    }

    /// The slots that are queued, in the order in which they came due.
    package var queued: [DeliverySlot] {
        guard counts[.queued] > 0 else { return [] }
        var seen: Set<DeliverySlot> = []
        return queue.reversed().filter { delivery(at: $0).state == .queued && seen.insert($0).inserted }.reversed()
    }

    /// The slots whose next attempt is due, the longest overdue first.
    func retriesDue(at now: WallInstant) -> [DeliverySlot] {
        guard !timed.isEmpty else { return [] }
        return timed.filter { delivery(at: $0).retryAt <= now }
            .sorted { (delivery(at: $0).retryAt, $0.team) < (delivery(at: $1).retryAt, $1.team) }
    }

    /// When the next attempt of any delivery is due, or `never`.
    package var nextRetry: WallInstant { timed.reduce(.never) { min($0, delivery(at: $1).retryAt) } }

    /// The number of teams with a client that is there.
    package var connectedTeams: Int { teams.count { $0.isConnected } }

    /// Folds a fact; what is not about deliveries changes nothing.
    package mutating func apply(_ event: Event) {
        switch event.fact {
        case .injectRepeated(let target, _):
            guard let slot = slot(of: target) else { return }
            teams[slot.team].lane.append(TeamLane.Item(place: slot.place, isRepeat: true))
        case .injectRepeatSettled(let target, _, _):
            guard let slot = slot(of: target) else { return }
            teams[slot.team].lane.remove(place: slot.place, isRepeat: true)
        case .injectPlanned(let target, let time, _):
            guard let slot = slot(of: target) else { return }
            planned[slot] = time
            change(slot, event)
        case .injectAdded(let inject, let names): add(inject, to: names, event)
        case .actionTicked(let inject, let tick): actions.see(inject, tick, slots: slots(of: inject, tick))
        case .actionOverdue(let target, let action):
            if let slot = slot(of: target) { actions.expire(ActionWatch.Key(slot: slot, action: action), at: event.at) }
        case .clockCompleted, .clockStopped: actions.end()
        case .teamOnline(let team, let client): meet(team, client, online: true)
        case .teamOffline(let team, let client): meet(team, client, online: false)
        case .brokerLost(_, let inFlight): countLosses(inFlight)
        case .exerciseOpened(_, _, _, let wall): rearm(at: wall)
        case .exerciseReset:
            for index in teams.indices { teams[index].reset(timeline: timeline(of: index), places: places(of: index)) }
            recount()
        default: if let target = event.fact.target, let slot = slot(of: target) { change(slot, event) }
        }
    }

    private func slots(of inject: InjectID, _ tick: Tick) -> [DeliverySlot] {
        guard let team = tick.team else { return slots(of: inject) }
        return slot(of: InjectTarget(team: team, inject: inject)).map { [$0] } ?? []
    }

    private mutating func add(_ inject: Inject, to names: [TeamID], _ event: Event) {
        for team in names.compactMap({ teamIndex[$0] }) {
            let slot = DeliverySlot(team: team, place: teams[team].add(inject, places: places(of: team)))
            counts.add(delivery(at: slot).state)
            ripen(slot)
        }
    }

    private mutating func meet(_ team: TeamID, _ client: String?, online: Bool) {
        if let index = teamIndex[team] { teams[index].meet(client, online: online) }
    }

    private mutating func change(_ slot: DeliverySlot, _ event: Event) {
        let (before, wasLate) = (teams[slot.team].deliveries[slot.place].state, isLate(slot))
        let wasSeen = isSeen(slot)
        teams[slot.team].deliveries[slot.place].apply(event)
        if case .injectRescheduled = event.fact { teams[slot.team].deliveries[slot.place].goBack(to: home(of: slot)) }
        let after = teams[slot.team].deliveries[slot.place].state
        if !wasLate && isLate(slot) {
            counts.late += 1
            teams[slot.team].counts.late += 1
        }
        if !wasSeen && isSeen(slot) { teams[slot.team].seen += 1 }
        if before != after { move(slot, from: before, to: after) }
        if after == .queued { queue.append(slot) } else if counts[.queued] == 0 { queue = [] }
        note(event, slot)
        for place in teams[slot.team].followers(of: slot.place) {
            ripen(DeliverySlot(team: slot.team, place: place))
        }
        if !ripe.isEmpty || after == .waiting { ripen(slot) }
    }

    /// Where an inject stands when nothing keeps it.
    private func home(of slot: DeliverySlot) -> DeliveryState {
        planned[slot] == nil ? DeliveryState(inject(at: slot).schedule) : .scheduled
    }

    /// Notes whether an inject waits for nothing more, but has no time yet.
    private mutating func ripen(_ slot: DeliverySlot) {
        let state = delivery(at: slot).state
        guard case .after(let trigger) = inject(at: slot).schedule, state == .waiting || state == .held,
            planned[slot] == nil, let first = self.slot(of: trigger.inject, team: slot.team),
            let milestone = delivery(at: first).milestone, milestone >= trigger.milestone
        else {
            ripe.remove(slot)
            return
        }
        ripe.insert(slot)
    }

    private func isLate(_ slot: DeliverySlot) -> Bool { teams[slot.team].deliveries[slot.place].late }

    private func isSeen(_ slot: DeliverySlot) -> Bool {
        teams[slot.team].deliveries[slot.place].receipt.map { $0 >= .seen } ?? false
    }

    private mutating func move(_ slot: DeliverySlot, from before: DeliveryState, to after: DeliveryState) {
        counts.move(from: before, to: after)
        teams[slot.team].counts.move(from: before, to: after)
        if before.isInLane && !after.isInLane {
            teams[slot.team].lane.remove(place: slot.place, isRepeat: false)
        } else if !before.isInLane && after.isInLane {
            teams[slot.team].lane.append(TeamLane.Item(place: slot.place, isRepeat: false))
        }
        if before.isTimed { timed.remove(slot) }
        if after.isTimed { timed.insert(slot) }
        if before.isSetAside { setAside.remove(slot) }
        if after.isSetAside { setAside.insert(slot) }
    }

    private mutating func note(_ event: Event, _ slot: DeliverySlot) {
        let team = slot.team
        switch event.fact {
        case .injectReleased(_, let release):
            teams[team].lane.number(release.seq)
            if !release.byHand { lateness.add(release.lateness) }
            let inject = inject(at: slot)
            if inject.details != nil {
                actions.await(inject, in: slot, of: teams[team].id, since: event.exerciseTime)
            }
        case .injectDelivered(_, let proof):
            latencies.add(proof.latency)
            teams[team].isUnheard = false
        case .injectUnheard: teams[team].isUnheard = true
        case .injectRetried(_, let retry) where retry.cause == .presence || retry.cause == .replay:
            teams[team].isUnheard = false
        default: break
        }
    }

    private mutating func countLosses(_ inFlight: [FlightName]) {
        guard !inFlight.isEmpty else { return }
        for team in teams.indices {
            guard let head = teams[team].lane.head, !head.isRepeat else { continue }
            let name = FlightName(team: teams[team].id, seq: teams[team].deliveries[head.place].seq)
            teams[team].deliveries[head.place].countLoss(inFlight: inFlight.contains(name))
        }
    }

    private mutating func rearm(at wall: WallInstant) {
        for team in teams.indices {
            for item in teams[team].lane.all {
                teams[team].deliveries[item.place].rearm(at: wall, receiptTimeout: receiptTimeout)
            }
        }
    }
}
