import ExerciseControl
import ExerciseModel
import ScenarioRules

extension Exercise {
    /// A simulation's connection over WebSocket: the first message must be its registration.
    mutating func hear(_ socket: SocketID, _ news: SocketNews) {
        switch news {
        case .opened: break
        case .said(let bytes): take(bytes, on: socket)
        case .unreadable(let code, let reason):
            refuse(Refusal(code, reason), from: doors.simulation(on: socket), at: .socket(socket))
            closeStranger(socket)
        case .closed(let reason):
            if let simulation = doors.simulation(on: socket) { leave(simulation, reason) }
        }
    }

    /// What came on a topic of a simulation, or its presence there.
    mutating func hear(
        _ simulation: SimulationID, _ topic: SimulationTopic, _ payload: [UInt8], retained: Bool
    ) {
        guard !payload.isEmpty else { return }
        guard let kind = SimulationMessage.Kind(topic) else { return hearPresence(simulation, payload) }
        let place = Mouthpiece.mqtt(simulation)
        guard !retained else {
            // Whenever we come back to the broker it would happen once more.
            let message = "'\(topic.rawValue)' must not be retained: publish it without the retain flag"
            return refuse(Refusal(.retainedCommand, message), from: simulation, at: place)
        }
        let message: SimulationMessage
        do throws(Refusal) {
            message = try SimulationMessage.read(payload, expecting: kind, on: simulation)
        } catch {
            return refuse(error, from: simulation, at: place)
        }
        if case .register(_, let name, _) = message { return register(simulation, name, at: .mqtt) }
        // Whoever registered over WebSocket since has the name; who speaks here must take it back first.
        guard state.simulations[simulation]?.door == .mqtt else {
            return refuse(Refusal(.invalidCommand, "'\(simulation)' must register first"), from: simulation, at: place)
        }
        if state.simulations.mayReturn(simulation) { comeBack(simulation) }
        take(message, from: simulation, at: place)
    }

    private mutating func take(_ bytes: [UInt8], on socket: SocketID) {
        let (known, place) = (doors.simulation(on: socket), Mouthpiece.socket(socket))
        do throws(Refusal) {
            switch (try SimulationMessage.read(bytes), known) {
            case (.register(let simulation, let name, _), nil): register(simulation, name, at: .socket(socket))
            case (.register, let simulation?):
                throw Refusal(
                    .invalidCommand, "'\(simulation)' is registered on this connection already")
            case (_, nil): throw Refusal(.invalidCommand, "the first message must be \"register\"")
            case (let message, let simulation?): take(message, from: simulation, at: place)
            }
        } catch {
            refuse(error, from: known, at: place)
        }
        closeStranger(socket)
    }

    /// A connection whose first message was not a registration is of no use to anybody.
    private mutating func closeStranger(_ socket: SocketID) {
        if doors.simulation(on: socket) == nil { step.effects.append(.simulation(.close(socket))) }
    }

    /// The newest registration of a name has it; whoever had it is told and hears no more.
    private mutating func register(_ simulation: SimulationID, _ name: String, at door: SimulationDoors.Door) {
        let place = Mouthpiece(door, simulation)
        if !state.plan.simulations.isEmpty, !state.plan.simulations.contains(where: { $0.id == simulation }) {
            let message = "there is no simulation '\(simulation)' in this exercise"
            return refuse(Refusal(.unknownSimulation, message), from: nil, at: place)
        }
        guard state.simulations.hasRoom(for: simulation) else {
            let message = "\(Limits.simulations) simulations have registered in this exercise"
            return refuse(Refusal(.overloaded, message), from: nil, at: place)
        }
        if let old = doors.door(of: simulation), old != door {
            say(SimulationReply.replaced, .error, at: Mouthpiece(old, simulation))
            if case .socket(let socket) = old { step.effects.append(.simulation(.close(socket))) }
        }
        let kind: SimulationDoor = door == .mqtt ? .mqtt : .websocket
        record(.simulation(.registered(simulation, name: name, kind)), by: "simulation:\(simulation)")
        doors.open(simulation, at: door)
        say(SimulationReply.registered, .registered, at: place)
    }

    /// One that had registered over the broker is there again.
    private mutating func comeBack(_ simulation: SimulationID) {
        record(.simulation(.returned(simulation)), by: "simulation:\(simulation)")
        doors.open(simulation, at: .mqtt)
    }

    private mutating func leave(_ simulation: SimulationID, _ reason: String) {
        record(.simulation(.left(simulation, reason: reason)), by: "simulation:\(simulation)")
        doors.close(simulation)
    }

    private mutating func hearPresence(_ simulation: SimulationID, _ payload: [UInt8]) {
        guard let status = (try? JSONObject(payload[...]))?["status"]?.string,
            state.simulations[simulation]?.door == .mqtt
        else { return }
        let isAway = state.simulations.mayReturn(simulation)
        if status == "online", isAway { comeBack(simulation) }
        if status == "offline", !isAway { leave(simulation, "its client went offline") }
    }

