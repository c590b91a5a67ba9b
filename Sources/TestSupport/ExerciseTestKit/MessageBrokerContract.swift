import ExerciseHost
import ExerciseModel
import Orchestration

/// What every broker port keeps to, checked on a bench.
package enum MessageBrokerContract: String, CaseIterable, Sendable {
    case attendingIsReported
    case deliveryToListenerIsAcknowledged
    case deliveryToNobodyIsUnheard
    case deliveryToInvalidTopicIsRefused
    case deliveriesOfAnExerciseKeepTheirOrder
    case lossNamesWhatWasInFlight
    case ordersBeforeTheLossAreForgotten
    case commandsAreHeard
    case ownCommandsAreNotHeard
    case retainedCommandsAreMarked
    case presenceIsKnownBeforeAttending
    case replaceablePublicationsOutliveAnOutage

    /// What was expected, and what came.
    package struct Breach: Error, CustomStringConvertible {
        package let description: String
    }

    private static let exercise = ExerciseID(trusted: "harbour")
    private static let team = TeamID(trusted: "alpha")
    private static let feed = Topic.feed(exercise, team)

    /// Checks this clause on a fresh bench.
    package func check(on bench: any BrokerBench) throws(Breach) {
        switch self {
        case .retainedCommandsAreMarked, .presenceIsKnownBeforeAttending: break
        default: try attend(bench)
        }
        switch self {
        case .attendingIsReported: break
        case .deliveryToListenerIsAcknowledged:
            bench.listen(on: Self.feed)
            try expect([.acknowledged(verified: true)], of: [delivery(1)], bench)
        case .deliveryToNobodyIsUnheard: try expect([.unheard], of: [delivery(1)], bench)
        case .deliveryToInvalidTopicIsRefused:
            let refusal = DeliveryOutcome.refused(code: 0x90, reason: "the topic is invalid")
            try expect([refusal], of: [delivery(1, topic: "/exercise/+/feed")], bench)
        case .deliveriesOfAnExerciseKeepTheirOrder:
            bench.listen(on: Self.feed)
            let outcomes = [DeliveryOutcome](repeating: .acknowledged(verified: true), count: 500)
            try expect(outcomes, of: (1...500).map { delivery($0) }, bench)
        case .lossNamesWhatWasInFlight: try checkLoss(bench)
        case .ordersBeforeTheLossAreForgotten: try checkRecovery(bench)
        case .commandsAreHeard:
            bench.publish(command("start"))
            try expect([heard("start", retained: false)], bench)
        case .ownCommandsAreNotHeard:
            bench.broker.perform([.publish(command("ours"))])
            bench.publish(command("start"))
            try expect([heard("start", retained: false)], bench)
        case .retainedCommandsAreMarked:
            bench.publish(command("start", retain: true))
            try attend(bench)
            try expect([heard("start", retained: true)], bench)
        case .presenceIsKnownBeforeAttending: try checkPresence(bench)
        case .replaceablePublicationsOutliveAnOutage: try checkOutage(bench)
        }
    }

    private func attend(_ bench: any BrokerBench, times: Int = 1) throws(Breach) {
        if times == 1 { bench.broker.perform([.attend(Self.exercise)]) }
        try require(bench, "attending is reported") { bench.log.attendances(of: Self.exercise) == times }
    }

    private func checkLoss(_ bench: any BrokerBench) throws(Breach) {
        bench.hang()
        // The third is refused without the broker: when that is told, the two before it are at the broker.
        let refused = delivery(3, topic: "/exercise/+/feed")
        bench.broker.perform([.deliver(delivery(1)), .deliver(delivery(2)), .deliver(refused)])
        try require(bench, "the third is refused") { bench.log.outcomes.count == 1 }
        bench.breakDown()
        try require(bench, "the loss is reported") { !bench.log.losses.isEmpty }
        try equal(bench.log.losses.first, [token(1), token(2)], "what was in flight")
        bench.comeBack()
        try attend(bench, times: 2)
        try equal(bench.log.outcomes.map(\.token), [refused.token], "settled attempts, the loss included")
    }

    private func checkRecovery(_ bench: any BrokerBench) throws(Breach) {
        bench.breakDown()
        try require(bench, "the loss is reported") { !bench.log.losses.isEmpty }
        bench.broker.perform([.deliver(delivery(1))])
        bench.comeBack()
        try attend(bench, times: 2)
        bench.listen(on: Self.feed)
        try expect([.acknowledged(verified: true)], of: [delivery(2)], bench)
    }

    private func checkPresence(_ bench: any BrokerBench) throws(Breach) {
        let count = 100
        let teams = (1...count).map { TeamID(trusted: "team-\($0)") }
        for team in teams {
            let topic = Topic.presence(Self.exercise, team)
            bench.publish(Publication(topic: topic, payload: Array("online".utf8), qos: 1, retain: true))
        }
        try attend(bench)
        let before = bench.log.reports.prefix { $0 != .attending(Self.exercise) }
        let known = before.count { if case .heard(let message) = $0 { message.retained } else { false } }
        try equal(known, count, "teams known before attending was reported")
    }

    private func checkOutage(_ bench: any BrokerBench) throws(Breach) {
        bench.breakDown()
        try require(bench, "the loss is reported") { !bench.log.losses.isEmpty }
        for text in ["old", "new"] {
            let status = Publication(
                topic: Topic.status(Self.exercise), payload: Array(text.utf8), qos: 1, retain: true, replaceable: true)
            bench.broker.perform([.publish(status)])
        }
        bench.comeBack()
        try attend(bench, times: 2)
        bench.listen(on: Topic.status(Self.exercise))
        let newest = [Array("new".utf8)]
        try require(bench, "the newest is published") { bench.received(on: Topic.status(Self.exercise)) == newest }
    }

    private func expect(
        _ outcomes: [DeliveryOutcome], of deliveries: [Delivery], _ bench: any BrokerBench
    ) throws(Breach) {
        bench.broker.perform(deliveries.map { .deliver($0) })
        let expected = zip(deliveries, outcomes).map { SettledAttempt(token: $0.token, outcome: $1) }
        try require(bench, "\(outcomes.count) outcomes come") { bench.log.outcomes.count >= outcomes.count }
        try equal(bench.log.outcomes, expected, "outcomes")
    }

    private func expect(_ messages: [HeardMessage], _ bench: any BrokerBench) throws(Breach) {
        try require(bench, "\(messages.count) messages are heard") { bench.log.heard.count >= messages.count }
        try equal(bench.log.heard, messages, "messages")
    }

    private func require(
        _ bench: any BrokerBench, _ sentence: String, _ condition: () -> Bool
    ) throws(Breach) {
        guard !bench.wait(until: condition) else { return }
        throw Breach(description: "\(rawValue): not so in time: \(sentence); reports: \(bench.log.reports)")
    }

    private func equal<Value: Equatable>(_ value: Value, _ expected: Value, _ what: String) throws(Breach) {
        guard value != expected else { return }
        throw Breach(description: "\(rawValue): \(what): expected \(expected), got \(value)")
    }

    private func token(_ seq: Int64) -> DeliveryToken {
        DeliveryToken(exercise: Self.exercise, team: Self.team, seq: seq, attempt: 1, handing: 1)
    }

    private func delivery(_ seq: Int64, topic: String = feed) -> Delivery {
        Delivery(
            token: token(seq), topic: topic, payload: Array("{\"seq\":\(seq)}".utf8), qos: 1, timeout: 60_000_000)
    }

    private func command(_ text: String, retain: Bool = false) -> Publication {
        Publication(topic: Topic.control(Self.exercise), payload: Array(text.utf8), qos: 1, retain: retain)
    }

    private func heard(_ text: String, retained: Bool) -> HeardMessage {
        HeardMessage(topic: Topic.control(Self.exercise), payload: Array(text.utf8), retained: retained)
    }
}
