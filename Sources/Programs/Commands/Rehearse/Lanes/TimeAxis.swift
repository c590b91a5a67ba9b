import ExerciseModel

/// Where an instant of the exercise stands across the sheet.
struct TimeAxis {
    let start: Int64
    let end: Int64
    let left: Double
    let right: Double

    private static let steps: [Int64] = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 43_200, 86_400,
    ]

    init(from start: ExerciseInstant, to end: ExerciseInstant, left: Double, right: Double) {
        self.start = start.microseconds
        self.end = max(end.microseconds, start.microseconds + 1_000_000)
        self.left = left
        self.right = right
    }

    func x(_ microseconds: Int64) -> Double {
        left + (right - left) * Double(microseconds - start) / Double(end - start)
    }

    /// Microseconds between two labels: the shortest step with at most 13 of them.
    var step: Int64 {
        let whole = end - start
        let found = TimeAxis.steps.first { whole / ($0 * 1_000_000) <= 13 }
        return (found ?? ((whole / 13_000_000 / 86_400) + 1) * 86_400) * 1_000_000
    }

    /// The instants that have a label.
    var labelled: [Int64] {
        let first = (start + step - 1) / step * step
        return Array(stride(from: first, through: end, by: Int64.Stride(step)))
    }
}
