import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import MQTTGateway
import Orchestration
import ScriptedBroker
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct MisbehavingBrokerTests {
    private let harbour = ExerciseID(trusted: "harbour")

    @Test func `a broker that greets nobody is told in words`() throws {
        let bench = try ScriptedBench { $0.connect = { _ in [] } }

        #expect(Patience.wait { !bench.log.reports.isEmpty })

        #expect(bench.log.reports == [.lost(reason: "the broker does not answer (no CONNACK in 3 s)", inFlight: [])])
    }

    private static let greetings: [(UInt8, String)] = [
        (0x84, "the broker does not speak this version of MQTT (setting MQTT_PROTOCOL)"),
        (0x86, "the broker refused the user name or password: check MQTT_USERNAME and MQTT_PASSWORD_FILE"),
        (0x87, "the broker refused the user name or password: check MQTT_USERNAME and MQTT_PASSWORD_FILE"),
        (0x88, "the broker is not available"), (0x89, "the broker is busy"),
        (0x97, "a quota of the broker is used up"),
    ]

    @Test(arguments: greetings)
    func `a refused connection is told in words, and taken when it is no longer refused`(
        _ code: UInt8, _ reason: String
    ) throws {
        let bench = try ScriptedBench { $0.connect = { _ in [.answer(code), .hangUp] } }
        #expect(Patience.wait { !bench.log.reports.isEmpty })
        #expect(bench.log.reports.first == .lost(reason: reason, inFlight: []))
        bench.gateway.perform([.attend(harbour)])

        bench.broker.script.withLock { $0 = Script() }

        #expect(Patience.wait(atMost: 20) { bench.log.attendances(of: harbour) == 1 })
    }

    @Test func `a refused subscription is one exercise's trouble`() throws {
        let coast = ExerciseID(trusted: "coast")
        let bench = try ScriptedBench { $0.subscribe = { $0.contains("/exercise/coast/") ? 0x87 : 1 } }

        bench.gateway.perform([.attend(coast), .attend(harbour)])

        #expect(Patience.wait { bench.log.reports.count >= 2 })
        let refusal = BrokerReport.refused(coast, reason: "the broker's access rules do not allow this topic")
        #expect(bench.log.reports == [refusal, .attending(harbour)])
    }

    @Test func `one message that is never answered is that message's trouble`() throws {
        let bench = try attended { $0.publish = { $0.topic.contains("/team/beta/") ? [] : [.answer(0)] } }
        let beta = Delivery.sample(1, team: "beta", timeout: 200_000)
        let alpha = Delivery.sample(1, timeout: 200_000)

        bench.gateway.perform([.deliver(beta), .deliver(alpha)])

        #expect(Patience.wait { bench.log.outcomes.count == 2 })
        #expect(
            bench.log.outcomes == [
                SettledAttempt(token: alpha.token, outcome: .acknowledged(verified: true)),
                SettledAttempt(token: beta.token, outcome: .unanswered),
            ])
        #expect(bench.log.losses.isEmpty)
    }

    /// Answers that mean nothing: twice the same, and some to numbers that nobody gave.
    private static let noise: [[Script.Reaction]] = [
        [.answer(0), .answer(0)],
        [.bytes([0x40, 2, 0x7F, 0x12, 0x40, 2, 0xFF, 0xFF]), .answer(0)],
    ]

    @Test(arguments: noise)
    func `answers to what was settled or never sent change nothing`(_ reactions: [Script.Reaction]) throws {
        let bench = try attended { $0.publish = { _ in reactions } }

        bench.gateway.perform((1...50).map { .deliver(.sample($0)) })

        #expect(Patience.wait { bench.log.outcomes.count >= 50 })
        #expect(bench.log.outcomes.map(\.token.seq) == Array(1...50))
        #expect(bench.log.losses.isEmpty)
    }

    private static let refusals: [(UInt8, String)] = [
        (0x90, "the topic is invalid"), (0x97, "a quota of the broker is used up"),
        (0x99, "the text is not valid UTF-8"),
    ]

    @Test(arguments: refusals)
    func `a refused message is told by its code, and the link lives`(_ code: UInt8, _ reason: String) throws {
        let bench = try attended { $0.publish = { $0.topic.contains("/team/beta/") ? [.answer(code)] : [.answer(0)] } }

        bench.gateway.perform([.deliver(.sample(1, team: "beta")), .deliver(.sample(1))])

        #expect(Patience.wait { bench.log.outcomes.count == 2 })
        #expect(
            bench.log.outcomes.map(\.outcome) == [.refused(code: code, reason: reason), .acknowledged(verified: true)])
        #expect(bench.log.losses.isEmpty)
    }

    @Test func `a client that takes over our session is not fought`() throws {
        let bench = try attended {
            $0.publish = { Self.feed($0) ? [.bytes([0xE0, 2, 0x8E, 0]), .hangUp] : [.answer(0)] }
        }
        let connections = bench.broker.connectionCount
        let delivery = Delivery.sample(1)

        bench.gateway.perform([.deliver(delivery)])

        #expect(Patience.wait { !bench.log.losses.isEmpty })
        let reason = "another client took over our session"
        #expect(bench.log.reports.last == .lost(reason: reason, inFlight: [delivery.token]))
        #expect(!Patience.wait(atMost: 1) { bench.broker.connectionCount > connections })
    }

    @Test func `a broker that hangs up in the middle of a burst is found again`() throws {
        let bench = try attended {
            $0.publish = { Self.feed($0) ? [.bytes([0xE0, 2, 0x8B, 0]), .hangUp] : [.answer(0)] }
        }

        bench.gateway.perform((1...50).map { .deliver(.sample($0)) })

        #expect(Patience.wait { !bench.log.losses.isEmpty })
        bench.broker.script.withLock { $0.publish = { _ in [.answer(0)] } }
        #expect(Patience.wait { bench.log.attendances(of: harbour) == 2 })
        #expect(bench.log.outcomes.isEmpty)
    }

    /// What comes in the place of an answer, and how the link ends by it.
    private static let nonsense: [(reactions: [Script.Reaction], reason: String)] = [
        ([.bytes([0x40, 3, 0]), .fallSilent], "the broker has stopped answering"),
        ([.bytes([0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0, 1]), .fallSilent], "the broker has stopped answering"),
        ([.bytes([UInt8](repeating: 0xFF, count: 64))], "the broker does not keep to MQTT"),
        ([.bytes([0, 0, 0, 0])], "the broker does not keep to MQTT"),
    ]

    @Test(arguments: nonsense)
    func `half a packet, a giant one and bytes that are none end the link, and the next one serves`(
        _ reactions: [Script.Reaction], _ reason: String
    ) throws {
        let bench = try attended { $0.publish = { Self.feed($0) ? reactions : [.answer(0)] } }
        let delivery = Delivery.sample(1, timeout: 500_000)

        bench.gateway.perform([.deliver(delivery)])

        #expect(Patience.wait { !bench.log.losses.isEmpty })
        #expect(bench.log.reports.last == .lost(reason: reason, inFlight: [delivery.token]))
        bench.broker.script.withLock { $0 = Script() }
        #expect(Patience.wait(atMost: 20) { bench.log.attendances(of: harbour) == 2 })
        bench.gateway.perform([.deliver(delivery)])
        #expect(Patience.wait { bench.log.outcomes.map(\.outcome) == [.acknowledged(verified: true)] })
    }

    private static let limits: [(properties: [UInt8], outcome: DeliveryOutcome)] = [
        (Script.receiveMaximumOne, .acknowledged(verified: true)),
        (Script.maximumQoSZero, .acknowledged(verified: false)),
        (Script.retainsNothing, .acknowledged(verified: true)),
        (Script.noTopicAlias, .acknowledged(verified: true)),
        (Script.smallPackets, .acknowledged(verified: true)),
    ]

    @Test(arguments: limits)
    func `a broker that takes less gets what it takes`(_ properties: [UInt8], _ outcome: DeliveryOutcome) throws {
        let bench = try attended { $0.properties = properties }
        let topic = Topic.status(harbour)
        let status = Publication(topic: topic, payload: [49], qos: 1, retain: true)

        bench.gateway.perform([.publish(status)] + (1...20).map { .deliver(.sample($0)) })

        #expect(Patience.wait { bench.log.outcomes.count == 20 && !bench.broker.published(on: topic).isEmpty })
        #expect(bench.log.outcomes.map(\.outcome) == Array(repeating: outcome, count: 20))
        #expect(bench.log.losses.isEmpty)
        let isQoSZero = properties == Script.maximumQoSZero
        #expect(bench.broker.published.allSatisfy { $0.qos == (isQoSZero ? 0 : 1) })
        #expect(bench.broker.published(on: topic).map(\.isRetained) == [properties != Script.retainsNothing])
    }

    @Test func `what is larger than the broker's packets fails at once, and all else goes on`() throws {
        let bench = try attended { $0.properties = Script.smallPackets }

        bench.gateway.perform([.deliver(.sample(1, bytes: 2_048)), .deliver(.sample(2))])

        #expect(Patience.wait { bench.log.outcomes.count == 2 })
        #expect(
            bench.log.outcomes.map(\.outcome) == [
                .refused(code: 0x95, reason: "the message is larger than the broker takes"),
                .acknowledged(verified: true),
            ])
    }

    @Test func `a broker that wants to hear from us more often does`() throws {
        let bench = try attended { $0.properties = Script.shortKeepAlive }

        #expect(Patience.wait(atMost: 20) { bench.broker.pingCount >= 2 })

        #expect(bench.log.losses.isEmpty)
    }

    @Test func `a broker that hangs up at each CONNECT is tried ever more seldom`() throws {
        let bench = try ScriptedBench { $0.connect = { _ in [.hangUp] } }
        #expect(Patience.wait { bench.broker.connectionCount >= 4 })
        let early = bench.broker.connectionCount

        // Each attempt is two connections, the first of which only looks whether somebody is there; two links try. In
        // 3 s without a growing pause there would be hundreds.
        _ = Patience.wait(atMost: 3) { bench.broker.connectionCount > early + 60 }

        #expect((early + 1...early + 60).contains(bench.broker.connectionCount))
    }

    private static func feed(_ message: Published) -> Bool { message.topic.hasSuffix("/feed") }

    private func attended(_ change: (inout Script) -> Void) throws -> ScriptedBench {
        let bench = try ScriptedBench(change)
        bench.gateway.perform([.attend(harbour)])
        try #require(Patience.wait { bench.log.attendances(of: harbour) == 1 })
        return bench
    }
}
