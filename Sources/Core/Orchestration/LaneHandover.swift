import ExerciseControl
import ExerciseModel

/// What has been handed to the broker and not answered: at most the head of each lane. It is lost with the process and
/// with the link; the lanes of the log say what is owed.
struct LaneHandover: Sendable {
    /// One message at the broker.
    struct Flight: Sendable {
        var item: TeamLane.Item
        var attempt: Int
        var token: DeliveryToken
    }

    private var flights: [Int: Flight] = [:]
    /// Those that were taken back: some may have been at the broker already, and then its answer still counts.
    private var lapsed: [Int: Flight] = [:]
    private(set) var touched: Set<Int> = []
    private var handings = 0

    /// Notes whose lane a fact may have moved.
    mutating func note(_ fact: Fact, in ledger: DeliveryLedger) {
        switch fact {
        case .injectReleased(let target, _), .injectRepeated(let target, _), .injectRepeatSettled(let target, _, _),
            .injectPublished(let target, _, _, _), .injectDelivered(let target, _), .injectAttemptFailed(let target, _),
            .injectRetried(let target, _),
            .injectUnheard(let target, _, _), .injectFailed(let target, _, _, _), .injectSkipped(let target, _):
            if let team = ledger.index(of: target.team) { touched.insert(team) }
        // Teams are counted anew in a new plan.
        case .exerciseLoaded: (flights, lapsed, touched) = ([:], [:], [])
        case .brokerAttending, .rivalGone: touchAll(ledger)
        default: break
        }
    }

    /// The message under this token, if it is the one that we wait for.
    mutating func take(_ token: DeliveryToken, team: Int) -> Flight? {
        guard let flight = flights[team] ?? lapsed[team], flight.token == token else { return nil }
        (flights[team], lapsed[team]) = (nil, nil)
        touched.insert(team)
        return flight
    }

    /// Those of the tokens that we wait for.
    func known(_ tokens: [DeliveryToken]) -> [FlightName] {
        let waiting = Set((Array(flights.values) + Array(lapsed.values)).map(\.token))
        return tokens.filter(waiting.contains).map { FlightName(team: $0.team, seq: $0.seq) }
    }

    /// Forgets everything: the link is gone.
    mutating func forget() { (flights, lapsed) = ([:], [:]) }

    /// Takes back what was handed over; each lane's next is handed over anew when the lanes open.
    mutating func lapse() {
        lapsed.merge(flights) { _, new in new }
        flights = [:]
    }

    /// All lanes must be looked at.
    mutating func touchAll(_ ledger: DeliveryLedger) { touched.formUnion(ledger.teams.indices) }

    /// The next message of a team whose lane has moved, unless one is at the broker: also one that its team has
    /// confirmed holds the lane until the broker has answered.
    mutating func next(
        team: Int, in ledger: DeliveryLedger, exercise: ExerciseID
    ) -> Flight? {
        guard flights[team] == nil, let head = ledger.teams[team].lane.head else { return nil }
        let delivery = ledger.delivery(at: DeliverySlot(team: team, place: head.place))
        guard head.isRepeat || delivery.state == .released else { return nil }
        handings += 1
        let token = DeliveryToken(
            exercise: exercise, team: ledger.teams[team].id, seq: delivery.seq, attempt: delivery.attempt,
            handing: handings)
        lapsed[team] = nil
        let flight = Flight(item: head, attempt: delivery.attempt, token: token)
        flights[team] = flight
        return flight
    }

    /// All touched teams, in order; they count as looked at.
    mutating func takeTouched() -> [Int] {
        defer { touched = [] }
        return touched.sorted()
    }
}
