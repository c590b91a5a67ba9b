import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import MQTTGateway
import Orchestration
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct TLSTests {
    private let harbour = ExerciseID(trusted: "harbour")
    private let certificates: Certificates

    init() throws { certificates = try Certificates() }

    @Test(arguments: ["127.0.0.1", "localhost"], [BrokerSettings.Version.five, .threeOneOne])
    func `a broker that demands a certificate, a user and a password gets them`(
        _ host: String, _ version: BrokerSettings.Version
    ) throws {
        let passwords = try MosquittoProcess.passwordFile("whitecell", "right")
        let mosquitto = try MosquittoProcess(
            certificates.listener("server", "require_certificate true", "password_file FOLDER/passwords"),
            files: ["passwords": passwords], isAnonymous: false)
        var broker = settings(mosquitto, host: host, version: version)
        (broker.username, broker.password) = ("whitecell", "right")
        let log = ReportLog()
        let gateway = MQTTGateway(broker, instance: InstanceID(trusted: "test"), version: "1")
        gateway.report { log.append($0) }
        gateway.perform([.attend(harbour)])
        #expect(Patience.wait { log.attendances(of: harbour) == 1 })

        gateway.perform([.deliver(.sample(1, bytes: 300_000)), .deliver(.sample(2))])

        #expect(Patience.wait { log.outcomes.map(\.token.seq) == [1, 2] })
        #expect(log.losses.isEmpty)
        gateway.stop()
    }

    /// What is wrong with the broker's side, and what is said about it.
    private static let brokers: [(server: String, host: String, reason: String)] = [
        (
            "expired", "127.0.0.1",
            "the broker's certificate has expired: have it renewed, or look at this machine's clock"
        ),
        (
            "elsewhere", "localhost",
            "the broker's certificate is not made out to 'localhost': set MQTT_BROKER_HOST to a name that it holds, or "
                + "have it made out to this one"
        ),
        (
            "elsewhere", "127.0.0.1",
            "the broker's certificate is not made out to '127.0.0.1': set MQTT_BROKER_HOST to a name that it holds, or "
                + "have it made out to this one"
        ),
    ]

    @Test(arguments: brokers)
    func `a broker whose certificate is no good is not spoken with`(_ server: String, _ host: String, _ reason: String)
        throws
    {
        let mosquitto = try MosquittoProcess(certificates.listener(server))

        #expect(firstLoss(settings(mosquitto, host: host)) == reason)
    }

    @Test func `a broker of another authority is not spoken with`() throws {
        let mosquitto = try MosquittoProcess(certificates.listener())
        var broker = settings(mosquitto)
        broker.caFile = certificates.path("stranger.pem")

        #expect(
            firstLoss(broker) == """
                the broker's certificate is not signed by an authority in MQTT_CA_FILE \(certificates.path("stranger.pem")): \
                name the file of the one that signed it
                """)
    }

    @Test func `a broker that demands a certificate of ours, or another one, says so`() throws {
        let mosquitto = try MosquittoProcess(certificates.listener("server", "require_certificate true"))
        var broker = settings(mosquitto)
        (broker.certFile, broker.keyFile) = (nil, nil)
        let demanded = "the broker demands a certificate of ours: set MQTT_CERT_FILE and MQTT_KEY_FILE"
        let without = loss(broker, until: demanded)
        let file = certificates.path("intruder.pem")
        (broker.certFile, broker.keyFile) = (file, certificates.path("intruder.key"))
        let refused = """
            the broker refused our certificate, MQTT_CERT_FILE \(file): the broker does not know the authority that \
            signed it
            """

        #expect(without == demanded)
        #expect(loss(broker, until: refused) == refused)
    }

    @Test func `a broker that speaks only old TLS is not spoken with`() throws {
        let port = try Loopback.freePort()
        let words =
            "s_server -accept 127.0.0.1:\(port) -cert server.pem -key server.key -tls1_1 -www -cipher ALL:@SECLEVEL=0"
        let server = try ChildProcess(
            "/usr/bin/openssl", words.split(separator: " ").map(String.init), in: certificates.folder)
        #expect(Patience.wait { Loopback.answers(port) })

        let reason = firstLoss(BrokerSettings(host: "127.0.0.1", port: port, caFile: certificates.path("ca.pem")))

        #expect(reason == "the broker speaks no TLS of version 1.2 or newer")
        withExtendedLifetime(server) {}
    }

    @Test func `TLS where there is none, and none where there is, are told apart`() throws {
        let (open, closed) = (try MosquittoProcess(), try MosquittoProcess(certificates.listener()))

        let tooMuch = firstLoss(settings(open))
        let tooLittle = firstLoss(BrokerSettings(host: "127.0.0.1", port: closed.port))

        #expect(
            tooMuch == """
                the broker hung up during the TLS handshake: is 127.0.0.1:\(open.port) its TLS port (MQTT_BROKER_PORT)?
                """)
        #expect(tooLittle == "the broker closed the connection at once: does it demand TLS (MQTT_CA_FILE)?")
    }

    @Test func `files that are gone, broken or no pair are named`() throws {
        let mosquitto = try MosquittoProcess(certificates.listener())
        let path = certificates.path
        func loss(ca: String = "ca.pem", cert: String = "client.pem", key: String = "client.key") -> String? {
            var broker = settings(mosquitto)
            (broker.caFile, broker.certFile, broker.keyFile) = (path(ca), path(cert), path(key))
            return firstLoss(broker)
        }
        let unusable = " holds no key that can be used (PEM, no passphrase), or not the one of MQTT_CERT_FILE"

        #expect(loss(ca: "none.pem") == "MQTT_CA_FILE: \(path("none.pem")) cannot be read: No such file or directory")
        #expect(loss(ca: "ca.key") == "MQTT_CA_FILE: \(path("ca.key")) holds no certificates (PEM)")
        #expect(loss(cert: "client.key") == "MQTT_CERT_FILE: \(path("client.key")) holds no certificate (PEM)")
        #expect(loss(key: "intruder.key") == "MQTT_KEY_FILE: \(path("intruder.key"))" + unusable)
        #expect(loss(key: "locked.key") == "MQTT_KEY_FILE: \(path("locked.key"))" + unusable)
    }

    private func settings(
        _ mosquitto: MosquittoProcess, host: String = "127.0.0.1", version: BrokerSettings.Version = .five
    ) -> BrokerSettings {
        BrokerSettings(
            host: host, port: mosquitto.port, version: version, caFile: certificates.path("ca.pem"),
            certFile: certificates.path("client.pem"), keyFile: certificates.path("client.key"))
    }

    /// Why an attempt to connect fails, the first that says this. Under TLS 1.3 the broker looks at our certificate when
    /// we are done; if we write before its word has come, the reset of the connection may swallow that word.
    private func loss(_ settings: BrokerSettings, until wanted: String) -> String? {
        let log = ReportLog()
        let gateway = MQTTGateway(settings, instance: InstanceID(trusted: "test"), version: "1")
        gateway.report { log.append($0) }
        defer { gateway.stop() }
        var reasons: [String] {
            log.reports.compactMap { if case .lost(let reason, _) = $0 { reason } else { nil } }
        }
        _ = Patience.wait(atMost: 60) { reasons.contains(wanted) }
        return reasons.first { $0 == wanted } ?? reasons.last
    }

    /// Why the first attempt to connect fails.
    private func firstLoss(_ settings: BrokerSettings) -> String? {
        let log = ReportLog()
        let gateway = MQTTGateway(settings, instance: InstanceID(trusted: "test"), version: "1")
        gateway.report { log.append($0) }
        defer { gateway.stop() }
        _ = Patience.wait { !log.reports.isEmpty }
        guard case .lost(let reason, _)? = log.reports.first else { return nil }
        return reason
    }
}
