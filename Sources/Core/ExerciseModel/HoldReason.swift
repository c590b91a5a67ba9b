/// Why an inject waits for a controller.
package enum HoldReason: Equatable, Sendable {
    case late
    case seek
    /// A controller's word.
    case hand(String)

    /// Its name in the log.
    package var name: String {
        switch self {
        case .late: "late"
        case .seek: "seek"
        case .hand: "hand"
        }
    }

    /// What a controller said; `nil` when none did.
    package var note: String? {
        if case .hand(let note) = self { note } else { nil }
    }

    /// What the log says, read back; `nil` for a name that nothing has.
    package init?(name: String, note: String?) {
        switch name {
        case "late": self = .late
        case "seek": self = .seek
        case "hand": self = .hand(note ?? "")
        default: return nil
        }
    }
}

/// Why an inject was left out.
package enum SkipReason: Equatable, Sendable {
    case late
    case seek
    case endex
    case stopped
    case reset
    /// A controller's word.
    case hand(String)

    /// Its name in the log.
    package var name: String {
        switch self {
        case .late: "late"
        case .seek: "seek"
        case .endex: "endex"
        case .stopped: "stopped"
        case .reset: "reset"
        case .hand: "hand"
        }
    }

    /// What a controller said; `nil` when none did.
    package var note: String? {
        if case .hand(let note) = self { note } else { nil }
    }

    /// What the log says, read back; `nil` for a name that nothing has.
    package init?(name: String, note: String?) {
        switch name {
        case "late": self = .late
        case "seek": self = .seek
        case "endex": self = .endex
        case "stopped": self = .stopped
        case "reset": self = .reset
        case "hand": self = .hand(note ?? "")
        default: return nil
        }
    }
}

/// What gave an inject its time.
package enum PlanCause: String, CaseIterable, Sendable {
    /// A controller moved it.
    case moved
    /// What it waited for has come.
    case after
}
