package import ExerciseModel

/// The way of one inject to one team, folded from facts. There may be a million of them: what most never need is kept
/// apart.
package struct InjectDelivery: Equatable, Sendable {
    package private(set) var state: DeliveryState
    /// It was released, held or left out later than the precision asks.
    package private(set) var late = false
    /// Whether a hand has released it, or will when the lane opens.
    package private(set) var byHand = false
    /// The furthest that a receipt has said; `nil` without one.
    package private(set) var receipt: Milestone?
    private var why = Why.nothing
    private var lastAttempt: Int32 = 0
    /// How far behind the release its first cause lies, in positions.
    private var rootDistance: Int32 = 0
    /// Its number in the team's feed; 0 before the release.
    package private(set) var seq: Int64 = 0
    package private(set) var releasedAt = UTCInstant(milliseconds: 0)
    /// Before the release, how long the clock had run when it came due; from then on the exercise time that the team
    /// is told: both in microseconds, one place for what is never needed together.
    private var micros: Int64 = 0
    /// When it came into this state.
    package private(set) var since = UTCInstant(milliseconds: 0)
    /// Position of the last event that changed it: what a controller was shown can be told from what stands now.
    package private(set) var revision: Int64 = 0
    /// Position and first cause of the release, which later facts follow from.
    package private(set) var release: Int64 = 0
    private var kept = Kept.nothing

    private enum Why: Equatable, Sendable {
        case nothing, trouble
        case queued(QueueReason)
        case kept(Keeper)
    }

    /// What holds it or has left it out; a controller's words stand apart.
    private enum Keeper: Equatable, Sendable {
        case late, seek, endex, stopped, reset, hand

        init(_ reason: HoldReason) {
            switch reason {
            case .late: self = .late
            case .seek: self = .seek
            case .hand: self = .hand
            }
        }

        init(_ reason: SkipReason) {
            switch reason {
            case .late: self = .late
            case .seek: self = .seek
            case .endex: self = .endex
            case .stopped: self = .stopped
            case .reset: self = .reset
            case .hand: self = .hand
            }
        }
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
        case note(String)
    }

    package init(_ state: DeliveryState) { self.state = state }

    /// How long the clock had run when it came due, in microseconds; meaningful while queued.
    package var dueRunning: Int64 { seq == 0 ? micros : 0 }

    /// The exercise time that the team is told; zero before the release.
    package var exerciseTime: ExerciseInstant { ExerciseInstant(microseconds: seq == 0 ? 0 : micros) }

    /// Position of the first cause of the release.
    package var root: Int64 { release - Int64(rootDistance) }

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
    package var isSkippedBySeek: Bool { why == .kept(.seek) || (state == .queued && !byHand) }

    /// Whether the rule of lateness or the end of the exercise holds it or has left it out, and no controller.
    package var isKeptByRule: Bool { why == .kept(.late) || why == .kept(.endex) }

    /// How far it has come; `nil` while it has not been released.
    package var milestone: Milestone? {
        guard seq > 0 else { return nil }
        return receipt ?? (state == .delivered ? .delivered : .published)
    }

    /// Why it is held, queued, skipped, retrying, unheard or failed; empty in the other states.
    package var reason: String {
        switch why {
        case .nothing: ""
        case .trouble: trouble.words
        case .queued(let reason): reason.rawValue
        case .kept(.hand): if case .note(let note) = kept { note } else { "" }
        case .kept(let keeper): "\(keeper)"
        }
    }

    /// Folds a fact about this delivery.
    package mutating func apply(_ event: Event) {
        let before = state
        revision = event.position
        switch event.fact {
        case .injectQueued(_, let reason, let due, let byHand):
            (state, why, micros, self.byHand) = (.queued, .queued(reason), due, byHand)
        case .injectHeld(_, let reason, _):
            keep(.held, Keeper(reason), note: reason.note)
        case .injectSkipped(_, let reason):
            keep(.skipped, Keeper(reason), note: reason.note)
        // One that is held stays so: it has another time, and whoever holds it lets it go.
        case .injectPlanned: if state != .held { goBack(to: .scheduled) }
        case .injectReleased(_, let release): enter(release, event)
        case .injectAttemptFailed(_, let failure): fail(failure)
        case .injectRetried(_, let retry): again(retry)
        case .injectPublished(_, _, _, let receiptBy): awaitReceipt(until: receiptBy)
        case .injectDelivered: (state, why) = (.delivered, .nothing)
        case .receiptRecorded(_, let receipt): self.receipt = max(self.receipt ?? .received, receipt.milestone)
        case .injectUnheard: setAside(.unheard, DeliveryOutcome.unheard.words)
        case .injectFailed(_, _, _, let reason): setAside(.failed, reason)
        default: return
        }
        if state != before || state == .retrying { since = event.at }
    }

    /// Stands where nothing has happened to it yet; late it stays.
    package mutating func goBack(to state: DeliveryState) {
        (self.state, why, byHand, micros, kept) = (state, .nothing, false, 0, .nothing)
    }

    private mutating func keep(_ state: DeliveryState, _ keeper: Keeper, note: String?) {
        (self.state, why, late) = (state, .kept(keeper), late || keeper == .late)
        if let note { kept = .note(note) }
    }

    private mutating func awaitReceipt(until receiptBy: WallInstant) {
        (state, why) = (.published, .trouble)
        var trouble = trouble
        (trouble.words, trouble.retryAt, trouble.unheardSince) = ("no receipt yet", receiptBy, .never)
        self.trouble = trouble
    }

    /// Counts a loss of the link, which found it at the broker or did not.
    package mutating func countLoss(inFlight: Bool) {
        if inFlight { trouble.losses += 1 } else if !isSuspect { trouble.losses = 0 }
    }

    /// Sets the next attempt to now: the boot-time clock of the process that set it is gone. A receipt has its whole
    /// time again, since it may be on its way to us.
    package mutating func rearm(at now: WallInstant, receiptTimeout: Int64) {
        if state == .retrying { trouble.retryAt = now }
        if state == .published { trouble.retryAt = now.adding(microseconds: receiptTimeout) }
        if unheardSince != .never { trouble.unheardSince = now }
    }

    /// A client of its team has come: when nobody heard the attempt that is under way, that was before it came.
    package mutating func meetTeam() {
        if state == .released, unheardSince != .never { trouble.unheardSince = .never }
    }

    private mutating func enter(_ release: Release, _ event: Event) {
        (state, why, late, byHand) = (.released, .nothing, late || release.late, release.byHand)
        (lastAttempt, seq) = (1, release.seq)
        (releasedAt, micros) = (event.at, release.exerciseTime.microseconds)
        (self.release, rootDistance) = (event.position, Int32(clamping: event.position - event.root))
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
        if retry.cause == .schedule || retry.cause == .receipt {
            trouble.further += 1
        } else {
            trouble = Trouble(error: trouble.error)
        }
    }

    private mutating func setAside(_ state: DeliveryState, _ words: String) {
        (self.state, why) = (state, .trouble)
        trouble.words = words
        if state == .failed { trouble.error = words }
    }
}
