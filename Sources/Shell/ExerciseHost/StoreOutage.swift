import ExerciseModel
import Orchestration

/// A time in which nothing can be made durable: nothing is accepted, and the store is tried again every 5 s.
struct StoreOutage {
    /// Microseconds between two tries.
    private static let pause: Int64 = 5_000_000

    let fault: EventStoreError
    private(set) var nextTry: WallInstant
    /// Files that came meanwhile, which nobody sends a second time.
    private(set) var loads: [HostInput] = []

    init(fault: EventStoreError, since now: Moment) {
        self.fault = fault
        nextTry = now.wall.adding(microseconds: StoreOutage.pause)
    }

    mutating func postpone(_ now: Moment) { nextTry = now.wall.adding(microseconds: StoreOutage.pause) }

    /// The answers to a command that came in meanwhile. An exercise to load is kept; all else comes again.
    mutating func take(_ input: HostInput) -> [(ExerciseID, Effect)] {
        switch input {
        case let input where input.bringsFiles:
            loads.append(input)
            return []
        case .exercise(let id, .command(let bytes, let door)):
            return refuse(bytes, of: id, door)
        case .report(.heard(let message)):
            guard case .control(let id) = HeardTopic(message.topic), !message.retained else { return [] }
            return refuse(
                message.payload, of: id,
                .mqtt(responseTopic: message.responseTopic, correlation: message.correlation))
        default: return []
        }
    }

    private func refuse(_ bytes: [UInt8], of id: ExerciseID, _ door: Door) -> [(ExerciseID, Effect)] {
        let result: CommandResult
        switch ControlMessage.read(bytes, retained: false) {
        case .nothing:
            guard case .local(let number, _) = door else { return [] }
            return [(id, .answer(number, .noCommand))]
        case .refused(let refused, _): result = refused
        case .command(let command):
            result = StoreOutage.result(id: command.record.id, command: command.record.command, fault)
        }
        var effects = OutgoingResult.publications(result, of: id, door).map { Effect.order(.publish($0)) }
        if case .local(let number, _) = door { effects.append(.answer(number, result)) }
        return effects.map { (id, $0) }
    }

    /// The refusal that takes the place of an answer which never became true; `nil` for what must simply not be done.
    static func refusal(instead effect: Effect, _ fault: EventStoreError) -> Effect? {
        switch effect {
        case .answer(let number, let result):
            return .answer(number, self.result(id: result.id, command: result.command, fault))
        case .order(.publish(var publication)):
            guard let object = try? JSONObject(publication.payload[...], caps: .trusted), object["accepted"] != nil
            else { return nil }
            let result = result(id: object["id"]?.string, command: object["command"]?.string, fault)
            publication.payload = OutgoingResult.encode(result)
            return .order(.publish(publication))
        default: return nil
        }
    }

    private static func result(id: String?, command: String?, _ fault: EventStoreError) -> CommandResult {
        CommandResult(id: id, command: command, outcome: .refused(.storeUnavailable, message: fault.sentence))
    }
}
