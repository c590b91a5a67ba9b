import ExerciseModel
import Foundation
import Testing

@Suite struct BadInputTests {
    /// Messages and the codes that they are refused with.
    private static let messages: [(payload: [UInt8], code: String)] = [
        ([0xFF, 0xFE, 0x00], "invalid_json"),
        (Array(#"{"command":"note","text":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8), "invalid_json"),
        ([UInt8](repeating: UInt8(ascii: "["), count: 100_000), "invalid_json"),
        (Array(repeating: Array(#"{"a":"#.utf8), count: 100_000).flatMap { $0 }, "invalid_json"),
        (Array("{\"command\":\"note\",\"text\":\"\(String(repeating: "x", count: 3 << 20))\"}".utf8), "too_large"),
        (Array("[]".utf8), "invalid_json"),
        (Array("\"start\"".utf8), "invalid_json"),
        (Array(#"{"command":"start"}{"command":"start"}"#.utf8), "invalid_json"),
        (Array(#"{"command":"start","command":"stop"}"#.utf8), "invalid_json"),
        (Array(#"{"command":7}"#.utf8), "invalid_command"),
        (Array(#"{"id":"x"}"#.utf8), "invalid_command"),
        (Array(#"{"command":"launch"}"#.utf8), "unknown_command"),
        (Array(#"{"command":"deliver","inject":"a/b"}"#.utf8), "unknown_inject"),
        (Array(#"{"command":"deliver","inject":"+"}"#.utf8), "unknown_inject"),
        (Array(##"{"command":"deliver","inject":"blue-1","teams":["#"]}"##.utf8), "unknown_team"),
        (Array(#"{"command":"deliver","inject":"blue-1","teams":["a\nb"]}"#.utf8), "unknown_team"),
        (Array(#"{"command":"speed","rate":1e999}"#.utf8), "invalid_json"),
        (Array(#"{"command":"speed","rate":1001}"#.utf8), "invalid_command"),
        (Array(#"{"command":"seek","to":-1}"#.utf8), "invalid_command"),
        (Array(#"{"command":"resume"}"#.utf8), "invalid_transition"),
    ]

    @Test func `whatever is said to a running daemon, it answers and goes on`() throws {
        let bench = try Bench()
        for (number, message) in Self.messages.enumerated() {
            bench.recorder.say(message.payload)
            #expect(Patience.watch { bench.recorder.outcomes().count == number + 1 })
        }

        #expect(bench.recorder.outcomes().map(\.word) == Self.messages.map(\.code))
        try bench.expectAlive()
    }

    @Test func `an empty message, a mirror and a result are no commands`() throws {
        let bench = try Bench()
        bench.recorder.say([])
        bench.recorder.say(Array(#"{"command":"start","mirrored":true}"#.utf8))
        bench.recorder.say(Array(#"{"command":"start","accepted":true}"#.utf8))

        try bench.expectAlive()

        #expect(bench.recorder.outcomes().count == 1)
        #expect(bench.recorder.statuses == ["initialized"])
    }

    @Test func `a retained start is refused and taken off the broker`() throws {
        let bench = try Bench()
        bench.recorder.say(Array(#"{"command":"start","id":"r"}"#.utf8), retain: true)
        #expect(Patience.watch { bench.recorder.outcomes("r").first?.word == "retained_command" })
        try bench.expectAlive()

        let late = try FeedRecorder(bench.mosquitto.port, name: "late")

        #expect(late.notes("control").isEmpty)
        #expect(bench.recorder.statuses == ["initialized"])
    }

    @Test func `a repeated id acts once, and with other content it is a conflict`() throws {
        let bench = try Bench()
        let first = Array(#"{"command":"note","id":"n","text":"tea"}"#.utf8)
        bench.recorder.say(first)
        bench.recorder.say(first)
        bench.recorder.say(Array(#"{"command":"note","id":"n","text":"coffee"}"#.utf8))
        #expect(Patience.watch { bench.recorder.outcomes("n").count == 3 })

        #expect(bench.recorder.outcomes("n").map(\.word) == ["initialized", "initialized", "conflict"])
        try bench.expectAlive()
        #expect(try bench.work.log().count { $0.type == "note.recorded" } == 2)
    }

    @Test func `topics that are no exercise's or no team's mean nothing`() throws {
        let bench = try Bench()
        for topic in ["/exercise/harbour/team/nobody/presence", "/exercise/harbour/team/a b/presence"] {
            bench.recorder.publish(topic, Array(#"{"status":"online"}"#.utf8))
        }
        bench.recorder.publish("/exercise/harbour/team/blue/presence", [0xFF])
        bench.recorder.publish("/exercise/harbour/timer", Array(#"{"instance":"a/b","timestamp":"soon"}"#.utf8))
        bench.recorder.publish("/whitecell/a b/status", Array(#"{"status":"online"}"#.utf8))

        try bench.expectAlive()

        #expect(!bench.daemon.tells("team_online") && !bench.daemon.tells("rival_seen"))
    }
}

/// A daemon with one exercise that has not begun.
private final class Bench {
    let mosquitto: MosquittoProcess
    let work: Workplace
    let daemon: WhiteCellProcess
    let recorder: FeedRecorder

    init() throws {
        mosquitto = try MosquittoProcess()
        let exercise = SampleExercise(
            duration: 60, teams: ["blue"], injects: [SampleExercise.Inject(id: "1", time: nil)])
        work = try Workplace(exercise, broker: mosquitto)
        daemon = try work.start("serve")
        recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
    }

    /// A note is taken, and the end is a clean one.
    func expectAlive() throws {
        #expect(try recorder.command("note", #""text":"still here""#).isAccepted)
        #expect(daemon.isRunning)
    }
}
