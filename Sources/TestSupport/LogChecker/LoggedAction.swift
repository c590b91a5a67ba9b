import ExerciseModel

/// One action of a saga, as the log has it.
struct LoggedAction {
    /// Who does it, and who undoes it; `nil` when no simulation does.
    var simulation: String?
    var undoer: String?
    /// Microseconds for each attempt.
    var timeout: Int64

    /// All of a saga, in the order of their numbers.
    static func all(of start: LoggedEvent) -> [LoggedAction] {
        (start.data["stages"]?.array ?? []).flatMap { $0.array ?? [] }.compactMap(\.object).map { action in
            LoggedAction(
                simulation: action["send_to"]?.string, undoer: action["undo"]?.object?["send_to"]?.string,
                timeout: action["timeout_us"]?.integer ?? 0)
        }
    }

    /// Who answers for it in a phase; `nil` when no simulation does.
    func simulation(in phase: String) -> String? { phase == "do" ? simulation : undoer }
}

/// A step of a saga in one phase.
struct LoggedStep: Hashable, CustomStringConvertible {
    var saga: String
    var step: Int64
    var phase: String

    init(_ event: LoggedEvent) {
        (saga, step, phase) = (event.text("saga"), event.integer("step"), event.text("phase"))
    }

    init(saga: String, step: Int64, phase: String) { (self.saga, self.step, self.phase) = (saga, step, phase) }

    /// As a command names itself.
    var description: String { "\(saga).\(step).\(phase)" }
}
