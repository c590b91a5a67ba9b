import ExerciseControl
import ExerciseModel

/// What was last told on the retained topics, and what must be told again. None of it is in the log.
struct Bulletin: Sendable {
    /// Microseconds: a tick at each whole second, at most 10 a wall-clock second, at least one in 5 s.
    private static let shortest: Int64 = 100_000
    private static let longest: Int64 = 5_000_000
    /// Microseconds between two monitoring messages or two waiting lists that tell a change.
    private static let pause: Int64 = 1_000_000
    /// Microseconds between two side rows of a running clock, and the margin by which a turn may be early.
    private static let rowPause: Int64 = 1_000_000
    private static let rowMargin: Int64 = 50_000

    private static let past = WallInstant(microseconds: .min / 2)

    private var statusChanged = true
    private var clockChanged = true
    private var figuresChanged = true
    private var waitingChanged = true
    private var noDuffChanged = true
    private var lastTimer = past
    private var lastSecond: Int64 = -1
    private var lastMonitoring = past
    private var lastWaiting = past
    /// When the waiting list must be told though nothing has changed.
    private var waitingDue = WallInstant.never
    private var lastRow = past
    private var eventsTold: Int64 = 0
    private var rateToldAt = past
    private var clockTouched = false

    /// Notes what a fact changes of what has been told.
    mutating func note(_ fact: Fact) {
        figuresChanged = true
        switch fact {
        case .clockStarted, .clockPaused, .clockResumed, .clockStopped, .clockCompleted, .clockRecovered,
            .exerciseReset, .exerciseLoaded:
            (statusChanged, clockChanged, waitingChanged, clockTouched) = (true, true, true, true)
        case .clockRateChanged, .clockSought: (clockChanged, clockTouched) = (true, true)
        case .commandAccepted, .commandRefused, .noteRecorded, .teamOnline, .teamOffline: break
        default: waitingChanged = true
        }
    }

    /// Everything must be told again.
    mutating func tellAll() {
        (statusChanged, clockChanged, figuresChanged, waitingChanged, noDuffChanged) = (true, true, true, true, true)
    }

    /// NO DUFF was declared or lifted.
    mutating func tellNoDuff() { (noDuffChanged, waitingChanged) = (true, true) }

    /// Whether it must be told whether NO DUFF stands; it counts as told.
    mutating func takeNoDuff() -> Bool {
        defer { noDuffChanged = false }
        return noDuffChanged
    }

    /// Whether the status must be told; it counts as told.
    mutating func takeStatus() -> Bool {
        defer { statusChanged = false }
        return statusChanged
    }

    /// Whether the timer must be told now.
    mutating func takeTimer(_ clock: ExerciseClock, at now: WallInstant) -> Bool {
        let second = clock.time(at: now).seconds
        let age = now.microseconds - lastTimer.microseconds
        let ticked = clock.status == .running && second != lastSecond && age >= Bulletin.shortest
        guard clockChanged || ticked || age >= Bulletin.longest else { return false }
        (clockChanged, lastTimer, lastSecond) = (false, now, second)
        return true
    }

    /// Whether the figures must be told now.
    mutating func takeMonitoring(at now: WallInstant) -> Bool {
        let age = now.microseconds - lastMonitoring.microseconds
        guard age >= (figuresChanged ? Bulletin.pause : Bulletin.longest) else { return false }
        (figuresChanged, lastMonitoring) = (false, now)
        return true
    }

    /// Whether the waiting list must be told now.
    mutating func takeWaiting(at now: WallInstant) -> Bool {
        guard waitingChanged || now >= waitingDue, now.microseconds - lastWaiting.microseconds >= Bulletin.pause else {
            return false
        }
        (waitingChanged, waitingDue, lastWaiting) = (false, .never, now)
        return true
    }

    /// Something has waited too short a time to be told: the list is told once more in a while.
    mutating func tellWaitingAgain(at now: WallInstant) { waitingDue = now.adding(microseconds: 2 * Bulletin.pause) }

    /// Whether the running clock's side row must be written now: each second, and whenever the clock was turned.
    mutating func takeRow(_ clock: ExerciseClock, at now: WallInstant) -> Bool {
        let isDue = now.microseconds - lastRow.microseconds >= Bulletin.rowPause - Bulletin.rowMargin
        guard clock.status == .running ? clockTouched || isDue : clockTouched else { return false }
        (clockTouched, lastRow) = (false, now)
        return true
    }

    /// Events a second since the last message, and begins to count anew.
    mutating func takeEventRate(logged: Int64, at now: WallInstant) -> Double {
        defer { (eventsTold, rateToldAt) = (logged, now) }
        guard rateToldAt != Bulletin.past, now > rateToldAt else { return 0 }
        return Double(logged - eventsTold) * 1_000_000 / Double(now.microseconds - rateToldAt.microseconds)
    }

    /// The next instant at which something must be told or written.
    func nextWake(clock: ExerciseClock, isAttending: Bool) -> WallInstant {
        var wake = WallInstant.never
        // A little later than due: the next tick then takes the row along, and saves the disk a sync of its own.
        if clock.status == .running { wake = lastRow.adding(microseconds: Bulletin.rowPause + Bulletin.rowMargin) }
        guard isAttending else { return wake }
        wake = min(wake, lastTimer.adding(microseconds: Bulletin.longest))
        wake = min(
            wake, lastMonitoring.adding(microseconds: figuresChanged ? Bulletin.pause : Bulletin.longest))
        wake = min(wake, waitingDue)
        if waitingChanged { wake = min(wake, lastWaiting.adding(microseconds: Bulletin.pause)) }
        if clock.status == .running {
            let tick = clock.wall(of: ExerciseInstant(seconds: lastSecond + 1))
            wake = min(wake, max(tick, lastTimer.adding(microseconds: Bulletin.shortest)))
        }
        return wake
    }
}
