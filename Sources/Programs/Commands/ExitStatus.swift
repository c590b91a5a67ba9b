import Assembly
import HTTPGateway

/// The exit statuses of `contract.md` 4.
enum ExitStatus: Int32 {
    case done = 0
    /// The check or the command was refused.
    case refused = 1
    case usage = 2
    /// The broker or the daemon cannot be reached or does not answer.
    case unreachable = 69
    /// The store cannot be opened or written.
    case store = 74
}

/// Why a verb ended without having done its work.
struct Failure: Error {
    var status: Int32
    var message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status.rawValue
        self.message = message
    }

    /// Ended by a signal, as a shell counts it; nothing is left to say.
    init(signal: Int32) {
        status = 128 + signal
        message = ""
    }

    init(_ fault: Daemon.Fault) {
        switch fault {
        case .store, .restore: self.init(.store, fault.description)
        case .http(.exposed): self.init(.usage, fault.description)
        case .http, .ownBroker: self.init(.unreachable, fault.description)
        case .loop: self.init(.refused, fault.description)
        }
    }
}
