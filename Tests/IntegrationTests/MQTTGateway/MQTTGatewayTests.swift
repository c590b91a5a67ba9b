import ExerciseHost
import ExerciseModel
import Orchestration
import ExerciseTestKit
import Glibc
import MQTTGateway
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct MQTTGatewayTests {
    private let harbour = ExerciseID(trusted: "harbour")
    private let feed = Topic.feed(ExerciseID(trusted: "harbour"), TeamID(trusted: "alpha"))

    @Test(arguments: MessageBrokerContract.allCases)
    func `keeps to the contract of the port`(_ clause: MessageBrokerContract) throws {
        try clause.check(on: GatewayBench(MosquittoProcess()))
    }

    @Test func `a broker that is killed again and again is found again each time`() throws {
        let bench = try attended()
        bench.listen(on: feed)
        for seq in 1...3 as ClosedRange<Int64> {
            let losses = bench.log.losses.count
            bench.mosquitto.kill()
            #expect(bench.wait { bench.log.losses.count > losses })
            try bench.mosquitto.start()
            #expect(bench.wait { bench.log.attendances(of: harbour) == Int(seq) + 1 })
            bench.listen(on: feed)
            bench.gateway.perform([.deliver(.sample(seq))])
            #expect(bench.wait { bench.log.outcomes.count == Int(seq) })
        }
        #expect(bench.log.outcomes.map(\.token.seq) == [1, 2, 3])
    }

    @Test func `a broker that stops answering is noticed within the time limit, and taken back when it goes on`() throws
    {
        let bench = try attended()
        bench.mosquitto.pause()
        let before = ContinuousClock.now
        let deliveries = (1...40).map { Delivery.sample($0, timeout: 300_000) }
        bench.gateway.perform(deliveries.map { .deliver($0) })

        #expect(bench.wait { !bench.log.losses.isEmpty })

        #expect(ContinuousClock.now - before < .seconds(1))
        // 20 is mosquitto's receive maximum; the others had not been handed over.
        #expect(bench.log.losses.first == deliveries.prefix(20).map(\.token))
        bench.mosquitto.resume()
        #expect(bench.wait { bench.log.attendances(of: harbour) == 2 })
        #expect(bench.log.outcomes.isEmpty)
    }

    @Test func `what came while nothing was read is read as soon as there is room`() throws {
        let bench = try attended()
        bench.listen(on: feed)
        bench.alternateBacklog()
        for seq in 1...20 as ClosedRange<Int64> {
            bench.gateway.perform([.deliver(.sample(seq))])
            #expect(bench.wait { bench.log.outcomes.count == Int(seq) })
        }
        #expect(bench.log.losses.isEmpty)
    }

    @Test func `a wrong password is told in words`() throws {
        let passwords = try MosquittoProcess.passwordFile("whitecell", "right")
        let mosquitto = try MosquittoProcess(
            ["password_file FOLDER/passwords"], files: ["passwords": passwords], isAnonymous: false)
        for (password, isRight) in [("wrong", false), ("right", true)] {
            let log = ReportLog()
            let settings = BrokerSettings(
                host: "127.0.0.1", port: mosquitto.port, username: "whitecell", password: password)
            let gateway = MQTTGateway(settings, instance: InstanceID(trusted: "test"), version: "1")
            gateway.report { log.append($0) }
            gateway.perform([.attend(harbour)])

            #expect(Patience.wait { !log.reports.isEmpty })

            let words = "the broker refused the user name or password: check MQTT_USERNAME and MQTT_PASSWORD_FILE"
            let refusal = BrokerReport.lost(reason: words, inFlight: [])
            #expect(log.reports.first == (isRight ? .attending(harbour) : refusal))
            gateway.stop()
        }
    }

    @Test func `nobody at the port is told in words, once`() throws {
        let mosquitto = try MosquittoProcess()
        mosquitto.kill()
        let log = ReportLog()
        let settings = BrokerSettings(host: "127.0.0.1", port: mosquitto.port)
        let gateway = MQTTGateway(settings, instance: InstanceID(trusted: "test"), version: "1")
        gateway.report { log.append($0) }

        #expect(Patience.wait { !log.reports.isEmpty })

        #expect(!Patience.wait(atMost: 1) { log.reports.count > 1 })
        #expect(
            log.reports == [.lost(reason: "connection refused by 127.0.0.1:\(mosquitto.port)", inFlight: [])])
        gateway.stop()
    }

    @Test func `a host without address is told in words`() throws {
        let log = ReportLog()
        let gateway = MQTTGateway(
            BrokerSettings(host: "no such host"), instance: InstanceID(trusted: "test"), version: "1")
        gateway.report { log.append($0) }

        #expect(Patience.wait { !log.reports.isEmpty })

        let reason = "the host name no such host cannot be resolved (MQTT_BROKER_HOST): Name or service not known"
        #expect(log.reports.first == .lost(reason: reason, inFlight: []))
        gateway.stop()
    }

    @Test func `under MQTT 3.1.1 an acknowledgement proves less`() throws {
        let bench = try attended(version: .threeOneOne)

        bench.gateway.perform([.deliver(.sample(1))])

        #expect(bench.wait { bench.log.outcomes.map(\.outcome) == [.acknowledged(verified: false)] })
    }

    /// What is known of a message that somebody hears, and of one that nobody hears.
    private static let proofs: [(BrokerSettings.Version, UInt8, heard: DeliveryOutcome, unheard: DeliveryOutcome)] = [
        (.five, 0, .acknowledged(verified: false), .acknowledged(verified: false)),
        (.five, 1, .acknowledged(verified: true), .unheard),
        (.five, 2, .acknowledged(verified: true), .acknowledged(verified: true)),
        (.threeOneOne, 0, .acknowledged(verified: false), .acknowledged(verified: false)),
        (.threeOneOne, 1, .acknowledged(verified: false), .acknowledged(verified: false)),
        (.threeOneOne, 2, .acknowledged(verified: false), .acknowledged(verified: false)),
    ]

    @Test(arguments: proofs)
    func `each version and quality of service proves what it can`(
        _ version: BrokerSettings.Version, _ qos: UInt8, _ heard: DeliveryOutcome, _ unheard: DeliveryOutcome
    ) throws {
        let bench = try attended(version: version)
        bench.gateway.perform([.deliver(.sample(1, qos: qos))])
        #expect(bench.wait { bench.log.outcomes.map(\.outcome) == [unheard] })
        bench.listen(on: feed)

        bench.gateway.perform([.deliver(.sample(2, qos: qos))])

        #expect(bench.wait { bench.log.outcomes.map(\.outcome) == [unheard, heard] })
        #expect(bench.wait { bench.received(on: feed).count == 1 })
        #expect(bench.log.losses.isEmpty)
    }

    @Test func `a broker that takes no more than QoS 0 and retains nothing gets all of it so`() throws {
        let bench = try attended(["max_qos 0", "retain_available false"])
        let topic = Topic.status(harbour)
        bench.listen(on: feed)
        bench.listen(on: topic)
        let status = Publication(topic: topic, payload: [49], qos: 1, retain: true)

        bench.gateway.perform([.publish(status), .deliver(.sample(1))])

        #expect(bench.wait { bench.log.outcomes.map(\.outcome) == [.acknowledged(verified: false)] })
        #expect(bench.wait { bench.received(on: topic) == [[49]] && bench.received(on: feed).count == 1 })
    }

    @Test func `a broker that takes one message at a time gets all of them`() throws {
        let bench = try attended(["max_inflight_messages 1"])
        bench.listen(on: feed)
        let status = Publication(topic: Topic.status(harbour), payload: [], qos: 1)
        bench.gateway.perform((1...200).flatMap { [.deliver(.sample($0)), .publish(status)] })

        #expect(bench.wait { bench.log.outcomes.count == 200 })

        #expect(bench.log.outcomes.map(\.token.seq) == Array(1...200))
        #expect(bench.log.outcomes.allSatisfy { $0.outcome == .acknowledged(verified: true) })
    }

    @Test func `with more than 1,024 open files it connects, and connects again`() throws {
        let files = (0..<1_100).map { _ in open("/dev/null", O_RDONLY | O_CLOEXEC) }
        defer { for file in files { close(file) } }
        try #require(files.last ?? -1 > 1_024)
        let bench = try attended()
        bench.mosquitto.kill()
        #expect(bench.wait { !bench.log.losses.isEmpty })

        try bench.mosquitto.start()

        #expect(bench.wait { bench.log.attendances(of: harbour) == 2 })
    }

    @Test func `what the access rules deny is refused by its code`() throws {
        let rules = "topic readwrite /whitecell/#\ntopic read /exercise/#\ntopic write /exercise/+/team/beta/feed\n"
        let bench = try attended(["acl_file FOLDER/acl"], files: ["acl": rules])
        bench.listen(on: "/exercise/harbour/team/+/feed")

        bench.gateway.perform([.deliver(.sample(1)), .deliver(.sample(1, team: "beta"))])

        #expect(bench.wait { bench.log.outcomes.count == 2 })
        #expect(
            bench.log.outcomes.map(\.outcome) == [
                .refused(code: 0x87, reason: "the broker's access rules do not allow this topic"),
                .acknowledged(verified: true),
            ])
    }

    @Test func `what is larger than the broker takes is refused, and the link lives`() throws {
        let bench = try attended(["max_packet_size 10000"])
        bench.listen(on: feed)

        bench.gateway.perform([.deliver(.sample(1, bytes: 20_000)), .deliver(.sample(2))])

        #expect(bench.wait { bench.log.outcomes.count == 2 })
        #expect(
            bench.log.outcomes.map(\.outcome) == [
                .refused(code: 0x95, reason: "the message is larger than the broker takes"),
                .acknowledged(verified: true),
            ])
        #expect(bench.log.losses.isEmpty)
    }

    @Test func `a command of more than 2 MiB is heard`() throws {
        let bench = try attended()
        let payload = [UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20)
        bench.publish(Publication(topic: Topic.control(harbour), payload: payload, qos: 1))

        #expect(bench.wait { bench.log.heard.map(\.payload.count) == [3 << 20] })
    }

    @Test func `a command brings its response topic and correlation data along`() throws {
        let bench = try attended()
        let topic = Topic.control(harbour)

        try bench.mosquitto.publish(
            topic, "{}", ["-D", "publish", "response-topic", "/reply", "-D", "publish", "correlation-data", "42"])

        #expect(bench.wait { bench.log.heard.count == 1 })
        let payload = Array("{}".utf8)
        #expect(
            bench.log.heard == [
                HeardMessage(topic: topic, payload: payload, responseTopic: "/reply", correlation: Array("42".utf8))
            ])
    }

    @Test func `what is published carries its expiry and correlation data`() throws {
        let bench = try attended()
        let topic = Topic.control(ExerciseID(trusted: "coast"))
        let listener = try Player(bench.mosquitto, "listener")
        listener.client.subscribe(to: [topic])
        #expect(bench.wait { listener.subscribedCount == 1 })

        let sent = Publication(topic: topic, payload: [49], qos: 1, expiry: 60, correlation: [7])
        bench.gateway.perform([.publish(sent)])

        #expect(bench.wait { listener.heard == [HeardMessage(topic: topic, payload: [49], correlation: [7])] })
    }

    @Test func `it says online, and offline when it stops`() throws {
        let mosquitto = try MosquittoProcess()
        let status = "/whitecell/test/status"
        let bench = try GatewayBench(mosquitto)
        bench.listen(on: status)
        let online = Array(#"{"status":"online","version":"1"}"#.utf8)
        let offline = Array(#"{"status":"offline","version":"1"}"#.utf8)
        #expect(bench.wait { bench.received(on: status) == [online] })

        bench.gateway.stop()

        #expect(bench.wait { bench.received(on: status) == [online, offline] })
    }

    @Test func `the broker says offline when the link is lost, and the gateway online when it is back`() throws {
        let bench = try attended()
        let status = "/whitecell/test/status"
        bench.listen(on: status)
        let rivalLog = Guarded<[MQTTClient.Report]>([])
        let settings = BrokerSettings(host: "127.0.0.1", port: bench.mosquitto.port)
        let rival = try MQTTClient(settings, clientID: "whitecell-test-feed") { reports in
            rivalLog.withLock { $0 += reports }
        }
        #expect(bench.wait { rivalLog.withLock { $0.contains(.connected) } })

        rival.stop()

        let online = Array(#"{"status":"online","version":"1"}"#.utf8)
        let offline = Array(#"{"status":"offline","version":"1"}"#.utf8)
        #expect(bench.wait { bench.received(on: status).starts(with: [online, offline]) })
        #expect(bench.wait { bench.received(on: status).last == online })
        #expect(bench.wait { bench.log.attendances(of: harbour) >= 2 })
    }

    private func attended(
        _ settings: [String] = [], files: [String: String] = [:], version: BrokerSettings.Version = .five
    ) throws -> GatewayBench {
        let bench = try GatewayBench(MosquittoProcess(settings, files: files), version: version)
        bench.gateway.perform([.attend(harbour)])
        try #require(bench.wait { bench.log.attendances(of: harbour) == 1 })
        return bench
    }
}
