import ExerciseHost
import ExerciseModel
import MQTTGateway
import Testing

@Suite(.timeLimit(.minutes(2))) struct OlderProtocolTests {
    private static let old = ["MQTT_PROTOCOL": "3.1.1", "INSTANCE_ID": "north"]

    @Test func `under MQTT 3.1.1 commands, receipts, the last will and cleared commands work`() throws {
        let mosquitto = try MosquittoProcess()
        let exercise = SampleExercise(
            duration: 600, settings: ["delivery: {proof: receipt, receipt_timeout: 60s, qos: 2}"], teams: ["blue"],
            injects: SampleExercise.row(1, every: 0))
        let work = try Workplace(exercise, broker: mosquitto, environment: Self.old)
        let recorder = try FeedRecorder(mosquitto.port)
        let status = try Player(mosquitto, "status")
        status.client.subscribe(to: ["/whitecell/north/status"])
        recorder.say(Array(#"{"command":"start","id":"stale"}"#.utf8), retain: true)
        #expect(Patience.watch { recorder.notes("control").count == 1 })

        let daemon = try work.start("serve")

        #expect(recorder.waits(for: "initialized"))
        #expect(Patience.watch { recorder.outcomes("stale").first?.word == "retained_command" })
        // Whoever comes now finds nothing retained.
        let late = try FeedRecorder(mosquitto.port, name: "late")
        #expect(try work.run("control", "harbour", "start").status == 0)
        #expect(Patience.watch { late.feed("blue").count == 1 })
        #expect(late.notes("control").allSatisfy { !$0.text.contains("stale") })
        recorder.publish("/exercise/harbour/team/blue/receipt", Array(#"{"id":"blue-1","status":"received"}"#.utf8))
        #expect(daemon.waits(for: "inject_delivered"))
        // Our own words come back to us under 3.1.1, and must mean nothing.
        #expect(!daemon.tells("rival_seen"))
        let commands = try work.log().filter { $0.type == "command.accepted" }
        #expect(commands.count == 1)
        daemon.kill()
        let will = Array(#""status":"offline""#.utf8)
        #expect(Patience.watch { status.heard.last?.payload.contains(will) == true })
    }

    @Test func `the broker of our own is spoken with as the setting says`() throws {
        let exercise = SampleExercise(duration: 2, teams: ["blue"], injects: SampleExercise.row(2, every: 1))
        let work = try Workplace(exercise, environment: Self.old)

        let ending = try work.run("run", "exercises/harbour.yaml")

        #expect(ending.status == 0)
        #expect(ending.output.contains(" -V mqttv311 "))
        let proofs = try work.log().filter { $0.type == "inject.delivered" }
            .map { try JSONObject($0.data[...])["proof"]?.string }
        #expect(proofs == ["unverified", "unverified"])
    }
}
