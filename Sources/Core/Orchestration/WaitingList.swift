import ExerciseControl
package import ExerciseModel

/// All that waits in an exercise, each with a name, a reason, an age and a button (`contract.md` 5).
package struct WaitingList: Equatable, Sendable {
    /// One thing that waits.
    package struct Row: Equatable, Sendable {
        package var kind: String
        package var id: String
        package var team: TeamID?
        package var simulation: SimulationID?
        package var state: String
        package var reason: String
        package var since: UTCInstant
        package var until: UTCInstant?
        /// Of the inject, for `if_revision`; `nil` for what is none.
        package var revision: Int64?
        /// Whole control commands.
        package var buttons: [JSONText]
    }

    package private(set) var rows: [Row] = []
    /// Whether something more would be told by and by if nothing became of it.
    private(set) var isHoldingBack = false
    let now: Moment

    /// Lists what waits now, oldest first.
    package init(_ state: ExerciseState, now: Moment) {
        self.now = now
        addNoDuff(state)
        addLink(state)
        addFiles(state)
        for slot in state.ledger.queued { addQueued(slot, state) }
        for slot in state.ledger.setAside { addSetAside(slot, state.ledger) }
        addFollowers(state)
        for team in state.ledger.teams.indices { addLane(of: team, state.ledger) }
        addOverdue(state.ledger)
        addSimulations(state)
        rows.sort { ($0.since, $0.id, $0.team?.text ?? "") < ($1.since, $1.id, $1.team?.text ?? "") }
        for index in rows.indices.prefix(Limits.waitingRows) where rows[index].kind == "inject" {
            rows[index].revision = InjectID(rows[index].id).map { state.revision(of: $0) }
        }
    }

    mutating func holdBack() { isHoldingBack = true }

    /// The list as JSON, cut to so many rows; `total` counts all of them.
    package func encode(limit: Int) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("timestamp", now.utc)
            writer.field("total", rows.count)
            writer.key("waiting")
            writer.openArray()
            for row in rows.prefix(limit) { encode(row, &writer) }
            writer.closeArray()
        }
    }

    private func encode(_ row: Row, _ writer: inout JSONWriter) {
        writer.openObject()
        writer.field("kind", row.kind)
        writer.field("id", row.id)
        writer.field("team", ifPresent: row.team?.text)
        writer.field("simulation", ifPresent: row.simulation?.text)
        writer.field("state", row.state)
        writer.field("reason", row.reason)
        writer.field("since", row.since)
        if let until = row.until { writer.field("until", until) } else { writer.null("until") }
        writer.key("buttons")
        writer.openArray()
        for button in row.buttons { writer.value(button) }
        writer.closeArray()
        if let revision = row.revision { writer.field("revision", revision) }
        writer.closeObject()
    }

    private mutating func addLink(_ state: ExerciseState) {
        switch state.link {
        case .attending: break
        case .away(let reason):
            add("broker", "broker", state: "away", reason: reason, since: state.linkSince)
        case .contested(let rival):
            add(
                "daemon", rival.text, state: "contested",
                reason: "the daemon '\(rival)' runs this exercise on the same broker; nothing is published here",
                since: state.linkSince)
        }
    }

    private mutating func addNoDuff(_ state: ExerciseState) {
        guard let noDuff = state.noDuff else { return }
        let who = noDuff.by.map { " (\($0))" } ?? ""
        add(
            "noduff", state.id.text, state: "active", reason: noDuff.message + who, since: noDuff.since,
            buttons: [button("clear_noduff") { _ in }])
    }

    private mutating func addFiles(_ state: ExerciseState) {
        guard !state.changedFiles.isEmpty else { return }
        add(
            "files", state.id.text, state: "changed",
            reason: "\(state.changedFiles.joined(separator: ", ")) changed on disk; the next reset takes it",
            since: state.statusChange?.at ?? now.utc, buttons: [button("reset") { _ in }])
    }

    /// What came due while the lanes were closed waits on when they are open and the clock stands.
    private mutating func addQueued(_ slot: DeliverySlot, _ state: ExerciseState) {
        let (target, delivery) = (state.ledger.target(at: slot), state.ledger.delivery(at: slot))
        let closed = state.noDuff == nil ? state.link.closed : .noDuff
        addInject(
            target, delivery, "queued", reason: (closed ?? .clockStands).rawValue,
            buttons: (closed == nil ? [deliver(target)] : []) + [skip(target)])
    }

    private mutating func addSetAside(_ slot: DeliverySlot, _ ledger: DeliveryLedger) {
        let (target, delivery) = (ledger.target(at: slot), ledger.delivery(at: slot))
        let buttons = delivery.state == .held ? [release(target), deliver(target), skip(target)] : [retry(target)]
        addInject(target, delivery, delivery.state.rawValue, buttons: buttons)
    }

    /// What waits for another inject, and how that one stands; before the start nothing waits for anything yet.
    private mutating func addFollowers(_ state: ExerciseState) {
        guard state.clock.status != .initialized else { return }
        for slot in state.ledger.slots(in: [.waiting]) {
            guard case .after(let trigger) = state.ledger.inject(at: slot).schedule else { continue }
            let (target, delivery) = (state.ledger.target(at: slot), state.ledger.delivery(at: slot))
            let first = state.ledger.slot(of: trigger.inject, team: slot.team).map { state.ledger.delivery(at: $0) }
            add(
                "inject", target.inject.text, team: target.team, state: "waiting",
                reason: "after \(trigger.inject) is \(trigger.milestone.rawValue); "
                    + (first.map { "it is \(standing($0))" } ?? "this team has no such"),
                since: max(delivery.since, state.began), buttons: [deliver(target), skip(target)])
        }
    }

    /// How far an inject has come; of one that got stuck on its way, that it did.
    private func standing(_ delivery: InjectDelivery) -> String {
        let isStuck = delivery.state.isSetAside || delivery.state == .retrying
        return isStuck ? delivery.state.rawValue : delivery.milestone?.rawValue ?? delivery.state.rawValue
    }

    private mutating func addOverdue(_ ledger: DeliveryLedger) {
        for (key, awaited) in ledger.actions.awaited {
            guard let since = awaited.overdueSince else { continue }
            let (inject, team) = (ledger.inject(at: key.slot), ledger.teams[key.slot.team].id)
            let actions = inject.details?.expectedActions ?? []
            let text = key.action <= actions.count ? actions[key.action - 1].text : ""
            add(
                "expected_action", "\(inject.id)/\(key.action)", team: team, state: "overdue", reason: text,
                since: since, buttons: [tick(inject.id, key.action, team)])
        }
    }

    private mutating func addLane(of team: Int, _ ledger: DeliveryLedger) {
        guard let head = ledger.teams[team].lane.head else { return }
        let first = DeliverySlot(team: team, place: head.place)
        addRetrying(first, ledger)
        let reason = "behind \(ledger.inject(at: first).id)"
        // What holds them up is what can be pressed.
        let buttons = ledger.delivery(at: first).state.isTimed ? [retry(ledger.target(at: first))] : []
        for item in ledger.teams[team].lane.all.dropFirst() where !item.isRepeat {
            let slot = DeliverySlot(team: team, place: item.place)
            addInject(ledger.target(at: slot), ledger.delivery(at: slot), "queued", reason: reason, buttons: buttons)
        }
    }

    private mutating func addRetrying(_ slot: DeliverySlot, _ ledger: DeliveryLedger) {
        let (target, delivery) = (ledger.target(at: slot), ledger.delivery(at: slot))
        guard delivery.state.isTimed else { return }
        addInject(
            target, delivery, delivery.state.rawValue, until: now.utc(of: max(delivery.retryAt, now.wall)),
            buttons: [retry(target)])
    }

    private mutating func addInject(
        _ target: InjectTarget, _ delivery: InjectDelivery, _ state: String, reason: String? = nil,
        until: UTCInstant? = nil, buttons: [JSONText]
    ) {
        add(
            "inject", target.inject.text, team: target.team, state: state, reason: reason ?? delivery.reason,
            since: delivery.since, until: until, buttons: buttons)
    }

    mutating func add(
        _ kind: String, _ id: String, team: TeamID? = nil, simulation: SimulationID? = nil, state: String,
        reason: String, since: UTCInstant, until: UTCInstant? = nil, buttons: [JSONText] = []
    ) {
        rows.append(
            Row(
                kind: kind, id: id, team: team, simulation: simulation, state: state, reason: reason, since: since,
                until: until,
                revision: nil, buttons: buttons))
    }

    private func deliver(_ target: InjectTarget) -> JSONText {
        button("deliver") { writer in
            writer.field("inject", target.inject.text)
            writer.key("teams")
            writer.openArray()
            writer.value(target.team.text)
            writer.closeArray()
        }
    }

    private func retry(_ target: InjectTarget) -> JSONText { button("retry", target) }

    private func release(_ target: InjectTarget) -> JSONText { button("release", target) }

    /// Left out without a word would be left out in silence: the controller who presses it may write a better one.
    private func skip(_ target: InjectTarget) -> JSONText {
        button("skip") { writer in
            writer.field("inject", target.inject.text)
            writer.field("team", target.team.text)
            writer.field("reason", "not needed any more")
        }
    }

    private func tick(_ inject: InjectID, _ action: Int, _ team: TeamID) -> JSONText {
        button("tick") { writer in
            writer.field("inject", inject.text)
            writer.field("action", action)
            writer.field("team", team.text)
        }
    }

    private func button(_ command: String, _ target: InjectTarget) -> JSONText {
        button(command) { writer in
            writer.field("inject", target.inject.text)
            writer.field("team", target.team.text)
        }
    }

    func button(_ command: String, _ arguments: (inout JSONWriter) -> Void) -> JSONText {
        let bytes = JSONWriter.object { writer in
            writer.field("command", command)
            arguments(&writer)
        }
        return JSONText(trusted: bytes[...])
    }
}
