import Assembly
import ExerciseModel
import HTTPGateway
import MQTTGateway
import ScenarioFiles
import Testing

@Suite struct SettingsTests {
    @Test func `a flag beats the environment, that beats .env, and an empty word is none`() throws {
        let values = SettingValues(
            flags: [.qos: "2"], environment: ["MQTT_QOS_LEVEL": "1", "RETRY_DELAY_SECONDS": "7", "INSTANCE_ID": ""],
            dotenv: ["MQTT_QOS_LEVEL": "0", "RETRY_DELAY_SECONDS": "8", "MAX_RETRY_ATTEMPTS": "9", "INSTANCE_ID": "x"])

        let settings = try Settings(values)

        #expect(settings.delivery.qos == 2)
        #expect(settings.delivery.retryDelay == 7_000_000)
        #expect(settings.delivery.retries == 9)
        #expect(settings.instance == nil)
    }

    @Test func `without a word everything has its default`() throws {
        let settings = try Settings(SettingValues())

        #expect(settings.store == "scenarios.db")
        #expect(settings.broker == .own(port: nil))
        #expect(settings.http == HTTPPlace(host: "127.0.0.1", port: 3_000))
        #expect(!settings.asksForPort)
        #expect(settings.instance == nil)
        #expect(settings.delivery == DeliverySettings())
        #expect(settings.caps == ExerciseCaps())
        #expect(settings.search == TimelineSearch())
        #expect(settings.logLevel == "info")
        #expect(settings.logFormat == nil)
    }

