/// The instant of one turn, read once from both clocks and handed to every decision in it.
package struct Moment: Hashable, Sendable {
    /// CLOCK_BOOTTIME.
    package var wall: WallInstant
    /// CLOCK_REALTIME.
    package var utc: UTCInstant

    package init(wall: WallInstant, utc: UTCInstant) {
        self.wall = wall
        self.utc = utc
    }

    /// The calendar's instant at which the wall clock shows this, as far as can be told now.
    package func utc(of wall: WallInstant) -> UTCInstant {
        UTCInstant(milliseconds: utc.milliseconds + (wall.microseconds - self.wall.microseconds) / 1_000)
    }
}

/// A point of the calendar: milliseconds since 1970-01-01T00:00:00Z. It may jump, and is only ever shown.
package struct UTCInstant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}
