import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration

/// The gateway and the broker as the host sees them through `MessageBroker`.
struct BrokerSide {
    /// Counts the links; what belongs to an earlier one reaches nobody.
    var link = 0
    var isUp = false
    /// Whether the subscriptions stand.
    var hears = false
    var attends = false
    var awayUntil: Int64 = 0
    var stalledUntil: Int64 = 0
    var calmSince: Int64 = 0
    var lastAnswer: Int64 = -1
    var flights: [Flight] = []
    var waiting: [Delivery] = []
    var suspects: [Delivery] = []
    /// What teams said while nobody heard it, kept for the daemon's session.
    var kept: [HeardMessage] = []
    var handed = 0
    /// Somebody listens to everything: a 0x00 says nothing about the team.
    var monitored = false
    /// In how many of a thousand messages something goes wrong.
    var trouble = 0
    /// The number at which the broker hangs up, whenever it sees it.
    var poison: Int64?
}

extension Life {
    func beginLink() {
        (broker.link, broker.isUp, broker.hears, broker.attends) = (broker.link + 1, false, false, false)
        agenda.plan(.reconnect(link: broker.link), at: now + random.number(1_000...300_000))
    }

    func endLink() {
        (broker.link, broker.isUp, broker.hears, broker.attends) = (broker.link + 1, false, false, false)
        forgetFlights()
    }

    private func forgetFlights() {
        (broker.flights, broker.waiting, broker.suspects) = ([], [], [])
        seen.traffic.append(.forgotten)
    }

    func attend() {
        broker.attends = true
        if broker.isUp { agenda.plan(.subscribed(link: broker.link), at: now + random.number(500...50_000)) }
    }

    func reconnect(_ link: Int) {
        guard link == broker.link, !broker.isUp, host != nil else { return }
        guard now >= broker.awayUntil else {
            if random.chance(500) { report(.lost(reason: random.pick(["unreachable", "refused"]), inFlight: [])) }
            return agenda.plan(.reconnect(link: link), at: now + random.number(200_000...5_000_000))
        }
        (broker.isUp, broker.lastAnswer) = (true, now)
        if broker.attends { attend() }
    }

    func subscribed(_ link: Int) {
        guard link == broker.link, broker.isUp, broker.attends else { return }
        if now < broker.stalledUntil {
            guard broker.stalledUntil - now > 5_000_000 else {
                return agenda.plan(.subscribed(link: link), at: broker.stalledUntil)
            }
            return tearDown("the broker is silent")
        }
        if !isCalm, random.chance(broker.trouble / 4) {
            broker.hears = false
            report(.refused(exercise, reason: "not authorized"))
            return agenda.plan(.hangUp, at: now + random.number(1_000_000...20_000_000))
        }
        broker.hears = true
        // What the broker kept for our session comes first.
        for message in broker.kept { report(.heard(message)) }
        broker.kept = []
        for client in clients {
            if let presence = client.presence { hear(Topic.presence(exercise, client.team), presence) }
        }
        tellSimulations()
        tellRival()
        report(.attending(exercise))
    }

    /// What the broker says, in the order in which it says it.
    func report(_ report: BrokerReport) { post(.report(report)) }

    func hear(_ topic: String, _ payload: [UInt8], retained: Bool = false) {
        guard broker.hears else { return }
        report(.heard(HeardMessage(topic: topic, payload: payload, retained: retained)))
    }

    func tearDown(_ reason: String) {
        guard broker.isUp else { return }
        counters.losses += 1
        let tokens = broker.flights.map(\.delivery.token)
        (broker.link, broker.isUp, broker.hears) = (broker.link + 1, false, false)
        forgetFlights()
        report(.lost(reason: reason, inFlight: tokens))
        let longest: Int64 = isCalm ? 300_000 : random.pick([500_000, 5_000_000, 60_000_000])
        agenda.plan(.reconnect(link: broker.link), at: now + random.number(50_000...longest))
    }

    func publish(_ publication: Publication) {
        if let place = simulationTopics[publication.topic] {
            return publish(publication.payload, toSimulation: place)
        }
        let isForTeam = clients.contains { publication.topic == Topic.feed(exercise, $0.team) }
        let isWatched =
            publication.topic == Topic.monitoring(exercise) || publication.topic == Topic.event(exercise)
            || isForTeam || Observations.teamAnswered(on: publication.topic) != nil
        guard broker.isUp, isWatched else { return }
        note(publication.topic, publication.payload, before: headBeforeTurn)
    }

    private func note(_ topic: String, _ payload: [UInt8], before: Int64? = nil) {
        let committed = store.heads().first?.position ?? 0
        seen.published.append(
            Observations.Published(topic: topic, payload: payload, committed: committed, before: before))
    }

