import ExerciseModel
import Glibc

/// The two clocks of the machine.
enum BootClock {
    /// Reads CLOCK_BOOTTIME and CLOCK_REALTIME.
    static func read() -> Moment {
        let utc = time(of: CLOCK_REALTIME)
        return Moment(
            wall: wall(), utc: UTCInstant(milliseconds: Int64(utc.tv_sec) * 1_000 + Int64(utc.tv_nsec) / 1_000_000))
    }

    /// Reads CLOCK_BOOTTIME.
    static func wall() -> WallInstant {
        let wall = time(of: CLOCK_BOOTTIME)
        return WallInstant(microseconds: Int64(wall.tv_sec) * 1_000_000 + Int64(wall.tv_nsec) / 1_000)
    }

    private static func time(of clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
