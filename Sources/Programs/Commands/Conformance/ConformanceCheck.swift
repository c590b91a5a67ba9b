/// What a simulation is held to (`contract.md` 2), in the order in which it is tried.
enum ConformanceCheck: String, CaseIterable, Sendable {
    case registers, presence, answers
    case `repeat`
    case overlap
    case unknownKeys = "unknown_keys"
    case unknownMessage = "unknown_message"
    case error
    case unknownCommand = "unknown_command"
    case failure
    case undo
    case undoRepeat = "undo_repeat"
    case undoUnseen = "undo_unseen"
    case ping
    case comeback
    case lastWill = "last_will"
    case memory, owed, messages, unasked

    /// What it does that keeps to it.
    var title: String {
        switch self {
        case .registers: "registers first, under its id"
        case .presence: "says that it is online, retained"
        case .answers: "answers a command once, in time"
        case .repeat: "answers a repeated command as before"
        case .overlap: "answers two copies at once alike"
        case .unknownKeys: "passes over keys that it does not know"
        case .unknownMessage: "passes over messages that it does not know"
        case .error: "goes on after an error message"
        case .unknownCommand: "fails a command that it does not know"
        case .failure: "fails what it cannot do, repeated as well"
        case .undo: "undoes what it has done"
        case .undoRepeat: "answers a repeated undo as before"
        case .undoUnseen: "undoes nothing where nothing was done"
        case .ping: "answers a ping"
        case .comeback: "comes back after a cut"
        case .lastWill: "its last will says that it is offline"
        case .memory: "remembers its answers over a cut"
        case .owed: "answers what it owed when it was cut off"
        case .messages: "says all as it should"
        case .unasked: "answers nothing twice or unasked"
        }
    }

    /// What to do to keep to it.
    var rule: String {
        switch self {
        case .registers:
            #"connect, and send {"type":"register","id":…,"name":…} before anything else"#
        case .presence:
            #"publish {"status":"online"} on …/presence with QoS 1 and the retain flag after each connect"#
        case .answers:
            "send step.completed or step.failed with the command's saga_id, step_id and command_id when it is over, "
                + "and step.progress while it takes long"
        case .repeat:
            "keep each answer under its command_id; when the command_id comes again, send that answer and do nothing"
        case .overlap:
            "note the command_id before you begin: a copy that comes meanwhile waits for the same answer"
        case .unknownKeys: "read the keys that you know and leave the others: later versions have more"
        case .unknownMessage: "look at type, and leave what you do not know: later versions have more"
        case .error: "an error is about an earlier message of yours: log it, and go on"
        case .unknownCommand: "answer step.failed with a reason to every command that you do not know"
        case .failure: "answer step.failed with a reason, which controllers read, and keep it like any answer"
        case .undo: "carry out the undo, and answer step.completed"
        case .undoRepeat: "keep the answers to undos under their command_id as well"
        case .undoUnseen:
            "an answer can get lost, so an undo may come for a step that you never did: undo nothing, and answer "
                + "step.completed"
        case .ping:
            "read from the connection all the time, the work beside it: libraries answer pings while they read"
        case .comeback:
            "when the connection is gone, connect again after growing pauses, and register again; over MQTT it is "
                + "enough to say that you are online"
        case .lastWill:
            #"give the client a last will: {"status":"offline"} on …/presence with QoS 1 and the retain flag"#
        case .memory: "keep the answers where a lost connection does not take them along"
        case .owed: "go on with the command while you are cut off; when it comes again, answer it"
        case .messages: "docs/simulations.md has every message with its keys"
        case .unasked: "send one answer for each command that comes, none later or by yourself"
        }
    }

    /// What must be kept before it can be judged.
    var needs: [ConformanceCheck] {
        switch self {
        case .registers, .presence, .answers, .ping, .comeback, .messages, .unasked: []
        case .lastWill: [.comeback]
        case .memory, .owed: [.answers, .comeback]
        case .undoRepeat: [.undo]
        case .repeat, .overlap, .unknownKeys, .unknownMessage, .error, .unknownCommand, .failure, .undo, .undoUnseen:
            [.answers]
        }
    }
}
