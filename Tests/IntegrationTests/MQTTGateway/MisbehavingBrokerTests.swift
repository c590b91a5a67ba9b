import ExerciseHost
import ExerciseModel
import Orchestration
import ExerciseTestKit
import MQTTGateway
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct MisbehavingBrokerTests {
    private let harbour = ExerciseID(trusted: "harbour")

    @Test func `a broker that greets nobody is told in words`() throws {
        let bench = try Bench(ScriptedBroker.Script(connack: nil))

        #expect(Patience.wait { !bench.log.reports.isEmpty })

        #expect(bench.log.reports == [.lost(reason: "the broker does not answer (no CONNACK in 3 s)", inFlight: [])])
    }

    @Test(arguments: [
        (UInt8(0x84), "the broker does not speak this version of MQTT (setting MQTT_PROTOCOL)"),
        (0x86, "the broker refused the user name or password"), (0x88, "the broker is not available"),
    ])
    func `a refused connection is told in words`(_ code: UInt8, _ reason: String) throws {
        let bench = try Bench(ScriptedBroker.Script(connack: code))

        #expect(Patience.wait { !bench.log.reports.isEmpty })

        #expect(bench.log.reports.first == .lost(reason: reason, inFlight: []))
    }

    @Test func `a refused subscription is one exercise's trouble`() throws {
        let coast = ExerciseID(trusted: "coast")
        let bench = try Bench(ScriptedBroker.Script(refusedFilter: "/exercise/coast/"))

        bench.gateway.perform([.attend(coast), .attend(harbour)])

        #expect(Patience.wait { bench.log.reports.count >= 2 })
        let refusal = BrokerReport.refused(coast, reason: "the broker's access rules do not allow this topic")
        #expect(bench.log.reports == [refusal, .attending(harbour)])
    }

    @Test func `one message that is never answered is that message's trouble`() throws {
        let bench = try attended(ScriptedBroker.Script(silentTopic: "/team/beta/"))
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

    @Test func `an answer that comes twice counts once`() throws {
        let bench = try attended(ScriptedBroker.Script(answers: 2))

        bench.gateway.perform([.deliver(.sample(1)), .deliver(.sample(2))])

        #expect(Patience.wait { bench.log.outcomes.count >= 2 })
        #expect(bench.log.outcomes.map(\.token.seq) == [1, 2])
        #expect(bench.log.losses.isEmpty)
    }

    @Test func `a client that takes over our session is not fought`() throws {
        let bench = try attended(ScriptedBroker.Script(disconnect: 0x8E))
        let connections = bench.broker.connectionCount
        let delivery = Delivery.sample(1)

        bench.gateway.perform([.deliver(delivery)])

        #expect(Patience.wait { !bench.log.losses.isEmpty })
        let reason = "another client took over our session"
        #expect(bench.log.reports.last == .lost(reason: reason, inFlight: [delivery.token]))
        #expect(!Patience.wait(atMost: 1) { bench.broker.connectionCount > connections })
    }

    @Test func `a broker that hangs up in the middle of a burst is found again`() throws {
        let bench = try attended(ScriptedBroker.Script(disconnect: 0x8B))

        bench.gateway.perform((1...50).map { .deliver(.sample($0)) })

        #expect(Patience.wait { !bench.log.losses.isEmpty })
        bench.broker.script.withLock { $0.disconnect = nil }
        #expect(Patience.wait { bench.log.attendances(of: harbour) == 2 })
        #expect(bench.log.outcomes.isEmpty)
    }

    private func attended(_ script: ScriptedBroker.Script) throws -> Bench {
        let bench = try Bench(script)
        bench.gateway.perform([.attend(harbour)])
        try #require(Patience.wait { bench.log.attendances(of: harbour) == 1 })
        return bench
    }
}

/// The real gateway on a scripted broker.
private final class Bench {
    let broker: ScriptedBroker
    let gateway: MQTTGateway
    let log = ReportLog()

    init(_ script: ScriptedBroker.Script) throws {
        broker = try ScriptedBroker(script)
        let settings = BrokerSettings(host: "127.0.0.1", port: broker.port)
        gateway = MQTTGateway(settings, instance: InstanceID(trusted: "test"), version: "1")
        gateway.report { [log] in log.append($0) }
    }

    deinit {
        gateway.stop()
        broker.close()
    }
}
