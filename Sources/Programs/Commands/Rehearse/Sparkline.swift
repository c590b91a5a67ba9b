import ExerciseModel
import Rehearsal

/// The load of a team as one row of small bars.
enum Sparkline {
    private static let bars = Array("▁▂▃▄▅▆▇█")

    /// A bar for each of so many equal parts of the timetable; `most` is a full one.
    static func draw(_ counts: [Int], most: Int) -> String {
        String(
            counts.map { count in
                guard count > 0, most > 0 else { return "·" }
                return bars[min(bars.count - 1, (count * bars.count + most - 1) / most - 1)]
            })
    }

    /// The span that parts a timetable into at most so many.
    static func span(of timetable: Timetable, parts: Int) -> Int64 {
        let whole = timetable.end.microseconds - timetable.start.microseconds
        return max(1_000_000, (whole + Int64(parts) - 1) / Int64(parts))
    }
}
