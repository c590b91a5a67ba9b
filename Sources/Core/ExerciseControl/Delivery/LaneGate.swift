package import ExerciseModel

/// Whether released injects may enter their lanes now, and what a decision about them needs to know.
package struct LaneGate: Equatable, Sendable {
    package var now: Moment
    /// The exercise time now.
    package var time: ExerciseInstant
    /// How long the clock has run, in microseconds.
    package var running: Int64
    /// Why nothing may enter a lane; `nil` when it may.
    package var closed: QueueReason?

    package init(now: Moment, time: ExerciseInstant, running: Int64, closed: QueueReason?) {
        self.now = now
        self.time = time
        self.running = running
        self.closed = closed
    }
}
