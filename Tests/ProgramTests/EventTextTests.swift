import ExerciseModel
import Testing

@testable import Commands

@Suite struct EventTextTests {
    private static let record = CommandRecord(
        id: "c1", command: "pause", content: "{}", by: "ada", reason: "fire alarm", status: .paused)

    @Test(arguments: [
        (
            HarbourEvents.event(17, at: 332_120, HarbourEvents.delivered("it-02", seq: 4), by: "broker"),
            "     17  T+05:32   10:05:32.120  inject.delivered      blue it-02 (seq 4, attempt 1, proof broker, latency_ms 12)"
        ),
        (
            HarbourEvents.event(1, at: 0, .clockStarted(wall: HarbourEvents.wall(5))),
            "      1  T+00:00   10:00:00.000  clock.started"
        ),
        (
            HarbourEvents.event(2, at: 3_725_000, .noteRecorded(text: "tea"), by: "mqtt:ada"),
            "      2  T+1:02:05 11:02:05.000  note.recorded         text tea"
        ),
        (
            HarbourEvents.event(3, at: 10_000, HarbourEvents.released("it-01", seq: 1)),
            "      3  T+00:10   10:00:10.000  inject.released       blue it-01 (seq 1)"
        ),
        (
            HarbourEvents.event(4, at: 10_500, HarbourEvents.released("it-01", seq: 1, late: 500)),
            "      4  T+00:10   10:00:10.500  inject.released       blue it-01 (seq 1, late_ms 500, late true)"
        ),
    ])
    func `an event is one line`(_ event: Event, _ line: String) {
        #expect(EventText.line(FactCodec.record(event)) == line)
    }

    @Test func `a command names who gave it`() {
        let event = HarbourEvents.event(9, at: 0, .commandAccepted(Self.record), by: "mqtt:ada")

        #expect(EventText.line(FactCodec.record(event)).hasSuffix(" by mqtt:ada"))
    }
}
