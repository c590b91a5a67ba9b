extension FactCodec {
    /// What rules do themselves, and what they ask; `nil` for a fact that no rule brings about.
    static func writeRule(_ fact: Fact, _ writer: inout JSONWriter) -> FactType? {
        switch fact {
        case .simulation(let fact): return write(fact, &writer)
        case .saga(let saga, let fact): return write(saga, fact, &writer)
        case .variableSet(let name, let value):
            writer.field("name", name)
            if let value { writer.field("value", value) }
            return .variableSet
        case .worldPublished(let message):
            writer.field("topic", message.topic)
            writer.field("payload", message.payload)
            writer.field("retain", message.retain)
            return .worldPublished
        case .approvalRequested(let approval):
            writer.field("approval", approval.id)
            writer.field("saga", approval.saga.description)
            writer.field("step", approval.step)
            writer.field("question", approval.question)
            writer.field("until_us", approval.until.microseconds)
            return .approvalRequested
        case .approvalAnswered(let approval, let agreed, let by, let reason):
            writer.field("approval", approval)
            writer.field("agreed", agreed)
            writer.field("by", ifPresent: by)
            writer.field("reason", ifPresent: reason)
            return .approvalAnswered
        default: return nil
        }
    }
}

extension FactReader {
    /// The same, read back.
    func ruleFact(_ type: FactType) -> Fact? {
        switch type {
        case .variableSet: text("name").map { .variableSet($0, object["value"]?.text) }
        case .worldPublished:
            zip(text("topic"), object["payload"], object["retain"]?.bool).map {
                .worldPublished(WorldMessage(topic: $0, payload: $1.text, retain: $2))
            }
        case .approvalRequested: approval
        case .approvalAnswered:
            zip(text("approval"), object["agreed"]?.bool).map {
                .approvalAnswered($0, agreed: $1, by: text("by"), reason: text("reason"))
            }
        default:
            if let fact = simulationFact(type) { .simulation(fact) } else { zip(saga, sagaFact(type)).map(Fact.saga) }
        }
    }

    private var approval: Fact? {
        guard let saga, let step = integer("step"), let question = text("question"), let until = integer("until_us")
        else { return nil }
        return .approvalRequested(
            Approval(
                saga: saga, step: Int(step), question: question, until: WallInstant(microseconds: until)))
    }
}
