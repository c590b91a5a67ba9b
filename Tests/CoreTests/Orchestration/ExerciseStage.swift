import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration

/// One exercise with the time in hand: takes inputs, keeps what came of them, and plays the broker when asked.
struct ExerciseStage {
    static let instance = InstanceID(trusted: "host-5")

    var exercise: Exercise
    let clock = ManualClock()
    private(set) var events: [Event] = []
    /// All events, also those that were cleared.
    private(set) var log: [Event] = []
    private(set) var effects: [Effect] = []
    private(set) var rows: [ClockRow] = []
    /// Attempts that the broker has not answered, in the order in which they came.
    private(set) var flights: [DeliveryToken] = []
    private var number: UInt64 = 0
    private let burst: Int

    /// Loaded and opened, and heard by the broker unless told otherwise.
    init(_ plan: ExercisePlan, attending: Bool = true, burst: Int = 128) {
        self.burst = burst
        exercise = Exercise(
            loading: PlanBuilder.loaded(plan), instance: ExerciseStage.instance, bootID: "boot-1", burst: burst,
            now: clock.now)
        take(ExerciseStage.opened())
        if attending { take(.attending) }
    }

    /// Injects at so many seconds, named a, b, c …, for blue, in an hour.
    init(at seconds: Double..., teams: [String] = ["blue"], duration: Int64? = 3_600) {
        let names = "abcdefghij".map(String.init)
        self.init(
            PlanBuilder.plan(
                zip(names, seconds).map { PlanBuilder.inject($0, at: $1) }, teams: teams, duration: duration))
    }

    static func opened(row: ClockRow? = nil, bootID: String = "boot-1", mustStand: Bool = false) -> Input {
        var opening = Opening(instance: instance, version: "1.0.0", bootID: bootID, row: row)
        opening.mustStand = mustStand
        return .opened(opening)
    }

    var state: ExerciseState { exercise.state }

    /// Exercise time in seconds.
    var time: Double { Double(exercise.time(at: clock.now).microseconds) / 1_000_000 }

    @discardableResult
    mutating func take(_ input: Input) -> Step {
        let step = exercise.handle(input, now: clock.now)
        events += step.events
        log += step.events
        effects += step.effects
        if let row = step.clockRow { rows.append(row) }
        for effect in step.effects {
            switch effect {
            case .order(.deliver(let delivery)): flights.append(delivery.token)
            case .order(.withdraw): flights = []
            default: break
            }
        }
        return step
    }

    /// Lets so much time pass; the exercise is woken whenever it asked for it.
    mutating func pass(_ seconds: Double) {
        let end = clock.now.wall.adding(microseconds: Int64(seconds * 1_000_000))
        while exercise.nextWake <= end {
            clock.advance(to: exercise.nextWake)
            take(.wake)
        }
        clock.advance(to: end)
    }

    /// Lets time pass while the daemon stands still and nobody is woken.
    mutating func stall(_ seconds: Double) { clock.advance(seconds: seconds) }

    /// Gives a command by a door inside the program, and its outcome.
    @discardableResult
    mutating func command(_ json: String) -> CommandResult.Outcome? { result(json)?.outcome }

    mutating func result(_ json: String) -> CommandResult? {
        number += 1
        let step = take(.command(Array(json.utf8), .local(number, origin: "cli:ann")))
        for case .answer(number, let result) in step.effects { return result }
        return nil
    }

    /// Whether it was accepted, else the code of the refusal.
    @discardableResult
    mutating func say(_ json: String) -> String {
        switch command(json) {
        case .accepted: "accepted"
        case .refused(let code, _): code.rawValue
        case nil: "nothing"
        }
    }

