import ExerciseModel
import Orchestration
import Testing

@testable import Commands

@Suite struct ProgressTextTests {
    @Test(arguments: [
        (Fact.clockStarted(wall: HarbourEvents.wall(0)), "T+00:10   STARTEX"),
        (.clockPaused(wall: HarbourEvents.wall(0)), "T+00:10   paused"),
        (.clockResumed(wall: HarbourEvents.wall(0)), "T+00:10   resumed"),
        (.clockStopped(wall: HarbourEvents.wall(0)), "T+00:10   stopped"),
        (.clockCompleted(wall: HarbourEvents.wall(0)), "T+00:10   ENDEX"),
        (.exerciseReset, "T+00:10   reset: a new run begins"),
        (.brokerLost(reason: "connection refused", inFlight: []), "T+00:10   broker away: connection refused"),
        (.brokerAttending, "T+00:10   broker connected"),
        (
            .rivalSeen(InstanceID(trusted: "south")),
            "T+00:10   another daemon, 'south', runs this exercise: nothing is published here"
        ),
        (.noteRecorded(text: "tea"), "T+00:10   note: tea"),
        (
            HarbourEvents.delivered("it-01", seq: 3),
            "T+00:10   blue     delivered  it-01 (mail), number 3, 12 ms"
        ),
        (
            HarbourEvents.delivered("it-03", HarbourEvents.orange, seq: 3),
            "T+00:10   orange   delivered  it-03, number 3, 12 ms"
        ),
        (HarbourEvents.released("it-01", seq: 3, late: 500), "T+00:10   blue     late by 500 ms  it-01 (mail)"),
        (
            .injectQueued(HarbourEvents.target("it-01"), .brokerAway, dueRunning: 0, byHand: false),
            "T+00:10   blue     queued  it-01 (mail): broker away"
        ),
        (
            .injectHeld(HarbourEvents.target("it-01"), .late, lateMilliseconds: 70_000),
            "T+00:10   blue     held  it-01 (mail): late"
        ),
        (.injectSkipped(HarbourEvents.target("it-01"), .endex), "T+00:10   blue     skipped  it-01 (mail): endex"),
        (
            .injectUnheard(HarbourEvents.target("it-01"), seq: 3, attempt: 6),
            "T+00:10   blue     unheard  it-01 (mail): nobody is subscribed"
        ),
        (
            .injectFailed(HarbourEvents.target("it-01"), seq: 3, attempt: 4, reason: "not authorized"),
            "T+00:10   blue     failed  it-01 (mail): not authorized"
        ),
        (HarbourEvents.released("it-01", seq: 3), nil),
        (.clockJumped(milliseconds: 10), nil),
    ])
    func `what a watcher cares for is one line`(_ fact: Fact, _ line: String?) {
        #expect(ProgressText.line(HarbourEvents.event(5, at: 10_000, fact), types: HarbourEvents.types) == line)
    }

    @Test func `the live line of a new exercise`() {
        #expect(
            live(HarbourEvents.state([]), at: 0)
                == "· T+00:00 / T+10:00 initialized │ delivered 0 of 6 │ late 0 │ waiting 0 │ failed 0 "
                + "│ broker away: not connected yet")
    }

    @Test func `the live line of a running exercise says what comes next`() {
        let state = HarbourEvents.state([
            .clockStarted(wall: HarbourEvents.wall(0)), .brokerAttending, HarbourEvents.released("it-01", seq: 1),
            HarbourEvents.delivered("it-01", seq: 1), HarbourEvents.released("it-01", HarbourEvents.orange, seq: 1),
        ])

        #expect(
            live(state, at: 12)
                == "▶ T+00:12 / T+10:00 │ next it-02 in 5:20 → blue, orange │ delivered 1 of 6 │ late 0 │ waiting 1 "
                + "│ failed 0 │ broker ok")
    }

    @Test func `the live line names what has waited longest, once it has waited a while`() {
        let state = HarbourEvents.state([
            .clockStarted(wall: HarbourEvents.wall(0)), .brokerAttending,
            .injectHeld(HarbourEvents.target("it-01"), .hand("tea"), lateMilliseconds: 0),
        ])
        func waiting(_ seconds: Int64) -> String {
            let utc = UTCInstant(milliseconds: HarbourEvents.startex.milliseconds + seconds * 1_000)
            let now = Moment(wall: HarbourEvents.wall(seconds), utc: utc)
            let line = ProgressText.live(ExerciseView(state), at: now, columns: 200)
            return line.split(separator: " │ ").map(String.init).first { $0.hasPrefix("waiting") } ?? ""
        }

        #expect(waiting(6) == "waiting 1")
        #expect(waiting(12) == "waiting 1: blue it-01 held for 10 s (tea)")
    }

    @Test func `a live line stays within the terminal`() {
        #expect(live(HarbourEvents.state([]), at: 0, columns: 30) == "· T+00:00 / T+10:00 initializ")
    }

    @Test func `the summary adds up`() {
        let state = HarbourEvents.state([
            .clockStarted(wall: HarbourEvents.wall(0)), .brokerAttending,
            HarbourEvents.released("it-01", seq: 1), HarbourEvents.delivered("it-01", seq: 1, latency: 4),
            HarbourEvents.released("it-02", seq: 2), HarbourEvents.delivered("it-02", seq: 2, latency: 6),
            .injectSkipped(HarbourEvents.target("it-03"), .endex), .clockCompleted(wall: HarbourEvents.wall(600)),
        ])

        #expect(
            ProgressText.summary(ExerciseView(state), store: "scenarios.db") == """
                harbour: completed at T+00:07, run 1
                  delivered 2 of 5, late 0, failed 0, unheard 0, held 0, skipped 0, not called for 1
                  delivered after 4 ms (half of them), 6 ms (99 of 100), 6 ms (the last)
                  log: 9 events in scenarios.db ('whitecell log harbour' shows them)
                """)
    }

    private func live(_ state: ExerciseState, at seconds: Int64, columns: Int = 200) -> String {
        let now = Moment(wall: HarbourEvents.wall(seconds), utc: HarbourEvents.startex)
        return ProgressText.live(ExerciseView(state), at: now, columns: columns)
    }
}
