import ExerciseModel
import Orchestration

/// Which exercise each connection of a simulation belongs to (`contract.md` 2).
struct SocketDesk {
    /// What a report means.
    enum Meaning {
        case input(ExerciseID, Input)
        /// Nobody is concerned but the one who sent it.
        case orders([SimulationOrder])
    }

    private var exercises: [SocketID: ExerciseID] = [:]

    /// The exercise that a connection asks for, else the standard one, else the only one.
    mutating func read(_ report: SimulationReport, loaded: [ExerciseID], standard: ExerciseID) -> Meaning {
        switch report {
        case .opened(let socket, let name):
            let wanted = name.map { ExerciseID(trusted: $0) } ?? (loaded.contains(standard) ? standard : loaded.first)
            guard let wanted, loaded.contains(wanted), name != nil || wanted == standard || loaded.count == 1 else {
                return .orders(Self.refusal(socket, Self.unknown(name, loaded), .unknownExercise))
            }
            exercises[socket] = wanted
            return input(socket, .opened)
        case .said(let socket, let bytes): return input(socket, .said(bytes))
        case .unreadable(let socket, let frame):
            return input(socket, .unreadable(frame.code, reason: frame.sentence))
        case .closed(let socket, let reason):
            defer { exercises[socket] = nil }
            return input(socket, .closed(reason: reason))
        }
    }

    /// What is told while nothing can be made durable: that it did not count.
    mutating func refuse(
        _ report: SimulationReport, loaded: [ExerciseID], standard: ExerciseID, _ reason: String
    ) -> [SimulationOrder] {
        guard case .input = read(report, loaded: loaded, standard: standard), case .said(let socket, _) = report else {
            return []
        }
        return [.send(socket, SimulationReply.error(.storeUnavailable, reason))]
    }

    /// Lets go of all: whoever was connected connects anew and is sent what it is owed.
    mutating func closeAll() -> [SimulationOrder] {
        defer { exercises = [:] }
        return exercises.keys.sorted { $0.number < $1.number }.map(SimulationOrder.close)
    }

    private func input(_ socket: SocketID, _ news: SocketNews) -> Meaning {
        exercises[socket].map { .input($0, .socket(socket, news)) } ?? .orders([])
    }

    private static func refusal(_ socket: SocketID, _ message: String, _ code: RefusalCode) -> [SimulationOrder] {
        [.send(socket, SimulationReply.error(code, message)), .close(socket)]
    }

    private static func unknown(_ name: String?, _ loaded: [ExerciseID]) -> String {
        if let name { return "there is no exercise '\(name.prefix(64))' here" }
        return loaded.isEmpty
            ? "no exercise is loaded here"
            : "several exercises are loaded here: say which one with /ws?exercise=<id>"
    }
}
