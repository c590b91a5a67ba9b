import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration

extension Life {
    /// Who hears on each topic that the daemon speaks to simulations on.
    static func topics(of cast: [SimulationID], _ exercise: ExerciseID) -> [String: Int] {
        var topics: [String: Int] = [:]
        for (place, id) in cast.enumerated() {
            for topic in [
                Topic.registered(exercise, id), Topic.accepted(exercise, id), Topic.command(exercise, id),
                Topic.simulationError(exercise, id),
            ] { topics[topic] = place }
        }
        return topics
    }

    /// A message of the daemon to a simulation over the broker, which it may lose, or say twice.
    func publish(_ payload: [UInt8], toSimulation place: Int) {
        guard broker.isUp else { return }
        told(place, payload)
        let hasTrouble = !isCalm && whim.chance(broker.trouble / 2)
        for _ in 0..<(hasTrouble ? whim.pick([0, 2]) : 1) {
            if simulations[place].isConnected, simulations[place].isOverBroker {
                arrive(payload, at: place)
            } else if simulations[place].keepsSession {
                simulations[place].kept.append(payload)
            }
        }
    }

    /// A message of a simulation is at the broker: the daemon hears it now, or when its session is taken up again.
    func reachBroker(_ place: Int, _ topic: SimulationTopic, _ payload: [UInt8]) {
        guard now >= broker.awayUntil else { return }
        let heard = HeardMessage(topic: Topic.simulation(exercise, simulations[place].id, topic), payload: payload)
        let hasTrouble = !isCalm && topic == .step && whim.chance(broker.trouble / 2)
        for _ in 0..<(hasTrouble ? whim.pick([0, 2]) : 1) {
            if broker.hears { report(.heard(heard)) } else { broker.kept.append(heard) }
        }
    }

    func tellPresence(_ place: Int, _ status: String) {
        let payload = Array("{\"status\":\"\(status)\"}".utf8)
        simulations[place].presence = payload
        hear(Topic.simulation(exercise, simulations[place].id, .presence), payload)
    }

    /// What the broker has retained of simulations.
    func tellSimulations() {
        for simulation in simulations {
            guard let presence = simulation.presence else { continue }
            hear(Topic.simulation(exercise, simulation.id, .presence), presence, retained: true)
        }
    }

    /// The broker is gone, and with it the connections over it.
    func loseBrokerConnections() {
        for place in simulations.indices where simulations[place].isOverBroker && simulations[place].isConnected {
            disconnect(place)
            comeAgain(place)
        }
    }
}
