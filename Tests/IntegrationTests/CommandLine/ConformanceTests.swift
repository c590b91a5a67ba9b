import ExerciseModel
import ExerciseTestKit
import Foundation
import Glibc
import Testing

/// `whitecell conformance` with simulations that connect to it.
@Suite struct ConformanceTests {
    private static let play = """
        simulations:
          - id: crane_sim
            answers:
              lift: {after: 50ms, output: {load: 2}}
              lower: {}
              "*": {fail: it cannot}
            events: [{at: 0s, event_type: crane.ready}]

        """

    /// Waits for the place that it names, and gives the port of it.
    private static func port(_ trial: WhiteCellProcess) -> UInt16? {
        var port: UInt16?
        _ = Patience.wait {
            let place = (trial.output + trial.errors).split(separator: " ").first { $0.contains("://") }
            port = place?.split(separator: "/").dropFirst().first?.split(separator: ":").last.flatMap { UInt16($0) }
            return port != nil
        }
        return port
    }

    @Test(arguments: ["websocket", "mqtt"])
    func `the played simulations of simulate keep the protocol over either door`(door: String) throws {
        let work = try Workplace()
        try work.write("play.yaml", Self.play)
        let trial = try work.start(
            "conformance", "crane_sim", "--command", "lift", "--undo", "lower", "--fails", "jam", "--over", door)
        let port = try #require(Self.port(trial))

        let played =
            door == "mqtt"
            ? try work.start(
                "simulate", "play.yaml", "--over", door, "--exercise", "default",
                with: ["MQTT_BROKER_HOST": "127.0.0.1", "MQTT_BROKER_PORT": "\(port)"])
            : try work.start("simulate", "play.yaml", "--url", "ws://127.0.0.1:\(port)/ws")
        let ending = try trial.wait(atMost: 60)
        _ = try played.end(SIGINT)

        #expect(ending.errors == "")
        #expect(ending.status == 0)
        #expect(ending.output.hasSuffix("crane_sim keeps the protocol: 18 ok, 0 failed, 0 skipped\n"))
        #expect(ending.output.contains("1 event among it"))
    }

    @Test func `a client that forgets and breaks off is found out`() throws {
        let work = try Workplace()
        let trial = try work.start(
            "conformance", "crane_sim", "--command", "lift", "--timeout", "5", "--wait", "5", "--format", "json")
        let port = try #require(Self.port(trial))

        let client = try SocketClient(port)
        client.send(.text(#"{"type":"register","id":"crane_sim","name":"Cranes"}"#))
        var answered = 0
        let isOver = Patience.wait(atMost: 60) {
            for text in client.texts.dropFirst(answered) {
                answered += 1
                guard let command = try? JSONObject(Array(text.utf8)[...]), command["type"]?.string == "command",
                    let saga = command["saga_id"]?.string, let step = command["step_id"]?.integer
                else { continue }
                let output = #""output":{"count":\#(answered)}"#
                client.send(.text(#"{"type":"step.completed","saga_id":"\#(saga)","step_id":\#(step),\#(output)}"#))
            }
            return !trial.isRunning
        }
        let ending = try trial.wait()

        #expect(isOver)
        #expect(ending.status == 1)
        let checks = try #require((try JSONObject(Array(ending.output.utf8)[...]))["checks"]?.array)
        let broken = checks.filter { $0.object?["result"]?.string == "failed" }
            .compactMap { $0.object?["check"]?.string }
        #expect(broken == ["repeat", "overlap", "unknown_command", "ping", "comeback"])
    }

    @Test func `a trial that is broken off tells what it has found`() throws {
        let work = try Workplace()
        let trial = try work.start("conformance", "crane_sim", "--command", "lift", "--format", "json")
        let port = try #require(Self.port(trial))
        let client = try SocketClient(port)
        client.send(.text(#"{"type":"register","id":"crane_sim","name":"Cranes"}"#))
        // The registration, and the first command.
        #expect(client.waits(for: 2))

        let ending = try trial.end(SIGINT)

        let found = try JSONObject(Array(ending.output.utf8)[...])
        #expect(ending.status != 0)
        #expect(found["kept"]?.bool == false)
        #expect(found["checks"]?.array?.map { $0.object?["check"]?.string } == ["registers"])
    }

    @Test func `one that never comes is not judged`() throws {
        let work = try Workplace()

        let ending = try work.run("conformance", "crane_sim", "--command", "lift", "--wait", "1")

        #expect(ending.status == 69)
        #expect(ending.errors == "whitecell: crane_sim did not come: nobody did\n")
    }

    @Test(arguments: [
        (["crane sim", "--command", "lift"], "'crane sim' is no id of a simulation"),
        (
            ["crane_sim", "--command", "lift", "--params", "[1]"],
            "--params cannot be '[1]': this must be a JSON object"
        ),
        (["crane_sim", "--command", "lift", "--timeout", "0"], "--timeout must be from 1 to 3600"),
        (["crane_sim"], "--command"),
    ])
    func `what cannot be tried is a mistake in the command line`(words: [String], reason: String) throws {
        let work = try Workplace()

        let ending = try WhiteCellProcess(["conformance"] + words, in: work.folder, environment: work.environment)
            .wait()

        #expect(ending.status == 2)
        #expect(ending.errors.contains(reason))
    }
}
