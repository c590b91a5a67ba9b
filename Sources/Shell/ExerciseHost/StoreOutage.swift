import ExerciseModel
import Orchestration

/// A time in which nothing can be made durable: nothing is accepted, and the store is tried again every 5 s.
struct StoreOutage {
    /// Microseconds between two tries.
    private static let pause: Int64 = 5_000_000

    let fault: EventStoreError
    private(set) var nextTry: WallInstant

    init(fault: EventStoreError, since now: Moment) {
        self.fault = fault
        nextTry = now.wall.adding(microseconds: StoreOutage.pause)
    }

    mutating func postpone(_ now: Moment) { nextTry = now.wall.adding(microseconds: StoreOutage.pause) }

    /// The answer to a command that came in meanwhile; `nil` for anything else.
    func refusal(of input: HostInput) -> (ExerciseID, Effect)? {
        switch input {
        case .exercise(let id, .command(_, .local(let number, _))):
            return (id, .answer(number, StoreOutage.result(id: nil, command: nil, fault)))
        case .report(.heard(let message)):
            guard case .control(let id) = HeardTopic(message.topic),
                let result = result(of: ControlMessage.read(message.payload, retained: message.retained))
            else { return nil }
            let payload = OutgoingResult.encode(result)
            return (id, .order(.publish(Publication(topic: Topic.result(id), payload: payload, qos: 1))))
        default: return nil
        }
    }

    /// The refusal that takes the place of an answer which never became true; `nil` for what must simply not be done.
    static func refusal(instead effect: Effect, of id: ExerciseID, _ fault: EventStoreError) -> Effect? {
        switch effect {
        case .answer(let number, let result):
            return .answer(number, self.result(id: result.id, command: result.command, fault))
        case .order(.publish(let publication)) where publication.topic == Topic.result(id):
            guard let object = try? JSONObject(publication.payload[...], caps: .trusted) else { return nil }
            let result = result(id: object["id"]?.string, command: object["command"]?.string, fault)
            return .order(
                .publish(Publication(topic: publication.topic, payload: OutgoingResult.encode(result), qos: 1)))
        default: return nil
        }
    }

    private func result(of reading: ControlMessage.Reading) -> CommandResult? {
        switch reading {
        case .nothing: nil
        case .command(let command):
            StoreOutage.result(id: command.record.id, command: command.record.command, fault)
        case .refused(_, let record?): StoreOutage.result(id: record.id, command: record.command, fault)
        case .refused(let result, nil): result
        }
    }

    private static func result(id: String?, command: String?, _ fault: EventStoreError) -> CommandResult {
        CommandResult(id: id, command: command, outcome: .refused(.storeUnavailable, message: fault.sentence))
    }
}
