import ExerciseModel
import ScenarioFiles

/// A command that a played simulation was sent.
struct PlayedCommand: Equatable {
    var name: String
    var saga: String
    var step: Int64
    /// The same over all attempts; a server that gives none cannot be answered as before.
    var id: String?
    /// What it says, for whoever watches.
    var words: String

    /// Reads the message; `nil` when it cannot be answered.
    init?(_ object: JSONObject) {
        guard let name = object["command"]?.string, let saga = object["saga_id"]?.string,
            let step = object["step_id"]?.integer
        else { return nil }
        (self.name, self.saga, self.step, id) = (name, saga, step, object["command_id"]?.string)
        let params = object["params"].map { " " + String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        var place = "\(saga) step \(step)"
        if object["phase"]?.string == "undo" { place += ", undo" }
        if let attempt = object["attempt"]?.integer, attempt > 1 { place += ", attempt \(attempt)" }
        words = TerminalText.plain(name) + TerminalText.cut(TerminalText.plain(params), to: 120) + "  (\(place))"
    }

    /// That it goes on.
    var progress: [UInt8] { message("step.progress") { _ in } }

    /// The answer in the end; `never` is none, and reads as completed.
    func answer(_ outcome: PlayedAnswer.Outcome) -> [UInt8] {
        switch outcome {
        case .completed(let output):
            message("step.completed") { writer in if let output { writer.field("output", output) } }
        case .failed(let reason, let isRetryable):
            message("step.failed") { writer in
                writer.field("reason", reason)
                writer.field("retryable", isRetryable)
            }
        case .never: message("step.completed") { _ in }
        }
    }

    private func message(_ type: String, _ more: (inout JSONWriter) -> Void) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("type", type)
            writer.field("saga_id", saga)
            writer.field("step_id", step)
            writer.field("command_id", ifPresent: id)
            more(&writer)
        }
    }
}

extension PlayedAnswer.Outcome {
    var isRetryable: Bool { if case .failed(_, retryable: true) = self { true } else { false } }

    /// What it is called in a line.
    var words: String {
        switch self {
        case .completed(let output):
            "completed" + (output.map { " " + String(decoding: $0.bytes, as: UTF8.self) } ?? "")
        case .failed(let reason, let isRetryable): "failed, \(reason)" + (isRetryable ? " (may be tried again)" : "")
        case .never: "no answer"
        }
    }
}