    private mutating func take(_ message: SimulationMessage, from simulation: SimulationID, at place: Mouthpiece) {
        switch message {
        case .register: break
        case .event(let type, let payload, let id):
            take(SimulationEvent(from: simulation, type: type, payload: payload, id: id), at: place)
        case .answer(let answer): take(answer, from: simulation, at: place)
        }
    }

    /// An event is laid down with what the rules make of it, and answered if it has a name of its own.
    private mutating func take(_ event: SimulationEvent, at place: Mouthpiece) {
        switch state.rules.earlier(event) {
        case .same(let position, let verdict): return accept(event, position, verdict, at: place)
        case .conflict:
            let message = "the event_id '\(event.id ?? "")' was used before for another event"
            return refuse(Refusal(.conflict, message), from: event.from, at: place)
        case .none: break
        }
        guard state.sagas.waitingCount < Limits.waitingSagas else {
            let message = "\(Limits.waitingSagas) sagas wait: send the event again later"
            return refuse(Refusal(.overloaded, message), from: event.from, at: place)
        }
        guard state.rules.hasRoom(for: event) else {
            return refuse(Refusal(.overloaded, "too many events wait for resume"), from: event.from, at: place)
        }
        let verdict = state.rules.decideVerdict(
            event, at: time(at: now), in: state.clock.status, isNoDuff: state.noDuff != nil)
        let cause = record(.simulation(.reported(event, verdict)), by: "simulation:\(event.from)")
        accept(event, cause.position, verdict, at: place)
        switch verdict {
        case .evaluated(let matches), .queued(let matches): startSagas(matches, event: cause)
        case .notRun: break
        }
    }

    private mutating func accept(
        _ event: SimulationEvent, _ position: Int64, _ verdict: RuleVerdict, at place: Mouthpiece
    ) {
        guard let id = event.id else { return }
        let waits = RuleBook.waitReason(in: state.clock.status, isNoDuff: state.noDuff != nil)
        say(SimulationReply.accepted(id: id, position: position, verdict, waits: waits), .accepted, at: place)
    }

    private mutating func take(_ answer: StepAnswer, from simulation: SimulationID, at place: Mouthpiece) {
        let actor = "simulation:\(simulation)"
        let around = surroundings
        switch state.sagas.decideAnswer(answer, from: simulation, around) {
        case .taken(let saga, let fact):
            record(.saga(saga, fact), by: actor, cause: cause(of: saga))
            publishFailure(after: fact, of: saga)
        case .ignored(let saga, let fact, let refusal):
            record(.saga(saga, fact), by: actor, cause: cause(of: saga))
            say(SimulationReply.error(refusal.code, refusal.message), .error, at: place)
        case .repeated: repeatedAnswers += 1
        case .refused(let refusal): refuse(refusal, from: simulation, at: place)
        }
    }

    /// Says why a message counts for nothing, and lays that down: nobody who goes on and on fills the log with it.
    private mutating func refuse(
        _ refusal: Refusal, from simulation: SimulationID?, at place: Mouthpiece
    ) {
        say(SimulationReply.error(refusal.code, refusal.message), .error, at: place)
        let left = refusals.take(simulation.flatMap { state.simulations[$0] == nil ? nil : $0 }, at: now.wall)
        guard left >= 0 else { return unrecordedRefusals += 1 }
        let message = refusal.message + (left == 0 ? "; what follows within a minute is counted only" : "")
        let actor = simulation.map { "simulation:\($0)" } ?? "simulation"
        record(.simulation(.refused(simulation, code: refusal.code, message: message)), by: actor)
    }

    /// Where a simulation is spoken to: its connection, or its topics.
    enum Mouthpiece {
        case socket(SocketID)
        case mqtt(SimulationID)

        init(_ door: SimulationDoors.Door, _ simulation: SimulationID) {
            switch door {
            case .socket(let socket): self = .socket(socket)
            case .mqtt: self = .mqtt(simulation)
            }
        }
    }

    /// What is said, by which its topic is chosen over MQTT.
    enum Saying { case registered, accepted, command, error }

    mutating func say(_ message: [UInt8], _ saying: Saying, at place: Mouthpiece) {
        switch (place, saying) {
        case (.socket(let socket), _): step.effects.append(.simulation(.send(socket, message)))
        case (.mqtt(let simulation), .registered): publish(message, Topic.registered(state.id, simulation))
        case (.mqtt(let simulation), .accepted): publish(message, Topic.accepted(state.id, simulation))
        case (.mqtt(let simulation), .command): publish(message, Topic.command(state.id, simulation))
        case (.mqtt(let simulation), .error): publish(message, Topic.simulationError(state.id, simulation))
        }
    }

    private mutating func publish(_ message: [UInt8], _ topic: String) {
        publish(Publication(topic: topic, payload: message, qos: 1))
    }
}

extension SimulationMessage.Kind {
    /// What is said on a topic; `nil` for the presence, which is no message.
    init?(_ topic: SimulationTopic) {
        switch topic {
        case .register: self = .register
        case .event: self = .event
        case .step: self = .step
        case .presence: return nil
        }
    }
}