    func withdraw() {
        (broker.waiting, broker.suspects) = ([], [])
        seen.traffic.append(.forgotten)
    }

    func order(_ delivery: Delivery) {
        guard broker.isUp else { return }
        if delivery.alone { broker.suspects.append(delivery) } else { broker.waiting.append(delivery) }
    }

    /// Gives the broker what was ordered; suspects go alone, after all others.
    func handOver() {
        while !broker.flights.contains(where: \.delivery.alone) {
            if !broker.waiting.isEmpty {
                transmit(broker.waiting.removeFirst())
            } else if broker.flights.isEmpty, !broker.suspects.isEmpty {
                transmit(broker.suspects.removeFirst())
            } else {
                return
            }
        }
    }

    private func transmit(_ delivery: Delivery) {
        broker.handed += 1
        let flight = Flight(
            number: broker.handed, link: broker.link, delivery: delivery, handedAt: now, fate: fate(of: delivery))
        note(delivery.topic, delivery.payload, before: isDying ? headBeforeTurn : nil)
        agenda.plan(.arrive(flight), at: max(now, broker.stalledUntil) + latency())
        guard delivery.qos > 0 else {
            seen.acknowledged.insert(number(flight))
            seen.excused.insert(number(flight))
            return report(.settled(delivery.token, .acknowledged(verified: false), at: moment))
        }
        seen.traffic.append(.handed(number(flight), committed: seen.published.last?.committed ?? 0))
        broker.flights.append(flight)
        agenda.plan(.expire(flight: flight.number), at: now + delivery.timeout)
    }

    private func number(_ flight: Flight) -> Observations.FeedNumber {
        Observations.FeedNumber(team: flight.delivery.token.team.text, seq: flight.delivery.token.seq)
    }

    private func latency() -> Int64 {
        isCalm || !random.chance(broker.trouble) ? random.number(200...20_000) : random.number(1_000...4_000_000)
    }

    private func fate(of delivery: Delivery) -> Fate {
        guard !isCalm else { return .fine }
        if delivery.token.seq == broker.poison { return .hangsUp }
        guard random.chance(broker.trouble) else { return .fine }
        return random.pick(
            [
                .lost, .lost, .answerLost, .answerLost, .doubled, .doubled, .lostAfterAnswer, .refused(0x97),
                .refused(0x97), .refused(0x87), .hangsUp,
            ])
    }

    func arrive(_ flight: Flight) {
        let team = flight.delivery.token.team
        switch flight.fate {
        case .lost: return
        case .hangsUp:
            if flight.link == broker.link { tearDown("the broker hung up") }
            return
        case .refused(let code): return answer(flight, .refused(code: code, reason: "refused with \(code)"))
        case .fine, .doubled, .answerLost, .lostAfterAnswer: break
        }
        let hears = clients.contains { $0.team == team && $0.isSubscribed }
        guard hears || broker.monitored else { return answer(flight, .unheard) }
        let copies =
            switch flight.fate {
            case .doubled: 2
            case .lostAfterAnswer: 0
            default: 1
            }
        if copies == 0 { seen.excused.insert(number(flight)) }
        if hears {
            for _ in 0..<copies {
                seen.received.append(
                    Observations.Received(team: team.text, payload: flight.delivery.payload, at: moment.wall))
            }
            for _ in 0..<copies { clientTakes(team, flight.delivery.payload) }
        }
        if case .answerLost = flight.fate { return }
        answer(flight, .acknowledged(verified: true))
    }

    private func answer(_ flight: Flight, _ outcome: DeliveryOutcome) {
        agenda.plan(.answer(flight: flight.number, outcome), at: now + latency())
    }

    func answered(_ number: Int, _ outcome: DeliveryOutcome) {
        guard let flight = take(number) else { return }
        broker.lastAnswer = now
        if case .acknowledged = outcome { seen.acknowledged.insert(self.number(flight)) }
        settle(flight, outcome)
    }

    /// Unanswered while others were answered is the message's own failure; else the link is dead.
    func expire(_ number: Int) {
        guard let flight = broker.flights.first(where: { $0.number == number }) else { return }
        guard broker.lastAnswer > flight.handedAt else { return tearDown("the broker is silent") }
        _ = take(number)
        settle(flight, .unanswered)
    }

    private func settle(_ flight: Flight, _ outcome: DeliveryOutcome) {
        seen.traffic.append(.settled(number(flight)))
        report(.settled(flight.delivery.token, outcome, at: moment))
        handOver()
    }

    private func take(_ number: Int) -> Flight? {
        guard let index = broker.flights.firstIndex(where: { $0.number == number }) else { return nil }
        return broker.flights.remove(at: index)
    }
}
