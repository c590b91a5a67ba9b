import ExerciseControl
package import ExerciseModel

/// All that waits in an exercise, each with a name, a reason, an age and a button (`contract.md` 5).
package struct WaitingList: Equatable, Sendable {
    /// One thing that waits.
    package struct Row: Equatable, Sendable {
        package var kind: String
        package var id: String
        package var team: TeamID?
        package var state: String
        package var reason: String
        package var since: UTCInstant
        package var until: UTCInstant?
        /// Whole control commands.
        package var buttons: [JSONText]
    }

    package private(set) var rows: [Row] = []
    private let now: Moment

    /// Lists what waits now, oldest first.
    package init(_ state: ExerciseState, now: Moment) {
        self.now = now
        addLink(state)
        addFiles(state)
        for slot in state.ledger.queued { addQueued(slot, state) }
        for slot in state.ledger.setAside { addSetAside(slot, state.ledger) }
        for team in state.ledger.teams.indices { addLane(of: team, state.ledger) }
        rows.sort { ($0.since, $0.id, $0.team?.text ?? "") < ($1.since, $1.id, $1.team?.text ?? "") }
    }

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
        writer.field("state", row.state)
        writer.field("reason", row.reason)
        writer.field("since", row.since)
        if let until = row.until { writer.field("until", until) } else { writer.null("until") }
        writer.key("buttons")
        writer.openArray()
        for button in row.buttons { writer.value(button) }
        writer.closeArray()
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

    private mutating func addFiles(_ state: ExerciseState) {
        guard !state.changedFiles.isEmpty else { return }
        add(
            "files", state.id.text, state: "changed",
            reason: "\(state.changedFiles.joined(separator: ", ")) changed on disk; the next reset takes it",
            since: state.statusChange?.at ?? now.utc, buttons: [button("reset") { _ in }])
    }

    /// What came due while the broker was away waits on when it is back and the clock stands.
    private mutating func addQueued(_ slot: DeliverySlot, _ state: ExerciseState) {
        let (target, delivery) = (state.ledger.target(at: slot), state.ledger.delivery(at: slot))
        if state.link == .attending {
            addInject(
                target, delivery, "queued", reason: QueueReason.clockStands.rawValue, buttons: [deliver(target)])
        } else {
            addInject(target, delivery, "queued", buttons: [])
        }
    }

    private mutating func addSetAside(_ slot: DeliverySlot, _ ledger: DeliveryLedger) {
        let (target, delivery) = (ledger.target(at: slot), ledger.delivery(at: slot))
        addInject(
            target, delivery, delivery.state.rawValue,
            buttons: [delivery.state == .held ? deliver(target) : retry(target)])
    }

    private mutating func addLane(of team: Int, _ ledger: DeliveryLedger) {
        guard let head = ledger.teams[team].lane.head else { return }
        let first = DeliverySlot(team: team, place: head.place)
        addRetrying(first, ledger)
        let reason = "behind \(ledger.inject(at: first).id)"
        // What holds them up is what can be pressed.
        let buttons = ledger.delivery(at: first).state == .retrying ? [retry(ledger.target(at: first))] : []
        for item in ledger.teams[team].lane.all.dropFirst() where !item.isRepeat {
            let slot = DeliverySlot(team: team, place: item.place)
            addInject(ledger.target(at: slot), ledger.delivery(at: slot), "queued", reason: reason, buttons: buttons)
        }
    }

    private mutating func addRetrying(_ slot: DeliverySlot, _ ledger: DeliveryLedger) {
        let (target, delivery) = (ledger.target(at: slot), ledger.delivery(at: slot))
        guard delivery.state == .retrying else { return }
        let wait = max(0, delivery.retryAt.microseconds - now.wall.microseconds) / 1_000
        addInject(
            target, delivery, "retrying", until: UTCInstant(milliseconds: now.utc.milliseconds + wait),
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

    private mutating func add(
        _ kind: String, _ id: String, team: TeamID? = nil, state: String, reason: String, since: UTCInstant,
        until: UTCInstant? = nil, buttons: [JSONText] = []
    ) {
        rows.append(
            Row(
                kind: kind, id: id, team: team, state: state, reason: reason, since: since, until: until,
                buttons: buttons))
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

    private func retry(_ target: InjectTarget) -> JSONText {
        button("retry") { writer in
            writer.field("inject", target.inject.text)
            writer.field("team", target.team.text)
        }
    }

    private func button(_ command: String, _ arguments: (inout JSONWriter) -> Void) -> JSONText {
        let bytes = JSONWriter.object { writer in
            writer.field("command", command)
            arguments(&writer)
        }
        return JSONText(trusted: bytes[...])
    }
}