    /// Says the command by name alone.
    mutating func order(_ command: String) { say(#"{"command":"\#(command)"}"#) }

    mutating func hear(_ topic: String, _ json: String, retained: Bool = false, responseTopic: String? = nil) {
        take(
            .heard(
                HeardMessage(
                    topic: topic, payload: Array(json.utf8), retained: retained, responseTopic: responseTopic,
                    correlation: responseTopic == nil ? nil : [7])))
    }

    /// Answers the oldest attempt that the broker holds.
    mutating func settle(_ outcome: DeliveryOutcome = .acknowledged(verified: true)) {
        guard !flights.isEmpty else { return }
        take(.settled(flights.removeFirst(), outcome, at: clock.now))
    }

    /// Acknowledges until the broker holds nothing.
    mutating func settleAll() { while !flights.isEmpty { settle() } }

    mutating func loseLink(_ reason: String = "gone") {
        let inFlight = flights
        flights = []
        take(.linkLost(reason: reason, inFlight: inFlight))
    }

    /// Dies and is taken up again from its log, by whoever has the row.
    mutating func restart(bootID: String = "boot-1", row: ClockRow?, mustStand: Bool = false) {
        flights = []
        exercise = Exercise(state: state, instance: ExerciseStage.instance, bootID: bootID, burst: burst)
        take(ExerciseStage.opened(row: row, bootID: bootID, mustStand: mustStand))
    }

    /// A team says something of an inject; `rest` is more of the message.
    mutating func receive(_ inject: String, _ status: String, team: String = "blue", rest: String = "") {
        hear(
            Topic.receipt(state.id, TeamID(trusted: team)), #"{"id":"\#(inject)","status":"\#(status)"\#(rest)}"#)
    }

    /// A client of a team comes or goes.
    mutating func presence(_ status: String, team: String = "blue") {
        hear(Topic.presence(state.id, TeamID(trusted: team)), #"{"status":"\#(status)","client":"page"}"#)
    }

    /// A team asks for what came after a number.
    mutating func ask(after: Int64, team: String = "blue", responseTopic: String? = nil) {
        hear(Topic.replay(state.id, TeamID(trusted: team)), #"{"after":\#(after)}"#, responseTopic: responseTopic)
    }

    /// Forgets what came so far.
    mutating func clear() { (events, effects, rows) = ([], [], []) }
}

extension ExerciseStage {
    /// The facts in short: exercise second, type, and what they are about.
    var facts: [String] { events.map(ExerciseStage.words) }

    /// The facts of these types alone.
    func facts(_ prefix: String) -> [String] { facts.filter { $0.split(separator: " ")[1].hasPrefix(prefix) } }

    private static func words(_ event: Event) -> String {
        let encoded = FactCodec.encode(event.fact)
        let object = try? JSONObject(encoded.data[...], caps: .trusted)
        let parts = [
            object?["inject"]?.string, object?["seq"]?.integer.map { "#\($0)" },
            object?["attempt"]?.integer.map { "try \($0)" }, object?["command"]?.string, object?["reason"]?.string,
            object?["code"]?.string,
        ]
        let seconds = Double(event.exerciseTime.microseconds) / 1_000_000
        let team = object?["team"]?.string.map { $0 + (object?["inject"] == nil ? "" : "/") } ?? ""
        return "\(seconds) \(encoded.type) \(team)" + parts.compactMap { $0 }.joined(separator: " ")
    }

    /// What was published on a topic, as text.
    func published(_ topic: String) -> [String] {
        publications.filter { $0.topic == topic }.map { String(decoding: $0.payload, as: UTF8.self) }
    }

    var publications: [Publication] {
        effects.compactMap { if case .order(.publish(let publication)) = $0 { publication } else { nil } }
    }

    var deliveries: [Delivery] {
        effects.compactMap { if case .order(.deliver(let delivery)) = $0 { delivery } else { nil } }
    }

    /// The feed messages in short: inject, number, attempt, replayed.
    var sent: [String] {
        deliveries.map { delivery in
            let object = try? JSONObject(delivery.payload[...])
            let replayed = object?["replayed"]?.bool == true ? " replayed" : ""
            return "\(delivery.token.team)/\(object?["id"]?.string ?? "") #\(object?["seq"]?.integer ?? 0)"
                + " try \(object?["attempt"]?.integer ?? 0)\(replayed)"
        }
    }

    /// The state of one delivery.
    func delivery(_ inject: String, _ team: String = "blue") -> InjectDelivery? {
        state.ledger.slot(of: InjectTarget(team: TeamID(trusted: team), inject: InjectID(trusted: inject)))
            .map { state.ledger.delivery(at: $0) }
    }

    func states(_ injects: String..., team: String = "blue") -> [String] {
        injects.map {
            delivery($0, team).map { "\($0.state.rawValue)" + ($0.reason.isEmpty ? "" : " (\($0.reason))") } ?? "none"
        }
    }
}
