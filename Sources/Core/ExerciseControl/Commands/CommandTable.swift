package import ExerciseModel

/// In which statuses each command is allowed (`contract.md` 1).
package enum CommandTable {
    /// Why a command cannot be carried out in this status; `nil` when it can.
    package static func refusal(_ order: ControlCommand.Order, in status: ClockStatus) -> String? {
        guard !allowed(order).contains(status) else { return nil }
        switch (order, status) {
        case (.pause, .paused): return "the exercise is paused already"
        case (.start, .running), (.resume, .running): return "the exercise is running already"
        case (.start, .paused): return "the exercise is paused: resume it"
        case (.resume, .initialized): return "the exercise has not been started: start it"
        case (_, .completed): return "the exercise is completed: reset begins a new run"
        case (_, .stopped): return "the exercise is stopped: reset begins a new run"
        case (_, .initialized): return "the exercise has not been started"
        default: return "not allowed while the exercise is \(status.rawValue)"
        }
    }

    private static func allowed(_ order: ControlCommand.Order) -> Set<ClockStatus> {
        switch order {
        case .start: [.initialized]
        case .pause: [.running]
        case .resume: [.paused]
        case .stop, .deliver: [.running, .paused]
        case .speed, .seek, .hold, .release, .skip, .move, .add: [.initialized, .running, .paused]
        case .reset, .retry, .note, .noDuff, .clearNoDuff, .receipt, .tick, .answer, .saga:
            Set(ClockStatus.allCases)
        }
    }

    /// Whether the command would send something, or let the clock run, which NO DUFF forbids.
    package static func isStoppedByNoDuff(_ order: ControlCommand.Order) -> Bool {
        switch order {
        case .start, .resume, .deliver, .retry, .answer(_, agreed: true, _), .saga(_, .retry): true
        default: false
        }
    }

    /// Whether the command changes the status of the exercise, which another daemon on it forbids.
    package static func changesStatus(_ order: ControlCommand.Order) -> Bool {
        switch order {
        case .start, .pause, .resume, .stop, .reset, .noDuff: true
        default: false
        }
    }
}
