package import ExerciseModel

/// The way of one inject to one team, folded from facts. There may be a million of them: what most never need is kept
/// apart.
package struct InjectDelivery: Equatable, Sendable {
    package private(set) var state: DeliveryState
    /// It was released, held or left out later than the precision asks.
    package private(set) var late = false
    /// Whether a hand has released it, or will when the lane opens.
    package private(set) var byHand = false
    private var why = Why.nothing
    private var lastAttempt: Int32 = 0
    /// Its number in the team's feed; 0 before the release.
    package private(set) var seq: Int64 = 0
    package private(set) var releasedAt = UTCInstant(milliseconds: 0)
    package private(set) var exerciseTime = ExerciseInstant.zero
    /// How long the clock had run when it came due, in microseconds; meaningful while queued.
    package private(set) var dueRunning: Int64 = 0
    /// When it came into this state.
    package private(set) var since = UTCInstant(milliseconds: 0)
    /// Position and first cause of the release, which later facts follow from.
    package private(set) var release: Int64 = 0
    package private(set) var root: Int64 = 0
    private var kept = Kept.nothing

    private enum Why: Equatable, Sendable {
        case nothing, trouble
        case queued(QueueReason)
        case held(HoldReason)
        case skipped(SkipReason)
    }

    private struct Trouble: Equatable, Sendable {
        /// Attempts after the first since the count began anew.
        var further: Int32 = 0
        var losses: Int32 = 0
        var unheardSince = WallInstant.never
        var retryAt = WallInstant.never
        var words = ""
        /// What made an attempt fail; nobody listening is no failure.
        var error = ""
    }

    private indirect enum Kept: Equatable, Sendable {
        case nothing
        case trouble(Trouble)
    }

    package init(manual: Bool) { state = manual ? .manual : .scheduled }

    private var trouble: Trouble {
        get { if case .trouble(let trouble) = kept { trouble } else { Trouble() } }
        set { kept = newValue == Trouble() ? .nothing : .trouble(newValue) }
    }

    /// The number of the last attempt; 0 before the first.
    package var attempt: Int { Int(lastAttempt) }

    /// Attempts since the count began anew.
    package var tries: Int { lastAttempt == 0 ? 0 : Int(trouble.further) + 1 }

    /// Since when nobody has been subscribed, or `never`.
    package var unheardSince: WallInstant { trouble.unheardSince }

    /// When the next attempt is due, meaningful while retrying.
    package var retryAt: WallInstant { trouble.retryAt }

    /// What made its last failed attempt fail, also once a further one has succeeded; empty when none failed.
    package var error: String { trouble.error }

    /// Suspected of making the broker hang up: it was there at two successive losses of the link.
    package var isSuspect: Bool { trouble.losses >= 2 }

    /// Whether a seek jumped over it, and nothing has become of it since.
    package var isSkippedBySeek: Bool { why == .skipped(.seek) || why == .held(.seek) || (state == .queued && !byHand) }

    /// Why it is held, queued, skipped, retrying, unheard or failed; empty in the other states.
    package var reason: String {
        switch why {
        case .nothing: ""
        case .trouble: trouble.words
        case .queued(let reason): reason.rawValue
        case .held(let reason): reason.rawValue
        case .skipped(let reason): reason.rawValue
        }
    }

    /// Folds a fact about this delivery.
    package mutating func apply(_ event: Event) {
        let before = state
        switch event.fact {
        case .injectQueued(_, let reason, let due, let byHand):
            (state, why, dueRunning, self.byHand) = (.queued, .queued(reason), due, byHand)
        case .injectHeld(_, let reason, _):
            (state, why, late) = (.held, .held(reason), late || reason == .late)
        case .injectSkipped(_, let reason):
            (state, why, late) = (.skipped, .skipped(reason), late || reason == .late)
        case .injectRescheduled: self = InjectDelivery(manual: false)
        case .injectReleased(_, let release): enter(release, event)
        case .injectAttemptFailed(_, let failure): fail(failure)
        case .injectRetried(_, let retry): again(retry)
        case .injectDelivered: (state, why) = (.delivered, .nothing)
        case .injectUnheard: setAside(.unheard, DeliveryOutcome.unheard.words)
        case .injectFailed(_, _, _, let reason): setAside(.failed, reason)
        default: return
        }
        if state != before || state == .retrying { since = event.at }
    }

    /// Counts a loss of the link, which found it at the broker or did not.
    package mutating func countLoss(inFlight: Bool) {
        if inFlight { trouble.losses += 1 } else if !isSuspect { trouble.losses = 0 }
    }

    /// Sets the next attempt to now: the boot-time clock of the process that set it is gone.
    package mutating func rearm(at now: WallInstant) {
        if state == .retrying { trouble.retryAt = now }
        if unheardSince != .never { trouble.unheardSince = now }
    }

    private mutating func enter(_ release: Release, _ event: Event) {
        (state, why, late, byHand) = (.released, .nothing, late || release.late, release.byHand)
        (lastAttempt, seq) = (1, release.seq)
        (releasedAt, exerciseTime) = (event.at, release.exerciseTime)
        (self.release, root) = (event.position, event.root)
    }

    private mutating func fail(_ failure: FailedAttempt) {
        (state, why) = (.retrying, .trouble)
        var trouble = trouble
        (trouble.words, trouble.retryAt) = (failure.error, failure.retryAt)
        if failure.unheard {
            if trouble.unheardSince == .never { trouble.unheardSince = failure.since }
            trouble.further -= 1
        } else {
            (trouble.unheardSince, trouble.error) = (.never, failure.error)
        }
        self.trouble = trouble
    }

    private mutating func again(_ retry: Retry) {
        (state, why, lastAttempt) = (.released, .nothing, Int32(clamping: retry.attempt))
        if retry.cause == .schedule { trouble.further += 1 } else { trouble = Trouble(error: trouble.error) }
    }

    private mutating func setAside(_ state: DeliveryState, _ words: String) {
        (self.state, why) = (state, .trouble)
        trouble.words = words
        if state == .failed { trouble.error = words }
    }
}
