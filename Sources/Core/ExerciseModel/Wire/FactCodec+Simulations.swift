extension FactCodec {
    /// What simulations did and said.
    static func write(_ fact: SimulationFact, _ writer: inout JSONWriter) -> FactType {
        switch fact {
        case .registered(let simulation, let name, let door):
            writer.field("simulation", simulation.text)
            writer.field("name", name)
            writer.field("door", door.rawValue)
            return .simulationRegistered
        case .left(let simulation, let reason):
            writer.field("simulation", simulation.text)
            writer.field("reason", reason)
            return .simulationLeft
        case .returned(let simulation):
            writer.field("simulation", simulation.text)
            return .simulationReturned
        case .reported(let event, let verdict):
            writer.field("simulation", event.from.text)
            writer.field("event_type", event.type)
            writer.field("event_id", ifPresent: event.id)
            writer.field("payload", event.payload)
            write(verdict, &writer)
            return .simulationEvent
        case .evaluated(let position, let matches):
            writer.field("event", position)
            write(matches, &writer)
            return .rulesEvaluated
        case .passedOver(let position, let reason):
            writer.field("event", position)
            writer.field("reason", reason)
            return .rulesPassedOver
        case .refused(let simulation, let code, let message):
            writer.field("simulation", ifPresent: simulation?.text)
            writer.field("code", code.rawValue)
            writer.field("message", message)
            return .simulationRefused
        }
    }

    private static func write(_ verdict: RuleVerdict, _ writer: inout JSONWriter) {
        switch verdict {
        case .evaluated(let matches):
            writer.field("rules", "evaluated")
            if !matches.isEmpty { write(matches, &writer) }
        case .queued(let matches):
            writer.field("rules", "queued")
            if !matches.isEmpty { write(matches, &writer) }
        case .notRun(let reason):
            writer.field("rules", "not_run")
            writer.field("reason", reason)
        }
    }

    private static func write(_ matches: [RuleMatch], _ writer: inout JSONWriter) {
        writer.key("matches")
        writer.openArray()
        for match in matches {
            writer.openObject()
            writer.field("rule", match.rule.text)
            writer.field("fires", match.fires)
            writer.closeObject()
        }
        writer.closeArray()
    }
}

extension FactReader {
    /// The same, read back.
    func simulationFact(_ type: FactType) -> SimulationFact? {
        switch type {
        case .simulationRegistered:
            zip(simulation, text("name"), text("door").flatMap(SimulationDoor.init)).map(SimulationFact.registered)
        case .simulationLeft: zip(simulation, text("reason")).map(SimulationFact.left)
        case .simulationReturned: simulation.map(SimulationFact.returned)
        case .simulationEvent: zip(event, verdict).map(SimulationFact.reported)
        case .rulesEvaluated: zip(integer("event"), matches).map { .evaluated(event: $0, $1) }
        case .rulesPassedOver: zip(integer("event"), text("reason")).map { .passedOver(event: $0, reason: $1) }
        case .simulationRefused:
            zip(text("code").flatMap(RefusalCode.init), text("message")).map {
                .refused(simulation, code: $0, message: $1)
            }
        default: nil
        }
    }

    private var simulation: SimulationID? { text("simulation").map(SimulationID.init(trusted:)) }

    private var event: SimulationEvent? {
        zip(simulation, text("event_type"), object["payload"]).map {
            SimulationEvent(from: $0, type: $1, payload: $2.text, id: text("event_id"))
        }
    }

    private var verdict: RuleVerdict? {
        let matches = object["matches"] == nil ? [] : matches
        switch text("rules") {
        case "evaluated": return matches.map(RuleVerdict.evaluated)
        case "queued": return matches.map(RuleVerdict.queued)
        case "not_run": return text("reason").map(RuleVerdict.notRun)
        default: return nil
        }
    }

    private var matches: [RuleMatch]? {
        object["matches"]?.array?.allOrNothing { value in
            value.object.flatMap { zip($0["rule"]?.string, $0["fires"]?.bool) }
                .map { RuleMatch(RuleID(trusted: $0), fires: $1) }
        }
    }
}
