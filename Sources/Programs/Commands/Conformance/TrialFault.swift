import ExerciseModel

/// How a simulation breaks a rule, in words for whoever builds it.
enum TrialFault: Equatable {
    /// Its first message is no registration.
    case noRegistration(String)
    /// Nothing came within so many microseconds.
    case silence(Int64)
    /// Progress and no end, for so many microseconds.
    case endless(Int64)
    case tooMany(Int, most: Int)
    /// The answer is for something else.
    case foreign(String)
    case failed(reason: String?)
    /// It says it has done what it cannot know.
    case completed
    /// The answer before was of the other kind, or said this.
    case otherAnswer(before: String)
    case ended(reason: String)
    case secondConnection
    case noPong(Int64)
    case notBack(Int64)
    /// What it said, or did not say, on its topics.
    case presence(String)
    case refused(String, others: Int)
    case unsure(String, others: Int)
    case unasked(String, others: Int)

    /// What is wrong.
    var sentence: String {
        switch self {
        case .noRegistration(let words): "the first message is no registration: \(words)"
        case .silence(let time): "no answer within \(TimeSpelling.text(inSeconds: time))"
        case .endless(let time): "progress, but no answer within \(TimeSpelling.text(inSeconds: time))"
        case .tooMany(let count, let most): "\(count) answers to \(most == 1 ? "one command" : "\(most) copies")"
        case .foreign(let words): words
        case .failed(let reason): "it failed, \(reason.map { "as '\($0)'" } ?? "without a reason")"
        case .completed: "it says that it has done it"
        case .otherAnswer(let before): "the answer is not the one given before: \(before)"
        case .ended(let reason): "it hung up: \(reason)"
        case .secondConnection: "it registered on a second connection while the first one stood"
        case .noPong(let time): "no answer to a ping within \(TimeSpelling.text(inSeconds: time))"
        case .notBack(let time): "it was not back within \(TimeSpelling.text(inSeconds: time))"
        case .presence(let words): words
        case .refused(let words, let others), .unsure(let words, let others), .unasked(let words, let others):
            words + Self.further(others)
        }
    }

    /// How to mend it; `nil` where the rule itself says so.
    var mend: String? {
        switch self {
        case .tooMany: "send one step.completed or step.failed for each command that comes"
        case .foreign: "take saga_id, step_id and command_id from the command that is answered"
        case .ended: "catch whatever goes wrong within a message, answer step.failed, and keep the connection"
        case .secondConnection: "keep one connection: the newest registration takes the place of the one before"
        case .endless: "end each command with step.completed or step.failed"
        case .unsure: "publish with QoS 1: what is lost at QoS 0 is missed by nobody"
        default: nil
        }
    }

    private static func further(_ count: Int) -> String { count == 0 ? "" : " (and \(count) more)" }
}
