import ExerciseHost
import ExerciseModel
import Orchestration

/// A daemon's manners at `/ws`, for one simulation: the first message is its registration, the newest one has its place.
struct SocketFront {
    /// What is to be done about a report, and what the trial is to know of it.
    struct Turn: Equatable {
        var orders: [SimulationOrder] = []
        var news: [ConformanceTrial.News] = []
    }

    let simulation: SimulationID
    /// Where the simulation is registered.
    private(set) var socket: SocketID?
    /// Those who have said nothing yet.
    private var silent: Set<SocketID> = []

    init(_ simulation: SimulationID) { self.simulation = simulation }

    /// Takes a report.
    mutating func hear(_ report: SimulationReport) -> Turn {
        switch report {
        case .opened(let id, _):
            silent.insert(id)
            return Turn()
        case .said(let id, let text):
            if id == socket { return take(text, on: id) }
            // What is cut off or sent away may still have been speaking.
            return silent.remove(id) == nil ? Turn() : welcome(text, on: id)
        case .unreadable(let id, let frame):
            guard id == socket || silent.remove(id) != nil else { return Turn() }
            let code: RefusalCode = frame == .tooLarge ? .tooLarge : .invalidJSON
            return refuse(.init(code, frame.sentence), Array("(\(frame.sentence))".utf8), on: id)
        case .closed(let id, let reason):
            if silent.remove(id) != nil {
                return Turn(news: [.visited("somebody connected and did not register: \(reason)")])
            }
            guard id == socket else { return Turn() }
            socket = nil
            return Turn(news: [.left(reason: reason)])
        }
    }

    /// Lets go of the simulation; gives the connection that is to be cut.
    mutating func cut() -> SocketID? { socket.take() }

    private func take(_ text: [UInt8], on id: SocketID) -> Turn {
        do throws(Refusal) {
            let message = try SimulationMessage.read(text)
            guard case .register = message else { return Turn(news: [.said(message, text)]) }
            throw .init(.invalidCommand, "'\(simulation)' is registered on this connection already")
        } catch {
            return refuse(error, text, on: id)
        }
    }

    private mutating func welcome(_ text: [UInt8], on id: SocketID) -> Turn {
        do throws(Refusal) {
            guard case .register(let named, _, _) = try SimulationMessage.read(text) else {
                throw .init(.invalidCommand, "the first message must be \"register\"")
            }
            guard named == simulation else {
                let error = SimulationReply.error(
                    .unknownSimulation, "this trial is of '\(simulation)', not of '\(named)'")
                return Turn(
                    orders: [.send(id, error), .close(id)],
                    news: [.visited(by: named)])
            }
        } catch {
            return refuse(error, text, on: id)
        }
        var turn = Turn(orders: [.send(id, SimulationReply.registered)], news: [.registered])
        if let old = socket { turn.orders = [.send(old, SimulationReply.replaced), .close(old)] + turn.orders }
        socket = id
        return turn
    }

    private func refuse(_ refusal: Refusal, _ text: [UInt8], on id: SocketID) -> Turn {
        let error = SimulationOrder.send(id, SimulationReply.error(refusal.code, refusal.message))
        if id == socket { return Turn(orders: [error], news: [.misspoke(refusal.message, text)]) }
        // While the simulation has its connection, others speak for themselves.
        let news: ConformanceTrial.News =
            socket == nil
            ? .misspoke(refusal.message, text) : .visited("somebody did not register: \(refusal.message)")
        return Turn(orders: [error, .close(id)], news: [news])
    }
}
