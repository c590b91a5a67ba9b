import ExerciseControl
import ExerciseModel

extension Exercise {
    /// The broker hears us: what is owed goes out, and all that it may have forgotten is told again, unless another
    /// daemon runs this exercise.
    mutating func attend() {
        if let rival = rivals.rival(at: now) {
            record(.rivalSeen(rival), by: "broker")
        } else {
            takeBroker(.brokerAttending)
            publishUntold()
            for (team, message) in early.sorted(by: { $0.key.text < $1.key.text }) { hearReplay(team, message) }
        }
        early = [:]
    }

    /// The link is gone: nothing is at the broker any more, and whatever was is owed again. What this turn had ordered
    /// before it heard so must not go out on the next link as well.
    mutating func loseLink(_ reason: String, inFlight: [DeliveryToken]) {
        let flights = lanes.known(inFlight)
        if state.link == .attending { order(.withdraw(state.id)) }
        let given = state.ledger.decideLoss(flights)
        for fact in given { record(fact, by: "broker") }
        if state.link != .away(reason: reason) {
            record(.brokerLost(reason: reason, inFlight: flights), by: "broker")
        }
        for fact in given { publishFailure(after: fact) }
        lanes.forget()
        doors.forgetBroker()
    }

    /// One attempt came to its end; answers that nobody waits for any more change nothing.
    mutating func settle(_ token: DeliveryToken, _ outcome: DeliveryOutcome, at: Moment) {
        guard let team = state.ledger.index(of: token.team), let flight = lanes.take(token, team: team) else { return }
        let delivery = state.ledger.delivery(at: DeliverySlot(team: team, place: flight.item.place))
        // The team's receipt was quicker, and more than what the broker says.
        guard flight.item.isRepeat || (delivery.state == .released && delivery.attempt == flight.attempt) else {
            return
        }
        let fact = state.ledger.decideOutcome(
            outcome, of: flight.item, team: team, settings: state.plan.delivery,
            now: Moment(wall: now.wall, utc: at.utc))
        record(fact, by: "broker", cause: Cause(position: delivery.release, root: delivery.root))
        publishFailure(after: fact)
    }

    mutating func hear(_ message: HeardMessage) {
        switch HeardTopic(message.topic) {
        case .control:
            // The other daemon takes commands as long as it has the exercise: two would carry them out twice.
            if case .contested = state.link { return }
            if message.retained, !message.payload.isEmpty { clearRetained(message.topic) }
            takeCommand(
                message.payload, retained: message.retained,
                .mqtt(responseTopic: message.responseTopic, correlation: message.correlation))
        case .presence(_, let team): hearPresence(team, message.payload)
        case .receipt(_, let team):
            if case .contested = state.link { return }
            hearReceipt(team, message.payload)
        case .replay(_, let team):
            switch state.link {
            case .attending: hearReplay(team, message)
            case .away: if state.ledger.index(of: team) != nil { early[team] = message }
            case .contested: break
            }
        case .simulation(_, let simulation, let topic):
            // Who is there is not said again when the exercise comes back to us.
            if case .contested = state.link, topic != .presence { return }
            if message.retained, topic != .presence, !message.payload.isEmpty { clearRetained(message.topic) }
            hear(simulation, topic, message.payload, retained: message.retained)
        case .timer: hearTimer(message.payload)
        case .instanceStatus(let other):
            rivals.hearStatus(of: other, isOnline: isOnline(message.payload))
            watchRivals()
        case nil: break
        }
    }

    /// A retained command would come again with each connect.
    private mutating func clearRetained(_ topic: String) {
        publish(Publication(topic: topic, payload: [], qos: 1, retain: true))
    }

    private func isOnline(_ payload: [UInt8]) -> Bool {
        (try? JSONObject(payload[...]))?["status"]?.string == "online"
    }

    private mutating func hearTimer(_ payload: [UInt8]) {
        guard let object = try? JSONObject(payload[...]), let name = object["instance"]?.string,
            let other = InstanceID(name), other != instance,
            let at = object["timestamp"]?.string.flatMap(CalendarText.instant)
        else { return }
        rivals.hearTimer(of: other, sentAt: at, now: now)
        guard state.link == .attending, other < instance, rivals.rival(at: now) != nil else { return }
        record(.rivalSeen(other), by: "broker")
        order(.withdraw(state.id))
        lanes.forget()
    }

    /// Takes the exercise back once the other daemon is gone.
    mutating func watchRivals() {
        guard case .contested(let rival) = state.link, rivals.rival(at: now) == nil else { return }
        takeBroker(.rivalGone(rival))
    }

    /// The broker hears us from this fact on, which folds away what it had not heard of the world.
    private mutating func takeBroker(_ fact: Fact) {
        let world = state.world
        record(fact, by: "broker")
        bulletin.tellAll()
        publish(world)
    }
}
