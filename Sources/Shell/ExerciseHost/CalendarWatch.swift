import ExerciseModel

/// Compares the calendar clock with the boot-time clock from turn to turn.
struct CalendarWatch {
    /// Milliseconds by which they may differ: clocks are steered, and read one after the other.
    private static let tolerance: Int64 = 500

    private let offset: Int64

    init(_ now: Moment) { offset = CalendarWatch.offset(now) }

    /// Milliseconds by which the calendar has jumped since, or `nil`.
    func jump(at now: Moment) -> Int64? {
        let jump = CalendarWatch.offset(now) - offset
        return abs(jump) > CalendarWatch.tolerance ? jump : nil
    }

    private static func offset(_ now: Moment) -> Int64 { now.utc.milliseconds - now.wall.microseconds / 1_000 }
}
