import ExerciseHost
import ExerciseModel
import NIOCore

/// A value that is made when somebody asks for it, and given again for a moment: however many ask, it is made a few
/// times a second at most.
final class Recent<Value: Sendable>: Sendable {
    private let freshness: Int64
    private let make: @Sendable () -> EventLoopFuture<Value>
    private let last = Guarded<(value: EventLoopFuture<Value>, at: WallInstant)?>(nil)

    /// `freshness` is in microseconds, counted from the question.
    init(freshness: Int64, make: @escaping @Sendable () -> EventLoopFuture<Value>) {
        self.freshness = freshness
        self.make = make
    }

    /// The value that is there, or a new one.
    func value() -> EventLoopFuture<Value> {
        last.withLock { last in
            let now = SystemClock.wall()
            if let last, now < last.at.adding(microseconds: freshness) { return last.value }
            let value = make()
            last = (value, now)
            return value
        }
    }
}
