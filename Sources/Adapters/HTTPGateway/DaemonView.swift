package import ExerciseHost
package import ExerciseModel

/// What HTTP is told of the daemon. Each closure may be called from any thread and returns at once.
package struct DaemonView: Sendable {
    package var identity: HostIdentity
    package var started: Moment
    package var now: @Sendable () -> Moment
    package var exerciseCount: @Sendable () -> Int
    /// Why the broker cannot be used; `nil` while it can.
    package var brokerAbsence: @Sendable () -> String?
    /// Has the figures taken; hands them over on a thread of the daemon's, late or never when that is stuck.
    package var inspect: @Sendable (@escaping @Sendable (HostFigures) -> Void) -> Void

    package init(
        identity: HostIdentity, started: Moment, now: @escaping @Sendable () -> Moment,
        exerciseCount: @escaping @Sendable () -> Int, brokerAbsence: @escaping @Sendable () -> String?,
        inspect: @escaping @Sendable (@escaping @Sendable (HostFigures) -> Void) -> Void
    ) {
        self.identity = identity
        self.started = started
        self.now = now
        self.exerciseCount = exerciseCount
        self.brokerAbsence = brokerAbsence
        self.inspect = inspect
    }
}
