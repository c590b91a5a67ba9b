package import ExerciseModel

/// The clock of one exercise. Its time is computed, never counted: `base + rate × (now − anchor)`, so nothing adds up to
/// a drift; a change of rate, a pause or a seek sets a new base and anchor and leaves alone what has passed.
package struct ExerciseClock: Equatable, Sendable {
    package private(set) var status = ClockStatus.initialized
    package private(set) var rate = Rate.one
    /// Where the clock stood at `anchor`.
    package private(set) var base = ExerciseInstant.zero
    /// Since when it runs from there.
    package private(set) var anchor = WallInstant(microseconds: 0)
    /// Microseconds of wall time for which the clock had run at `anchor` in this run: the measure of lateness, which
    /// a pause does not count.
    package private(set) var runningBase: Int64 = 0
    /// ENDEX, or `never`.
    package private(set) var duration = ExerciseInstant.never

    /// Stretches over which the clock ran, oldest first: when it passed a time that lies behind.
    private var past: [Stretch] = []

    private struct Stretch: Equatable, Sendable {
        var from: ExerciseInstant
        var to: ExerciseInstant
        var running: Int64
        var rate: Rate
    }

    package init() {}

    /// The exercise time at a wall instant, never beyond ENDEX.
    package func time(at now: WallInstant) -> ExerciseInstant {
        guard status == .running else { return base }
        let elapsed = max(0, now.microseconds - anchor.microseconds)
        let (product, overflow) = elapsed.multipliedReportingOverflow(by: rate.thousandths)
        let advanced = overflow ? Int64.max : product / 1_000
        let (sum, over) = base.microseconds.addingReportingOverflow(advanced)
        return min(ExerciseInstant(microseconds: over ? .max : sum), duration)
    }

    /// The first wall instant at which the clock shows this time, or `never` while it stands.
    package func wall(of instant: ExerciseInstant) -> WallInstant {
        guard status == .running, instant <= duration, instant < .never else { return .never }
        return anchor.adding(microseconds: wallSpan(to: instant))
    }

    /// Microseconds for which the clock had run, in this run, at a wall instant.
    package func running(at now: WallInstant) -> Int64 {
        status == .running ? runningBase + max(0, now.microseconds - anchor.microseconds) : runningBase
    }

    /// How long the clock will have run when it shows this time.
    package func running(of instant: ExerciseInstant) -> Int64 { runningBase + wallSpan(to: instant) }

    /// How long the clock had run when it last showed this time, or jumped over it.
    package func running(when instant: ExerciseInstant) -> Int64 {
        if instant >= base { return running(of: instant) }
        if let stretch = past.last(where: { $0.from <= instant && instant < $0.to }) {
            return stretch.running + Self.span(from: stretch.from, to: instant, rate: stretch.rate)
        }
        return past.first { $0.from > instant }?.running ?? runningBase
    }

    private func wallSpan(to instant: ExerciseInstant) -> Int64 { Self.span(from: base, to: instant, rate: rate) }

    private static func span(from base: ExerciseInstant, to instant: ExerciseInstant, rate: Rate) -> Int64 {
        let (product, overflow) = (instant.microseconds - base.microseconds).multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return .max / 4 }
        let quotient = product / rate.thousandths
        return product % rate.thousandths > 0 ? quotient + 1 : quotient
    }

    /// Takes over the length of the exercise that was loaded; it begins at STARTEX, whatever was sought before.
    package mutating func load(duration: ExerciseInstant?) {
        self.duration = duration ?? .never
        base = .zero
    }

    /// Folds a fact about the clock that happened at this exercise time; others change nothing.
    package mutating func apply(_ fact: Fact, at time: ExerciseInstant) {
        switch fact {
        case .clockStarted(let wall), .clockResumed(let wall):
            status = .running
            anchor = wall
        case .clockPaused(let wall): stand(.paused, at: time, wall)
        case .clockStopped(let wall): stand(.stopped, at: time, wall)
        case .clockCompleted(let wall): stand(.completed, at: time, wall)
        case .clockRateChanged(let rate, let wall):
            turn(at: time, wall)
            self.rate = rate
        case .clockSought(let instant, let wall):
            leave(at: time)
            runningBase = running(at: wall)
            base = instant
            anchor = wall
        case .clockRecovered(let recovery):
            leave(at: recovery.exerciseTime)
            base = recovery.exerciseTime
            anchor = recovery.wall
            runningBase = recovery.running
            status = recovery.policy == .continue ? .running : .paused
        case .exerciseReset:
            let duration = duration
            self = ExerciseClock()
            self.duration = duration
        default: break
        }
    }

    private mutating func stand(_ status: ClockStatus, at time: ExerciseInstant, _ wall: WallInstant) {
        turn(at: time, wall)
        self.status = status
    }

    /// Remembers the stretch that ends here.
    private mutating func leave(at time: ExerciseInstant) {
        guard status == .running, time > base else { return }
        past.append(Stretch(from: base, to: time, running: runningBase, rate: rate))
    }

    private mutating func turn(at time: ExerciseInstant, _ wall: WallInstant) {
        leave(at: time)
        runningBase = running(at: wall)
        base = time
        anchor = wall
    }
}
