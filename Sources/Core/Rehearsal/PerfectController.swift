import ExerciseModel

/// What the controller of a rehearsal does at once about what rules leave to one: agrees, has the exercise go on, and
/// passes over an undo that failed. Otherwise no event would come after it.
enum PerfectController {
    /// The command that a fact calls for; `nil` for most.
    static func command(after fact: Fact) -> [UInt8]? {
        switch fact {
        case .clockPaused: order("resume") { _ in }
        case .noDuffDeclared: order("clear_noduff") { _ in }
        case .approvalRequested(let approval): order("approve") { $0.field("approval", approval.id) }
        case .saga(let saga, .blocked):
            order("saga_skip") { writer in
                writer.field("saga", saga.description)
                writer.field("reason", "it fails in this rehearsal")
            }
        default: nil
        }
    }

    private static func order(_ command: String, _ arguments: (inout JSONWriter) -> Void) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("command", command)
            arguments(&writer)
        }
    }
}
