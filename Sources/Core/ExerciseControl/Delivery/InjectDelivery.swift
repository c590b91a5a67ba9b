package import ExerciseModel

/// The way of one inject to one team, folded from facts.
package struct InjectDelivery: Equatable, Sendable {
    package private(set) var state: DeliveryState
    package private(set) var late = false
    /// Whether a hand has released it, or will when the lane opens.
    package private(set) var byHand = false
    /// The number of the last attempt; 0 before the first.
    package private(set) var attempt = 0
    /// Attempts since the count began anew.
    package private(set) var tries = 0
    /// Successive losses of the link that found it at the broker.
    package private(set) var losses = 0
    /// Its number in the team's feed; 0 before the release.
    package private(set) var seq: Int64 = 0
    package private(set) var releasedAt = UTCInstant(milliseconds: 0)
    package private(set) var exerciseTime = ExerciseInstant.zero
    /// How long the clock had run when it came due, in microseconds; meaningful while queued or held.
    package private(set) var dueRunning: Int64 = 0
    /// Since when nobody has been subscribed, or `never`.
    package private(set) var unheardSince = WallInstant.never
    /// When the next attempt is due, meaningful while retrying.
    package private(set) var retryAt = WallInstant.never
    /// Why it is held, queued, skipped, retrying, unheard or failed.
    package private(set) var reason = ""
    /// When it came into this state.
    package private(set) var since = UTCInstant(milliseconds: 0)
    /// Position and first cause of the release, which later facts follow from.
    package private(set) var release: Int64 = 0
    package private(set) var root: Int64 = 0

    package init(manual: Bool) { state = manual ? .manual : .scheduled }

    /// Its state, and whether it was late.
    var standing: (state: DeliveryState, late: Bool) { (state, late) }

    /// Suspected of making the broker hang up: it was there at two successive losses of the link.
    package var isSuspect: Bool { losses >= 2 }

    /// Folds a fact about this delivery.
    package mutating func apply(_ event: Event) {
        let before = state
        switch event.fact {
        case .injectQueued(_, let reason, let due, let byHand):
            (state, self.reason, dueRunning, self.byHand) = (.queued, reason.rawValue, due, byHand)
        case .injectHeld(_, let reason, _): (state, self.reason) = (.held, reason.rawValue)
        case .injectSkipped(_, let reason): (state, self.reason) = (.skipped, reason.rawValue)
        case .injectRescheduled: self = InjectDelivery(manual: false)
        case .injectReleased(_, let release): enter(release, event)
        case .injectAttemptFailed(_, let failure): fail(failure, event)
        case .injectRetried(_, let retry):
            if retry.cause != .schedule { (tries, unheardSince, losses) = (0, .never, 0) }
            (state, attempt, tries, reason) = (.released, retry.attempt, tries + 1, "")
        case .injectDelivered: (state, reason) = (.delivered, "")
        case .injectUnheard: (state, reason) = (.unheard, "nobody is subscribed to the team's feed")
        case .injectFailed(_, _, _, let reason): (state, self.reason) = (.failed, reason)
        default: return
        }
        if state != before || state == .retrying { since = event.at }
    }

    /// Counts a loss of the link, which found it at the broker or did not.
    package mutating func countLoss(inFlight: Bool) {
        if inFlight { losses += 1 } else if !isSuspect { losses = 0 }
    }

    /// Sets the next attempt to now: the boot-time clock of the process that set it is gone.
    package mutating func rearm(at now: WallInstant) {
        if state == .retrying { retryAt = now }
        if unheardSince != .never { unheardSince = now }
    }

    private mutating func enter(_ release: Release, _ event: Event) {
        (state, reason, late, byHand) = (.released, "", release.late, release.byHand)
        (attempt, tries, seq) = (1, 1, release.seq)
        (releasedAt, exerciseTime) = (event.at, release.exerciseTime)
        (self.release, root) = (event.position, event.root)
    }

    private mutating func fail(_ failure: FailedAttempt, _ event: Event) {
        (state, reason, retryAt) = (.retrying, failure.error, failure.retryAt)
        if failure.unheard {
            if unheardSince == .never { unheardSince = failure.since }
            tries -= 1
        } else {
            unheardSince = .never
        }
    }
}
