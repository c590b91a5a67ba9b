import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration

/// The door of simulations over WebSocket as the host sees it.
struct SocketSide {
    /// Who is at the other end of each connection that is open here.
    var open: [UInt64: Int] = [:]
    var made: UInt64 = 0
}

extension Life {
    func openSocket(_ place: Int) {
        guard host != nil else { return comeAgain(place) }
        sockets.made += 1
        sockets.open[sockets.made] = place
        simulations[place].socket = sockets.made
        simulations[place].isConnected = true
        simulations[place].isRegistered = false
        simulations[place].connection += 1
        pass(.opened(socket: sockets.made), from: place)
        say(place, .register, registration(place))
    }

    /// Its end of the connection is gone; the daemon finds out in a while.
    func abandonSocket(_ place: Int) {
        let half: Int64 = isCalm || whim.chance(700) ? 100_000 : 20_000_000
        let at = max(simulations[place].lastArrival.up, now + whim.number(500...half))
        agenda.plan(.simulation(place, .gone(socket: simulations[place].socket)), at: at)
        simulations[place].isRegistered = false
    }

    func send(_ payload: [UInt8], from place: Int) {
        pass(.brings(socket: simulations[place].socket, payload), from: place)
    }

    private func pass(_ happening: SimulationHappening, from place: Int) {
        let slowest: Int64 = isCalm ? 10_000 : whim.pick([10_000, 10_000, 10_000, 500_000])
        let at = max(simulations[place].lastArrival.up, now + whim.number(100...slowest))
        simulations[place].lastArrival.up = at
        agenda.plan(.simulation(place, happening), at: at)
    }

    func happenAtSocket(_ happening: SimulationHappening, of place: Int) {
        switch happening {
        case .opened(let socket) where sockets.open[socket] != nil:
            post(.socket(.opened(SocketID(socket), exercise: whim.chance(500) ? nil : exercise.text)))
        case .brings(let socket, let payload) where sockets.open[socket] != nil:
            post(.socket(payload.isEmpty ? .unreadable(SocketID(socket), .binary) : .said(SocketID(socket), payload)))
        case .gone(let socket):
            guard sockets.open.removeValue(forKey: socket) != nil else { return }
            post(.socket(.closed(SocketID(socket), reason: "it closed the connection")))
        case .closed(let socket, daemon):
            post(.socket(.closed(SocketID(socket), reason: "the connection was closed")))
        default: break
        }
    }

    /// The daemon's order to a connection.
    func perform(_ order: SimulationOrder) {
        switch order {
        case .send(let socket, let message):
            guard let place = sockets.open[socket.number] else { return }
            told(place, message)
            if simulations[place].socket == socket.number { arrive(message, at: place) }
        case .close(let socket):
            guard let place = sockets.open.removeValue(forKey: socket.number) else { return }
            agenda.plan(
                .simulation(place, .closed(socket: socket.number, daemon: daemon)), at: now + whim.number(100...50_000))
            guard simulations[place].socket == socket.number else { return }
            cut(place)
        }
    }

    /// The daemon is dead, and its end of every connection with it.
    func loseSockets() {
        for (socket, place) in sockets.open.sorted(by: { $0.key < $1.key })
        where simulations[place].socket == socket { cut(place) }
        sockets.open = [:]
    }

    private func cut(_ place: Int) {
        let at = max(simulations[place].lastArrival.down, now + whim.number(500...50_000))
        agenda.plan(.simulation(place, .isCut(connection: simulations[place].connection)), at: at)
    }

    func told(_ place: Int, _ payload: [UInt8]) {
        let head = store.heads().first?.position ?? 0
        seen.simulations.told.append(
            SimulationTraffic.Told(
                to: simulations[place].id.text, payload, committed: head, before: headBeforeTurn))
    }
}
