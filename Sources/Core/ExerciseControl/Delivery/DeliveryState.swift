package import ExerciseModel

/// How far an inject has come on its way to one team (`semantics.md` 3).
package enum DeliveryState: String, CaseIterable, Sendable {
    /// Its time lies ahead.
    case scheduled
    /// It waits for a controller's hand, as its author wanted.
    case manual
    /// It waits for another inject to come so far.
    case waiting
    /// A controller must decide.
    case held
    /// It is due and cannot enter its lane yet.
    case queued
    /// In its lane: at the broker, or behind another.
    case released
    /// The broker has it; the team's receipt is still to come.
    case published
    /// An attempt failed, another follows.
    case retrying
    /// Nobody was subscribed; set aside.
    case unheard
    /// Given up; set aside.
    case failed
    case delivered
    case skipped

    /// Whether it stands before the lane: no number yet, and every decision still open.
    package var isOpen: Bool {
        switch self {
        case .scheduled, .manual, .waiting, .held, .queued: true
        default: false
        }
    }

    /// Whether it stands beside the lane until a controller, or its team, does something about it.
    package var isSetAside: Bool { self == .held || self == .unheard || self == .failed }

    /// Whether it stands in its lane.
    package var isInLane: Bool { self == .released || self == .published || self == .retrying }

    /// Whether something becomes of it at an instant of wall time.
    package var isTimed: Bool { self == .published || self == .retrying }

    /// Where an inject stands whose schedule is this, before anything happens.
    package init(_ schedule: InjectSchedule) {
        switch schedule {
        case .at: self = .scheduled
        case .manual: self = .manual
        case .after: self = .waiting
        }
    }
}
