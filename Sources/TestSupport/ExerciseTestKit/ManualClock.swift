import ExerciseHost
package import ExerciseModel

/// Both clocks of a machine, standing until a test moves them; from any thread.
package final class ManualClock: Sendable {
    private let moment: Guarded<Moment>

    /// Starts 1,000 s after the machine did, on 2026-01-15 at 10:00:00 UTC.
    package init() {
        moment = Guarded(
            Moment(
                wall: WallInstant(microseconds: 1_000_000_000), utc: UTCInstant(milliseconds: 1_768_471_200_000)))
    }

    /// What both clocks show.
    package var now: Moment { moment.withLock { $0 } }

    /// Lets so much time pass, to whole milliseconds of the calendar.
    package func advance(microseconds: Int64) {
        moment.withLock { moment in
            let before = moment.wall.microseconds / 1_000
            moment.wall = moment.wall.adding(microseconds: microseconds)
            moment.utc.milliseconds += moment.wall.microseconds / 1_000 - before
        }
    }

    /// Lets so many seconds pass.
    package func advance(seconds: Double) { advance(microseconds: Int64(seconds * 1_000_000)) }

    /// Moves on to this instant, unless it has passed.
    package func advance(to instant: WallInstant) {
        let now = now.wall
        if instant > now { advance(microseconds: instant.microseconds - now.microseconds) }
    }

    /// Sets the calendar by so many milliseconds, forward or back.
    package func jumpCalendar(milliseconds: Int64) { moment.withLock { $0.utc.milliseconds += milliseconds } }

    /// Starts the machine anew: the boot-time clock begins again, the calendar goes on by so many seconds.
    package func reboot(after seconds: Int64) {
        moment.withLock { moment in
            moment.wall = WallInstant(microseconds: 20_000_000)
            moment.utc.milliseconds += seconds * 1_000
        }
    }
}