    @Test func `each setting reaches its place`() throws {
        let settings = try Settings(
            words([
                .brokerPort: "1900", .mqttProtocol: "3.1.1", .qos: "0", .maxDuration: "60", .maxTeams: "2",
                .maxInjects: "3", .precision: "50",
                .deliveryTimeout: "700", .retryDelay: "0", .retries: "1", .mediaStorage: "media",
                .timelineStorage: "lines", .instance: "north_1", .database: "sqlite:a.db", .logLevel: "error",
                .logFormat: "text", .host: "::1", .port: "0", .insecure: "1", .allowedHosts: "a.example, b.example:80",
            ]))

        var delivery = DeliverySettings()
        (delivery.qos, delivery.retries, delivery.retryDelay) = (0, 1, 0)
        (delivery.timeout, delivery.precision) = (700_000, 50_000)
        var caps = ExerciseCaps()
        (caps.duration, caps.teams, caps.injects) = (60, 2, 3)
        #expect(settings.broker == .own(port: 1_900, version: .threeOneOne))
        #expect(settings.delivery == delivery)
        #expect(settings.caps == caps)
        #expect(settings.search == TimelineSearch(timelineStorage: "lines", mediaStorage: "media"))
        #expect(settings.instance == InstanceID("north_1"))
        #expect(settings.store == "a.db")
        #expect(settings.logLevel == "error")
        #expect(settings.logFormat == "text")
        #expect(
            settings.http
                == HTTPPlace(host: "::1", port: 0, isInsecure: true, names: ["a.example", "b.example:80"]))
        #expect(settings.asksForPort)
    }

    @Test func `a host makes the broker another's, with all that it asks for`() throws {
        let scratch = try Scratch()
        let password = try scratch.file("password", "secret\n")
        let (ca, cert) = (try scratch.file("ca.pem", "", mode: 0o644), try scratch.file("c.pem", "", mode: 0o644))
        let key = try scratch.file("c.key", "")
        let settings = try Settings(
            words([
                .brokerHost: "mq.example", .mqttProtocol: "3.1.1", .username: "white", .passwordFile: password,
                .caFile: ca, .certFile: cert, .keyFile: key,
            ]))

        let broker = BrokerSettings(
            host: "mq.example", port: 1_883, version: .threeOneOne, username: "white", password: "secret",
            passwordFile: password, caFile: ca, certFile: cert, keyFile: key)
        #expect(settings.broker == .external(broker))
    }

    @Test(arguments: [
        ("store.db", "store.db"), ("sqlite:store.db", "store.db"), ("sqlite:///var/store.db", "/var/store.db"),
    ])
    func `the store is a path, with or without its scheme`(_ word: String, _ path: String) throws {
        #expect(try Settings(words([.database: word])).store == path)
    }

    @Test(arguments: [
        (Setting.brokerPort, "0", "'0' is no whole number from 1 to 65535"),
        (.brokerPort, "65536", "'65536' is no whole number from 1 to 65535"),
        (.brokerPort, "18 83", "'18 83' is no whole number from 1 to 65535"),
        (.qos, "3", "'3' is no whole number from 0 to 2"),
        (.maxDuration, "0", "'0' is no whole number from 1 to 10000000"),
        (.maxTeams, "-1", "'-1' is no whole number from 1 to 100000"),
        (.maxInjects, "1e3", "'1e3' is no whole number from 1 to 10000000"),
        (.precision, "0", "'0' is no whole number from 1 to 60000"),
        (.deliveryTimeout, "9", "'9' is no whole number from 10 to 600000"),
        (.retryDelay, "3601", "'3601' is no whole number from 0 to 3600"),
        (.retries, "many", "'many' is no whole number from 0 to 1000"),
        (.port, "65536", "'65536' is no whole number from 0 to 65535"),
        (.insecure, "yes", "'yes' is none of true, false, 1, 0"),
        (.instance, "a/b", "'a/b' must be 1 to 64 letters, digits, - or _"),
        (.database, "sqlite:", "'sqlite:' names no file"),
        (
            .database, "postgres://host/db",
            "PostgreSQL is not supported by this version: name a file, as in sqlite:scenarios.db"
        ),
        (.logLevel, "loud", "'loud' is none of trace, debug, info, notice, warning, error, critical"),
        (.logFormat, "xml", "'xml' is none of json, text"),
    ])
    func `a bad word is named with its setting and what it should be`(
        _ setting: Setting, _ word: String, _ sentence: String
    ) {
        let fault = #expect(throws: SettingFault.self) { try Settings(words([setting: word])) }

        #expect(fault == SettingFault(setting, sentence))
        #expect(fault?.description == "\(setting.rawValue) (--\(setting.flag)): \(sentence)")
    }

    @Test(arguments: [
        ([Setting.mqttProtocol: "4"], SettingFault(.mqttProtocol, "'4' is none of 5, 3.1.1")),
        ([.certFile: "c.pem"], SettingFault(.certFile, "a certificate goes with its key: set MQTT_KEY_FILE as well")),
        ([.keyFile: "c.key"], SettingFault(.keyFile, "a key goes with its certificate: set MQTT_CERT_FILE as well")),
        (
            [.passwordFile: "word"],
            SettingFault(.passwordFile, "a password goes with a user name: set MQTT_USERNAME as well")
        ),
        ([.insecure: "yes"], SettingFault(.insecure, "'yes' is none of true, false, 1, 0")),
        (
            [.certFile: "c.pem", .keyFile: "c.key"],
            SettingFault(.certFile, "a certificate is shown over TLS, which MQTT_CA_FILE turns on: set it as well")
        ),
    ])
    func `a bad word about another's broker is named`(_ more: [Setting: String], _ expected: SettingFault) {
        let fault = #expect(throws: SettingFault.self) {
            try Settings(words(more.merging([.brokerHost: "mq"]) { $1 }))
        }

        #expect(fault == expected)
    }

    @Test(arguments: ["127.0.0.1", "127.0.1.1", "localhost", "::1"])
    func `this machine is spoken with openly`(_ host: String) throws {
        #expect(try Settings(words([.brokerHost: host])).broker == .external(BrokerSettings(host: host)))
    }

    @Test(arguments: ["mq.example", "10.0.0.5", "127.example.org", "::2"])
    func `another machine is spoken with over TLS, or openly where that is meant`(_ host: String) throws {
        let fault = #expect(throws: SettingFault.self) { try Settings(words([.brokerHost: host])) }

        #expect(
            fault?.description == """
                MQTT_BROKER_HOST (--mqtt-broker-host): \(host) is another machine, and without TLS everybody on the way \
                reads along: set MQTT_CA_FILE, or say that it is meant with INSECURE=true (--insecure)
                """)
        let meant = try Settings(words([.brokerHost: host, .insecure: "true"]))
        #expect(meant.broker == .external(BrokerSettings(host: host, isInsecure: true)))
    }

    @Test func `a key that others may read, and files that are not there, are refused`() throws {
        let scratch = try Scratch()
        let (ca, cert) = (try scratch.file("ca.pem", "", mode: 0o644), try scratch.file("c.pem", "", mode: 0o644))
        let key = try scratch.file("c.key", "", mode: 0o640)
        let nowhere = scratch.path("nowhere")
        func fault(_ more: [Setting: String]) -> SettingFault? {
            #expect(throws: SettingFault.self) {
                try Settings(words([.brokerHost: "mq", .caFile: ca].merging(more) { $1 }))
            }
        }

        #expect(
            fault([.certFile: cert, .keyFile: key])
                == SettingFault(.keyFile, "\(key) can be read by others: chmod 600 \(key)"))
        for setting in [Setting.caFile, .passwordFile] {
            #expect(
                fault([setting: nowhere, .username: "white"])
                    == SettingFault(setting, "\(nowhere) cannot be read: No such file or directory"))
        }
    }

    @Test func `each flag is its variable in lower case`() {
        #expect(Setting.brokerHost.flag == "mqtt-broker-host")
        #expect(Set(Setting.allCases.map(\.flag)).count == Setting.allCases.count)
    }

    private func words(_ flags: [Setting: String]) -> SettingValues {
        SettingValues(flags: flags, environment: [:], dotenv: [:])
    }
}
