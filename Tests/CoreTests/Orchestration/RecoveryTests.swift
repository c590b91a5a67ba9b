import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

/// What a restart finds, and what it must make of it.
private struct Restart: Sendable, CustomStringConvertible {
    var name: String
    var policy = RestartPolicy.continue
    /// Seconds for which no daemon ran.
    var gap: Int64 = 60
    var reboots = false
    /// Seconds by which the calendar was set meanwhile.
    var jump: Int64 = 0
    var hasRow = true
    var mustStand = false
    /// Where the clock is found, and whether it goes on.
    var time: Double
    var goesOn: Bool
    var sentence: String

    var description: String { name }
}

@Suite struct RecoveryTests {
    private let harbour = ExerciseID(trusted: "harbour")

    /// Running for 100 s, its last row at 100 s, with injects at 50, 130 and 500 s.
    private func running(_ policy: RestartPolicy) -> ExerciseStage {
        var stage = ExerciseStage(
            PlanBuilder.plan(
                [PlanBuilder.inject("a", at: 50), PlanBuilder.inject("b", at: 130), PlanBuilder.inject("c", at: 500)],
                duration: 7_200
            ) { $0.onRestart = policy })
        stage.order("start")
        stage.pass(50)
        stage.settleAll()
        stage.pass(50)
        return stage
    }

    private static let table = [
        Restart(
            name: "pause, same boot", policy: .pause, time: 100, goesOn: false,
            sentence: "The clock was recovered at T+01:40 after 1 min 0 s without a daemon and stands there "
                + "(on_restart is pause); nothing came due, and resume goes on from there."),
        Restart(
            name: "pause, other boot", policy: .pause, reboots: true, time: 100, goesOn: false,
            sentence: "The clock was recovered at T+01:40 after 1 min 0 s without a daemon and stands there "
                + "(on_restart is pause); nothing came due, and resume goes on from there."),
        Restart(
            name: "continue, same boot", time: 160, goesOn: true,
            sentence: "The clock goes on at T+02:40 after 1 min 0 s without a daemon; "
                + "1 inject came due meanwhile: the rule of lateness decides."),
        Restart(
            name: "continue, short gap", gap: 7, time: 107, goesOn: true,
            sentence: "The clock goes on at T+01:47 after 7 s without a daemon; "
                + "0 injects came due meanwhile: the rule of lateness decides."),
        Restart(
            name: "continue, other boot, by the calendar", reboots: true, time: 160, goesOn: true,
            sentence: "The clock goes on at T+02:40 after 1 min 0 s without a daemon; "
                + "1 inject came due meanwhile: the rule of lateness decides."),
        Restart(
            name: "continue, same boot, the calendar was set back", jump: -86_400, time: 160, goesOn: true,
            sentence: "The clock goes on at T+02:40 after 1 min 0 s without a daemon; "
                + "1 inject came due meanwhile: the rule of lateness decides."),
        Restart(
            name: "continue, other boot, the calendar was set back", reboots: true, jump: -61, time: 100,
            goesOn: false,
            sentence: "The clock was recovered at T+01:40 after some time without a daemon and stands there "
                + "(how long is unknown); nothing came due, and resume goes on from there."),
        Restart(
            name: "continue, the longest gap", gap: 3_600, time: 3_700, goesOn: true,
            sentence: "The clock goes on at T+1:01:40 after 60 min 0 s without a daemon; "
                + "2 injects came due meanwhile: the rule of lateness decides."),
        Restart(
            name: "continue, beyond the longest gap", gap: 3_601, time: 100, goesOn: false,
            sentence: "The clock was recovered at T+01:40 after 60 min 1 s without a daemon and stands there "
                + "(the gap is longer than max_gap); nothing came due, and resume goes on from there."),
        Restart(
            name: "continue, no row", hasRow: false, time: 50, goesOn: false,
            sentence: "The clock was recovered at T+00:50 after some time without a daemon and stands there "
                + "(how long is unknown); nothing came due, and resume goes on from there."),
        Restart(
            name: "continue, but the store had failed", mustStand: true, time: 100, goesOn: false,
            sentence: "The clock was recovered at T+01:40 after 1 min 0 s without a daemon and stands there "
                + "(the store had failed); nothing came due, and resume goes on from there."),
    ]

