import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Testing

@Suite struct ExerciseClockTests {
    private func wall(_ seconds: Double) -> WallInstant { WallInstant(microseconds: Int64(seconds * 1_000_000)) }

    private func time(_ seconds: Double) -> ExerciseInstant {
        ExerciseInstant(microseconds: Int64(seconds * 1_000_000))
    }

    /// A clock of an hour that was started at 100 s of wall time.
    private func running(rate: Int64 = 1_000) throws -> ExerciseClock {
        var clock = ExerciseClock()
        clock.load(duration: time(3_600))
        clock.apply(.clockRateChanged(try #require(Rate(thousandths: rate)), wall: wall(90)), at: .zero)
        clock.apply(.clockStarted(wall: wall(100)), at: .zero)
        return clock
    }

    @Test func `it stands at STARTEX until it is started`() {
        var clock = ExerciseClock()
        clock.load(duration: time(60))
        #expect([clock.time(at: wall(50)), clock.time(at: .never)] == [.zero, .zero])
        #expect(clock.wall(of: time(1)) == .never)
    }

    @Test func `exercise time is the rate times what has passed`() throws {
        let clock = try running(rate: 2_500)
        #expect(clock.time(at: wall(110)) == time(25))
        #expect(clock.wall(of: time(25)) == wall(110))
        #expect(clock.time(at: wall(99)) == .zero)
    }

    @Test func `it never passes ENDEX`() throws {
        let clock = try running()
        #expect(
            [clock.time(at: wall(3_700)), clock.time(at: wall(9_999)), clock.time(at: .never)]
                == [time(3_600), time(3_600), time(3_600)])
        #expect(clock.wall(of: time(3_600)) == wall(3_700))
        #expect(clock.wall(of: time(3_600.000001)) == .never)
    }

    @Test func `without ENDEX it has no last instant`() {
        var clock = ExerciseClock()
        clock.load(duration: nil)
        clock.apply(.clockStarted(wall: wall(100)), at: .zero)
        #expect(clock.duration == .never)
        #expect(clock.wall(of: .never) == .never)
        #expect(clock.time(at: wall(1_000_100)) == time(1_000_000))
    }

    /// Nothing adds up, so no pair of instants may disagree: not after any time, at any rate.
    @Test func `time and wall are inverse and never early`() throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<20_000 {
            var clock = ExerciseClock()
            clock.load(duration: nil)
            let rate = try #require(Rate(thousandths: .random(in: Rate.allowed, using: &random)))
            let base = ExerciseInstant(microseconds: .random(in: 0..<700_000_000_000, using: &random))
            let anchor = WallInstant(microseconds: .random(in: 0..<10_000_000_000_000, using: &random))
            clock.apply(.clockRateChanged(rate, wall: anchor), at: base)
            clock.apply(.clockStarted(wall: anchor), at: base)
            let due = ExerciseInstant(
                microseconds: base.microseconds + .random(in: 1..<700_000_000_000, using: &random))
            let wake = clock.wall(of: due)
            #expect(clock.time(at: wake) >= due)
            #expect(clock.time(at: WallInstant(microseconds: wake.microseconds - 1)) < due)
            #expect(clock.running(of: due) == wake.microseconds - anchor.microseconds)
        }
    }

    @Test func `a pause freezes it, and nothing bursts after`() throws {
        var clock = try running()
        clock.apply(.clockPaused(wall: wall(130)), at: time(30))
        #expect([clock.time(at: wall(130)), clock.time(at: wall(500))] == [time(30), time(30)])
        #expect(clock.wall(of: time(31)) == .never)
        clock.apply(.clockResumed(wall: wall(500)), at: time(30))
        #expect([clock.time(at: wall(500)), clock.time(at: wall(501))] == [time(30), time(31)])
    }

    @Test func `a change of rate never changes what has passed`() throws {
        var random = SeededRandom(seed: 2)
        var clock = try running()
        var now = wall(100)
        for _ in 0..<1_000 {
            now = now.adding(microseconds: .random(in: 0..<3_000_000, using: &random))
            let before = clock.time(at: now)
            let rate = try #require(Rate(thousandths: .random(in: 100...2_000, using: &random)))
            clock.apply(.clockRateChanged(rate, wall: now), at: before)
            #expect(clock.time(at: now) == before)
        }
    }

    @Test func `a seek moves it, running or not`() throws {
        var clock = try running()
        clock.apply(.clockSought(to: time(600), wall: wall(110)), at: time(10))
        #expect(clock.time(at: wall(111)) == time(601))
        clock.apply(.clockPaused(wall: wall(111)), at: time(601))
        clock.apply(.clockSought(to: time(5), wall: wall(120)), at: time(601))
        #expect(clock.time(at: wall(130)) == time(5))
    }

    @Test func `how long it ran counts wall time without pauses, whatever the rate`() throws {
        var clock = try running(rate: 2_000)
        #expect([clock.running(at: wall(110)), clock.running(of: time(20))] == [10_000_000, 10_000_000])
        clock.apply(.clockPaused(wall: wall(110)), at: time(20))
        #expect(clock.running(at: wall(400)) == 10_000_000)
        clock.apply(.clockResumed(wall: wall(400)), at: time(20))
        clock.apply(.clockSought(to: time(1_000), wall: wall(405)), at: time(30))
        #expect(clock.running(at: wall(406)) == 16_000_000)
        #expect([clock.running(of: time(1_000)), clock.running(of: time(1_004))] == [15_000_000, 17_000_000])
    }

    @Test func `stop and ENDEX are final, a reset begins anew at real time`() throws {
        var clock = try running(rate: 2_000)
        clock.apply(.clockCompleted(wall: wall(1_900)), at: time(3_600))
        #expect(clock.status == .completed)
        #expect(clock.time(at: wall(9_999)) == time(3_600))
        var fresh = ExerciseClock()
        fresh.load(duration: time(3_600))
        clock.apply(.exerciseReset, at: .zero)
        #expect(clock == fresh)
    }

    @Test(arguments: [(RestartPolicy.pause, ClockStatus.paused), (.continue, .running)])
    func `a recovered clock stands or goes on where it was found`(policy: RestartPolicy, status: ClockStatus) throws {
        var clock = try running()
        let recovery = ClockRecovery(
            policy: policy, exerciseTime: time(300), wall: wall(7), running: 300_000_000, down: 1_000, due: 0,
            sentence: "Found.")
        clock.apply(.clockRecovered(recovery), at: time(300))
        #expect(clock.status == status)
        #expect(clock.time(at: wall(8)) == time(policy == .continue ? 301 : 300))
        #expect(clock.running(at: wall(7)) == 300_000_000)
    }

    @Test func `loading stands at STARTEX with the new length`() {
        var clock = ExerciseClock()
        clock.load(duration: time(60))
        clock.apply(.clockSought(to: time(50), wall: wall(1)), at: .zero)
        clock.load(duration: time(30))
        #expect([clock.time(at: wall(2)), clock.duration] == [.zero, time(30)])
    }
}
