import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration

extension Life {
    /// Lays out when which simulation comes, goes and reports.
    func planSimulations(before end: Int64) {
        for place in simulations.indices {
            let isSteady = simulations[place].manner.isSteady
            agenda.plan(.simulation(place, .turns), at: isSteady ? 0 : whim.number(0...end / 2))
            for _ in 0..<whim.number(2...16) { agenda.plan(.simulation(place, .reports), at: whim.number(0...end)) }
            let extras: ClosedRange<Int64> = 1...3
            for extra in extras where !simulations[place].manner.isQuiet {
                agenda.plan(.simulation(place, .reports), at: end + extra * 5_000_000)
            }
            agenda.plan(.simulation(place, .insists), at: whim.number(0...10_000_000))
        }
    }

    func happen(_ happening: SimulationHappening, to place: Int) {
        switch happening {
        case .turns: simulationTurns(place)
        case .connects(let life): if life == simulations[place].life { connect(place) }
        case .will(let life):
            guard life == simulations[place].life, !simulations[place].isRunning else { return }
            tellPresence(place, "offline")
        case .opened, .brings, .gone, .closed: happenAtSocket(happening, of: place)
        case .publishes(let topic, let payload): reachBroker(place, topic, payload)
        case .hears(let connection, let message):
            if connection == simulations[place].connection { take(message, place) }
        case .isCut(let connection):
            guard connection == simulations[place].connection else { return }
            disconnect(place)
            comeAgain(place)
        case .says(let life, let topic, let payload):
            if life == simulations[place].life { say(place, topic, payload) }
        case .reports: report(place)
        case .insists:
            insist(place)
            agenda.plan(.simulation(place, .insists), at: now + whim.number(2_000_000...9_000_000))
        }
    }

    /// It comes, or it goes: of its own accord, or because it died.
    private func simulationTurns(_ place: Int) {
        if isCalm, simulations[place].isRunning != simulations[place].manner.isLost { return }
        if simulations[place].isRunning { leave(place) } else { come(place) }
        guard !simulations[place].manner.isSteady, !isCalm else { return }
        let most: Int64 = simulations[place].isRunning ? 60_000_000 : whim.pick([2_000_000, 30_000_000])
        agenda.plan(.simulation(place, .turns), at: now + whim.number(20_000...most))
    }

    private func come(_ place: Int) {
        simulations[place].isRunning = true
        simulations[place].life += 1
        if whim.chance(150), intensity.faults > 0 {
            simulations[place].isOverBroker.toggle()
            simulations[place].isRegistered = false
        }
        agenda.plan(.simulation(place, .connects(life: simulations[place].life)), at: now + whim.number(0...100_000))
    }

    private func leave(_ place: Int) {
        counters.departures += 1
        let isOverBroker = simulations[place].isOverBroker
        if isOverBroker, simulations[place].isConnected, whim.chance(300) { tellPresence(place, "offline") }
        disconnect(place)
        simulations[place].isRunning = false
        simulations[place].life += 1
        if isOverBroker {
            let life = simulations[place].life
            agenda.plan(.simulation(place, .will(life: life)), at: now + whim.number(1_000...10_000_000))
        }
        guard simulations[place].manner.forgets else { return }
        (simulations[place].words, simulations[place].pending) = ([:], [:])
    }

    func comeAgain(_ place: Int) {
        guard simulations[place].isRunning else { return }
        let life = simulations[place].life
        agenda.plan(.simulation(place, .connects(life: life)), at: now + whim.number(20_000...2_000_000))
    }

    private func connect(_ place: Int) {
        guard simulations[place].isRunning, !simulations[place].isConnected else { return }
        guard simulations[place].isOverBroker else { return openSocket(place) }
        guard now >= broker.awayUntil else { return comeAgain(place) }
        simulations[place].isConnected = true
        simulations[place].connection += 1
        let kept = simulations[place].kept
        simulations[place].kept = []
        for message in kept { arrive(message, at: place) }
        if !simulations[place].isRegistered || whim.chance(400) { say(place, .register, registration(place)) }
        tellPresence(place, "online")
        insist(place)
    }

    /// The message with which it registers.
    func registration(_ place: Int) -> [UInt8] {
        let id = simulations[place].id
        return Array("{\"type\":\"register\",\"id\":\"\(id)\",\"name\":\"The \(id)\"}".utf8)
    }

    /// Nothing that is under way reaches anybody any more.
    func disconnect(_ place: Int) {
        if !simulations[place].isOverBroker { abandonSocket(place) }
        simulations[place].connection += 1
        simulations[place].isConnected = false
    }

    /// It publishes, or speaks on its socket.
    func say(_ place: Int, _ topic: SimulationTopic, _ payload: [UInt8]) {
        guard simulations[place].isConnected else { return }
        note(payload, of: place)
        guard simulations[place].isOverBroker else { return send(payload, from: place) }
        let at = max(simulations[place].lastArrival.up, now + whim.number(200...20_000))
        simulations[place].lastArrival.up = at
        agenda.plan(.simulation(place, .publishes(topic, payload)), at: max(at, broker.stalledUntil))
    }

    /// What it says may be in the log from now on.
    private func note(_ payload: [UInt8], of place: Int) {
        guard let message = try? JSONObject(payload[...]), let type = message["type"]?.string else { return }
        let name = simulations[place].id.text
        switch type {
        case "event":
            let event = SimulationTraffic.Event(
                of: name, id: message["event_id"]?.string, payload: message["payload"].map { Array($0.bytes) } ?? [])
            seen.simulations.events[event, default: 0] += 1
        case "step.completed", "step.failed":
            seen.simulations.answers.insert(
                SimulationTraffic.Answer(
                    of: name, saga: message["saga_id"]?.string ?? "", step: message["step_id"]?.integer ?? -1,
                    isCompleted: type == "step.completed"))
        default: break
        }
    }

    /// A message reaches it in a while, after those before it.
    func arrive(_ payload: [UInt8], at place: Int) {
        let slowest: Int64 = isCalm ? 20_000 : whim.pick([20_000, 20_000, 20_000, 1_000_000])
        let at = max(simulations[place].lastArrival.down, now + whim.number(200...slowest))
        simulations[place].lastArrival.down = at
        agenda.plan(.simulation(place, .hears(connection: simulations[place].connection, payload)), at: at)
    }

    /// What is known of the end: who asked and never heard.
    func closeSimulations() {
        counters.reports = seen.records.count { $0.type == "simulation.event" }
        counters.sagas = seen.records.count { $0.type == "saga.started" }
        counters.steps = seen.records.count { $0.type == "step.dispatched" }
        for simulation in simulations where simulation.isRunning && simulation.manner.conforms {
            for id in simulation.pending.keys.sorted() {
                seen.simulations.unheard.append(
                    SimulationTraffic.Event(of: simulation.id.text, id: id, payload: simulation.pending[id] ?? []))
            }
        }
    }
}