    @Test(arguments: table)
    private func `a restart finds the clock, and says so in one sentence`(restart: Restart) throws {
        var stage = running(restart.policy)
        let row = restart.hasRow ? stage.rows.last : nil
        if restart.reboots { stage.clock.reboot(after: restart.gap) } else { stage.stall(Double(restart.gap)) }
        stage.clock.jumpCalendar(milliseconds: restart.jump * 1_000)
        stage.clear()
        stage.restart(bootID: restart.reboots ? "boot-2" : "boot-1", row: row, mustStand: restart.mustStand)
        let recoveries = stage.events.compactMap { event -> ClockRecovery? in
            if case .clockRecovered(let recovery) = event.fact { recovery } else { nil }
        }
        #expect(recoveries.map(\.sentence) == [restart.sentence])
        #expect(stage.state.clock.status == (restart.goesOn ? .running : .paused))
        #expect(stage.time == restart.time)
        stage.take(.attending)
        let status = try #require(stage.published(Topic.status(harbour)).last)
        #expect(status.contains(#""previous":"running""#))
        #expect(try JSONObject(Array(status.utf8)[...])["reason"]?.string == restart.sentence)
    }

    @Test func `what came due meanwhile goes by the rule of lateness`() {
        var stage = running(.continue)
        let row = stage.rows.last
        stage.stall(500)
        stage.restart(row: row)
        stage.take(.attending)
        #expect(stage.states("a", "b", "c") == ["delivered", "held (late)", "held (late)"])
        #expect(stage.facts("inject.held") == ["600.0 inject.held blue/b late", "600.0 inject.held blue/c late"])
    }

    @Test func `a clock that stands again goes on from there without a burst`() {
        var stage = running(.pause)
        let row = stage.rows.last
        stage.stall(1_000)
        stage.restart(row: row)
        stage.take(.attending)
        stage.order("resume")
        stage.clear()
        stage.pass(30)
        #expect(stage.facts("inject") == ["130.0 inject.released blue/b #2"])
        #expect(stage.delivery("b")?.late == false)
    }

    @Test func `the row counts only when it is younger than the log`() {
        var stage = running(.pause)
        let row = stage.rows.last
        stage.pass(0.5)
        stage.say(#"{"command":"note","text":"x"}"#)
        stage.restart(row: row)
        #expect(stage.time == 100.5)
    }

    @Test func `the clock is recovered at its rate and never passes ENDEX`() {
        var stage = running(.continue)
        stage.say(#"{"command":"speed","rate":1000}"#)
        let row = stage.rows.last
        stage.stall(3_000)
        stage.restart(row: row)
        #expect(stage.time == 7_200)
        #expect(stage.state.clock.status == .completed)
    }

    @Test(arguments: ["pause", "stop", "reset"]) func `a clock that did not run stays as it was`(command: String) {
        var stage = running(.continue)
        stage.order(command)
        let (status, time) = (stage.state.clock.status, stage.time)
        stage.stall(100)
        stage.clear()
        stage.restart(row: nil)
        #expect(stage.events.count == 1)
        #expect(stage.state.clock.status == status)
        #expect(stage.time == time)
    }

    @Test func `what was at the broker is owed again, and what waited is tried at once`() {
        var stage = running(.pause)
        let row = stage.rows.last
        stage.say(#"{"command":"deliver","inject":"b"}"#)
        stage.clear()
        stage.restart(row: row)
        stage.take(.attending)
        stage.settle(.unanswered)
        stage.clock.reboot(after: 3)
        stage.restart(bootID: "boot-2", row: nil)
        stage.take(.attending)
        #expect(stage.sent == ["blue/b #2 try 1", "blue/b #2 try 2"])
    }
}
