import ExerciseHost
import ExerciseModel
import Logging
import Testing

@testable import Assembly

@Suite struct LogFormatTests {
    private let metadata: Logger.Metadata = [
        "team_id": "blue", "seq": .stringConvertible(Int64(4)), "count": .stringConvertible(2),
        "late": .stringConvertible(true), "reason": "no \"route\"", "empty": "",
        "exercise_time": .stringConvertible(ExerciseSeconds(time: ExerciseInstant(milliseconds: 332_120))),
    ]

    @Test func `a line of JSON keeps numbers and truth values`() {
        #expect(
            text(.json, metadata)
                == #"{"timestamp":"2026-01-15T10:00:00.000Z","level":"warning","event":"inject_released","#
                + #""count":2,"empty":"","exercise_time":332.12,"late":true,"reason":"no \"route\"","seq":4,"#
                + #""team_id":"blue"}"# + "\n")
    }

    @Test func `a line of text quotes what holds spaces or nothing`() {
        #expect(
            text(.text, metadata) == #"2026-01-15T10:00:00.000Z warning inject_released count=2 empty="" "#
                + #"exercise_time=332.12 late=true reason="no \"route\"" seq=4 team_id=blue"# + "\n")
    }

    @Test func `no value makes a second line`() {
        #expect(text(.text, ["a": "b\nc\u{7F}"]).filter { $0 == "\n" }.count == 1)
        #expect(text(.json, ["a": "b\nc"]).filter { $0 == "\n" }.count == 1)
    }

    @Test func `a delivery is logged with the keys of the first design`() {
        let event = HarbourEvents.event(17, at: 332_120, HarbourEvents.delivered("it-02", seq: 4))

        #expect(
            line(of: event)
                == #"{"timestamp":"2026-01-15T10:00:00.000Z","level":"info","event":"inject_delivered","attempt":1,"#
                + #""delivery_latency_ms":12,"exercise_id":"harbour","exercise_time":332.12,"inject_id":"it-02","#
                + #""inject_type":"sms","position":17,"proof":"broker","seq":4,"team_id":"blue"}"# + "\n")
    }

    @Test(arguments: [
        (HarbourEvents.released("it-01", seq: 1), "debug", "inject_released"),
        (HarbourEvents.released("it-01", seq: 1, late: 500), "warning", "inject_released"),
        (.brokerLost(reason: "gone", inFlight: []), "warning", "broker_lost"),
        (.brokerAttending, "info", "broker_connected"),
        (.rivalSeen(InstanceID(trusted: "south")), "error", "rival_seen"),
        (.injectFailed(HarbourEvents.target("it-01"), seq: 1, attempt: 4, reason: "no"), "error", "inject_failed"),
        (.clockStarted(wall: HarbourEvents.wall(0)), "info", "clock_started"),
    ])
    func `each event has its level and its name`(_ fact: Fact, _ level: String, _ name: String) {
        let line = line(of: HarbourEvents.event(1, at: 0, fact))

        #expect(line.contains(#""level":"\#(level)","event":"\#(name)","#))
    }

    private func text(_ format: LogFormat, _ metadata: Logger.Metadata) -> String {
        let bytes = format.line(
            at: HarbourEvents.startex, level: .warning, message: "inject_released", metadata: metadata)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func line(of event: Event) -> String {
        let handler = KeptLines()
        let logger = Logger(label: "test") { _ in handler }
        EventLine(event) { HarbourEvents.types[$0] }.write(to: logger)
        return handler.lines.withLock { $0 }.joined()
    }
}

/// A log handler that keeps its lines of JSON, all at one instant.
private struct KeptLines: LogHandler {
    let lines = Guarded<[String]>([])
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let bytes = LogFormat.json.line(
            at: HarbourEvents.startex, level: event.level, message: "\(event.message)",
            metadata: event.metadata ?? [:])
        lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
    }
}
