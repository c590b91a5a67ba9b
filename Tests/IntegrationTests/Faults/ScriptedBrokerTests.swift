import ExerciseHost
import Foundation
import ScriptedBroker
import Testing

/// The real daemon on a broker that misbehaves: whatever it does, each inject is delivered or named in the list of what
/// waits.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ScriptedBrokerTests {
    private static let quick = "delivery: {retries: 1, retry_delay: 100ms}"

    @Test func `a message at which the broker hangs up is given up alone, and told`() throws {
        let exercise = SampleExercise(
            duration: 60, teams: ["blue", "orange"], injects: SampleExercise.row(3, every: 0))
        let stage = try Stage(exercise) { script in
            script.publish = { Self.feed($0) && $0.text.contains("\"blue-2\"") ? [.hangUp] : [.answer(0)] }
        }

        stage.start()

        #expect(Patience.watch(atMost: 30) { stage.daemon.count(of: "inject_delivered") == 5 })
        let error = "poison: the broker hung up three times while it was being sent"
        #expect(Patience.watch { stage.waiting == ["blue-2 failed \(error)"] })
        let failure = try #require(stage.broker.published(on: "/exercise/harbour/monitoring/failure").last)
        #expect(failure.text.contains(#""status":"failed""#) && failure.text.contains(error))
        #expect(stage.shown("orange") == ["orange-1", "orange-2", "orange-3"])
        #expect(try stage.daemon.terminate() == 0)
    }

    @Test func `each team's trouble is its own, and has a name`() throws {
        let teams = ["fine", "mute", "quota", "text", "topic"]
        let exercise = SampleExercise(
            duration: 60, settings: [Self.quick], teams: teams, injects: SampleExercise.row(1, every: 0))
        let answers: [String: [Script.Reaction]] = [
            "mute": [], "quota": [.answer(0x97)], "text": [.answer(0x99)], "topic": [.answer(0x90)],
        ]
        let stage = try Stage(exercise, ["DELIVERY_TIMEOUT_MS": "500"]) { script in
            script.publish = { message in
                let team = message.topic.split(separator: "/").dropLast().last.map(String.init) ?? ""
                return Self.feed(message) ? answers[team] ?? [.answer(0)] : [.answer(0)]
            }
        }

        stage.start()

        #expect(Patience.watch(atMost: 30) { stage.daemon.count(of: "inject_failed") == 4 })
        #expect(stage.daemon.count(of: "inject_delivered") == 1)
        #expect(
            Patience.watch {
                stage.waiting == [
                    "mute-1 failed the broker did not answer in time",
                    "quota-1 failed a quota of the broker is used up",
                    "text-1 failed the text is not valid UTF-8", "topic-1 failed the topic is invalid",
                ]
            }, "\(stage.waiting)")
        // What cannot heal is tried once, what may heal once more.
        #expect(teams.map { stage.shown($0).count } == [1, 2, 2, 1, 1])
        #expect(try stage.daemon.terminate() == 0)
    }

    @Test func `an inject larger than the broker's packets fails at once and by name`() throws {
        let long = "{\"text\":\"\(String(repeating: "x", count: 2_048))\"}"
        let injects = [SampleExercise.Inject(id: "1", time: 0, content: long), SampleExercise.Inject(id: "2", time: 0)]
        let exercise = SampleExercise(duration: 60, teams: ["blue"], injects: injects)
        let stage = try Stage(exercise) { $0.properties = Script.smallPackets }

        stage.start()

        #expect(stage.daemon.waits(for: "inject_failed") && stage.daemon.waits(for: "inject_delivered"))
        #expect(Patience.watch { stage.waiting == ["blue-1 failed the message is larger than the broker takes"] })
        #expect(stage.shown("blue") == ["blue-2"])
        #expect(try stage.daemon.terminate() == 0)
    }

    @Test func `a broker that cannot keep to MQTT costs no memory, no descriptors and no inject`() throws {
        let exercise = SampleExercise(
            duration: 60, teams: ["blue"], injects: SampleExercise.row(5, every: 0.2))
        // A packet of 256 MiB is announced at each message to the team, and hardly begun.
        let giant: [UInt8] = [0x30, 0xFF, 0xFF, 0xFF, 0x7F] + [UInt8](repeating: 0, count: 1_000)
        let stage = try Stage(exercise, ["DELIVERY_TIMEOUT_MS": "300"]) { script in
            script.publish = { Self.feed($0) ? [.bytes(giant), .fallSilent] : [.answer(0)] }
        }
        let before = ProcessTable.use(of: stage.daemon.pid)

        stage.start()
        #expect(Patience.watch(atMost: 30) { stage.shown("blue").count >= 2 })
        stage.broker.script.withLock { $0 = Script() }

        #expect(Patience.watch(atMost: 30) { stage.daemon.count(of: "inject_delivered") == 5 })
        let after = ProcessTable.use(of: stage.daemon.pid)
        #expect(after.descriptors <= before.descriptors + 8)
        #expect(after.residentKiB < before.residentKiB + 64 << 10)
        #expect(try stage.daemon.terminate() == 0)
    }

    private static func feed(_ message: Published) -> Bool { message.topic.hasSuffix("/feed") }
}

/// A daemon that attends an exercise on a scripted broker.
private final class Stage {
    let broker: ScriptedBroker
    let daemon: WhiteCellProcess
    private let work: Workplace

    init(_ exercise: SampleExercise, _ further: [String: String] = [:], _ change: (inout Script) -> Void) throws {
        var script = Script()
        change(&script)
        broker = try ScriptedBroker(script)
        let place = ["MQTT_BROKER_HOST": "127.0.0.1", "MQTT_BROKER_PORT": "\(broker.port)"]
        work = try Workplace(exercise, environment: place.merging(further) { $1 })
        daemon = try work.start("serve")
        try #require(daemon.waits(for: "broker_connected"))
    }

    func start() { broker.publish("/exercise/harbour/control", #"{"command":"start","id":"first"}"#) }

    /// What waits, as it was told last: id, state, reason.
    var waiting: [String] {
        guard let list = broker.published(on: "/exercise/harbour/monitoring/waiting").last,
            let object = try? JSONSerialization.jsonObject(with: Data(list.payload)) as? [String: Any],
            let rows = object["waiting"] as? [[String: Any]]
        else { return [] }
        return rows.map { row in
            ["id", "state", "reason"].compactMap { row[$0] as? String }.joined(separator: " ")
        }.sorted()
    }

    /// The injects that reached the broker for a team, repeats included.
    func shown(_ team: String) -> [String] {
        broker.published(on: "/exercise/harbour/team/\(team)/feed").compactMap { FeedMessage($0.payload)?.id }
    }
}
