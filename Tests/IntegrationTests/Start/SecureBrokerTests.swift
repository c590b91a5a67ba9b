import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct SecureBrokerTests {
    private let certificates: Certificates
    private let mosquitto: MosquittoProcess
    private let work: Workplace

    init() throws {
        certificates = try Certificates()
        let passwords = try MosquittoProcess.passwordFile("whitecell", "canary")
        mosquitto = try MosquittoProcess(
            certificates.listener("server", "require_certificate true", "password_file FOLDER/passwords"),
            files: ["passwords": passwords], isAnonymous: false)
        let exercise = SampleExercise(duration: 2, teams: ["blue"], injects: SampleExercise.row(2, every: 1))
        work = try Workplace(exercise)
        try work.write("password", "canary\n")
        #expect(chmod(work.folder.appendingPathComponent("password").path, 0o600) == 0)
    }

    private var settings: [String: String] {
        [
            "MQTT_BROKER_HOST": "localhost", "MQTT_BROKER_PORT": "\(mosquitto.port)", "MQTT_USERNAME": "whitecell",
            "MQTT_PASSWORD_FILE": "password", "MQTT_CA_FILE": certificates.path("ca.pem"),
            "MQTT_CERT_FILE": certificates.path("client.pem"), "MQTT_KEY_FILE": certificates.path("client.key"),
        ]
    }

    @Test func `daemon, played teams and the other verbs come in, and the password stays where it is`() throws {
        let ran = try work.run("run", "exercises/harbour.yaml", with: settings)
        let daemon = try work.start("serve", with: settings)
        #expect(daemon.waits(for: "broker_connected"))
        #expect(Patience.watch { daemon.output.contains("start one:") })
        let run = try String(contentsOf: work.folder.appendingPathComponent("scenarios.db.run"), encoding: .utf8)

        // Told nothing, it finds everything beside the store.
        let control = try work.run("control", "harbour", "reset")

        #expect(ran.status == 0, "\(ran)")
        #expect(daemon.output.contains("the broker at localhost:\(mosquitto.port) (TLS, with a certificate of ours)"))
        #expect(control.status == 0, "\(control)")
        #expect(try daemon.terminate() == 0)
        let words = [ran.output, ran.errors, daemon.output, daemon.errors, control.output, control.errors, run]
        #expect(words.allSatisfy { !$0.contains("canary") })
        #expect(try !work.log().contains { String(decoding: $0.json, as: UTF8.self).contains("canary") })
    }

    /// A setting that spoils it, what is said, and with which status `run` ends.
    private static let faults: [(setting: String, word: String, sentence: String, status: Int32)] = [
        ("MQTT_CA_FILE", "stranger.pem", "is not signed by an authority in MQTT_CA_FILE", 69),
        ("MQTT_CA_FILE", "none.pem", "MQTT_CA_FILE (--mqtt-ca-file): ", 2),
        ("MQTT_KEY_FILE", "open.key", "can be read by others: chmod 600", 2),
    ]

    @Test(arguments: faults)
    func `what is wrong is said by every verb, with the setting and the mend`(
        _ setting: String, _ word: String, _ sentence: String, _ status: Int32
    ) throws {
        try FileManager.default.copyItem(atPath: certificates.path("client.key"), toPath: certificates.path("open.key"))
        #expect(chmod(certificates.path("open.key"), 0o644) == 0)
        var settings = settings
        settings[setting] = word.contains(".pem") || word.contains(".key") ? certificates.path(word) : word

        let ran = try work.run("run", "exercises/harbour.yaml", with: settings)
        let control = try work.run("control", "harbour", "start", with: settings)

        for ending in [ran, control] {
            #expect(ending.status == status)
            #expect(ending.errors.contains(sentence), "\(ending.errors)")
            #expect(ending.errors.split(separator: "\n").count == 1)
        }
    }

    @Test func `another machine is not spoken with openly unless that is meant`() throws {
        let far = ["MQTT_BROKER_HOST": "203.0.113.7"]

        let refused = try work.run("run", "exercises/harbour.yaml", with: far)
        let daemon = try work.start("serve", "--insecure", with: far)

        #expect(refused.status == 2)
        #expect(refused.errors.contains("INSECURE=true (--insecure)"))
        let line = "the broker at 203.0.113.7:1883 (INSECURE: without TLS everybody on the way reads along)"
        #expect(Patience.watch { daemon.output.contains(line) })
        #expect(try daemon.terminate() == 0)
    }
}
