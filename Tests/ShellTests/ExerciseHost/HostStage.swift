import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Orchestration

/// A host over a store in memory, with the time in hand.
final class HostStage {
    static let identity = HostIdentity(instance: InstanceID(trusted: "host-5"), version: "1.0.0", bootID: "boot-1")

    let store: WatchedStore
    let host: Host
    let clock: ManualClock
    private(set) var outcome = Host.Outcome()

    init(_ store: WatchedStore = WatchedStore(), clock: ManualClock = ManualClock(), burst: Int = 128) {
        self.store = store
        self.clock = clock
        host = HostStage.host(store, burst: burst)
    }

    static func host(_ store: any EventStore, burst: Int = 128) -> Host {
        Host(store: store, codec: FactCodec { files, _ in plan(of: files) }, identity: identity, burst: burst)
    }

    /// The file of an exercise holds its name alone; each has `a` at 10 s for blue, `crowd` for ten teams.
    static func loaded(_ name: String) -> LoadedExercise {
        let files = SourceFiles(
            exercise: SourceFiles.File(path: "\(name).yaml", bytes: Array(name.utf8)), timelines: [])
        return LoadedExercise(
            files: files, defaults: DeliverySettings(),
            plan: plan(of: files) ?? ExercisePlan(id: ExerciseID(trusted: "none")))
    }

    private static func plan(of files: SourceFiles) -> ExercisePlan? {
        ExerciseID(String(decoding: files.exercise.bytes, as: UTF8.self)).map { id in
            let teams = id.text == "crowd" ? (1...10).map { "t\($0)" } : ["blue"]
            return PlanBuilder.plan([PlanBuilder.inject("a", at: 10)], teams: teams) { plan in
                plan.id = id
                plan.publishEvents = id.text == "loud"
                plan.onRestart = .continue
            }
        }
    }

    @discardableResult
    func turn(_ inputs: HostInput...) -> Host.Outcome {
        outcome = host.turn(inputs, now: clock.now)
        return outcome
    }

    /// Loads exercises and has the broker hear them.
    func load(_ names: String...) {
        for name in names {
            turn(.load(HostStage.loaded(name), changed: []))
            turn(.report(.attending(ExerciseID(trusted: name))))
        }
    }

    func command(_ name: String, _ json: String, number: UInt64 = 1) -> HostInput {
        .exercise(ExerciseID(trusted: name), .command(Array(json.utf8), .local(number, origin: "cli")))
    }

    func heard(_ topic: String, _ json: String, responseTopic: String? = nil) -> HostInput {
        .report(.heard(HeardMessage(topic: topic, payload: Array(json.utf8), responseTopic: responseTopic)))
    }

    /// The last turn's events, as exercise and type.
    var events: [String] { outcome.events.map { "\($0.exercise) \(FactCodec.encode($0.fact).type)" } }

    /// The last turn's answers to callers within the program: number and code, or `accepted`.
    var answers: [String] {
        outcome.effects.compactMap { _, effect in
            guard case .answer(let number, let result) = effect else { return nil }
            guard case .refused(let code, _) = result.outcome else { return "\(number) accepted" }
            return "\(number) \(code.rawValue)"
        }
    }

    /// The last turn's orders to the broker.
    var orders: [BrokerOrder] {
        outcome.effects.compactMap { if case .order(let order) = $0.effect { order } else { nil } }
    }

    /// What the last turn published on a topic.
    func published(_ topic: String) -> [String] {
        orders.compactMap {
            guard case .publish(let message) = $0, message.topic == topic else { return nil }
            return String(decoding: message.payload, as: UTF8.self)
        }
    }
}
