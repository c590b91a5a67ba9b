import ExerciseModel
import ScenarioFiles

/// What one played simulation says and when, without clock or connection.
///
/// Its times run faster by the rate that it is given. It keeps the protocol: it answers each command once, a repeated
/// one as before, and reports an event that nobody has accepted again once it is registered again.
struct SimulationPlayer {
    /// What it wants done.
    enum Deed: Equatable {
        /// A message, and over MQTT the topic for it.
        case say(SimulationTopic, [UInt8])
        /// A line for whoever watches.
        case show(String)
        /// It cannot take part any more.
        case leave(String)
    }

    private enum Memory {
        case atIt
        case answered([UInt8])
    }

    private struct Duty {
        enum Work {
            case event(Int, number: Int)
            case progress(PlayedCommand, every: Int64, until: WallInstant)
            case answer(PlayedCommand, PlayedAnswer.Outcome)
        }

        var at: WallInstant
        var work: Work
    }

    let simulation: PlayedSimulation
    private let rate: Rate
    /// Begins the ids of its events, so that those of another player are others.
    private let session: String
    private(set) var isRegistered = false
    /// Why it is not connected, as it was shown.
    private var loss: String?
    private var duties: [Duty] = []
    private var known: [String: Memory] = [:]
    /// How often each kind of answer was begun.
    private var tries: [String: Int] = [:]
    private var eventCount = 0
    private var unaccepted: [(id: String, message: [UInt8])] = []

    init(_ simulation: PlayedSimulation, rate: Rate = .one, session: String) {
        self.simulation = simulation
        self.rate = rate
        self.session = session
    }

    /// When it has something to do next.
    var deadline: WallInstant { duties.map(\.at).min() ?? .never }

    /// Its events begin; what lies before `elapsed`, in microseconds of its own time, is left out.
    mutating func begin(at now: WallInstant, elapsed: Int64 = 0) {
        for (index, event) in simulation.events.enumerated() {
            var (at, number) = (event.at, 1)
            if at < elapsed, let every = event.every {
                let missed = (elapsed - at + every - 1) / every
                (at, number) = (at + missed * every, Int(missed) + 1)
            }
            guard at >= elapsed, number <= event.times ?? .max else { continue }
            duties.append(Duty(at: now.adding(microseconds: real(at - elapsed)), work: .event(index, number: number)))
        }
    }

    /// The connection stands: it says who it is.
    func connect() -> [Deed] {
        let message = JSONWriter.object { writer in
            writer.field("type", "register")
            writer.field("id", simulation.id.text)
            writer.field("name", simulation.name)
        }
        return [.say(.register, message)]
    }

    /// The connection is gone, or could not be made; the same reason is shown once.
    mutating func lose(_ reason: String) -> [Deed] {
        isRegistered = false
        defer { loss = reason }
        return loss == reason ? [] : [.show("not connected: \(reason)")]
    }

    /// Takes a message.
    mutating func hear(_ bytes: [UInt8], at now: WallInstant) -> [Deed] {
        guard let object = try? JSONObject(bytes[...]), let type = object["type"]?.string else {
            return [.show("a message that cannot be read")]
        }
        switch type {
        case "registered":
            (isRegistered, loss) = (true, nil)
            return [.show("registered")] + unaccepted.map { .say(.event, $0.message) }
        case "event.accepted":
            let id = object["event_id"]?.string
            unaccepted.removeAll { $0.id == id }
            guard object["rules"] != nil else { return [] }
            return [.show("the rules do not look at it now: \(object["reason"]?.string ?? "no reason given")")]
        case "command":
            guard let command = PlayedCommand(object) else { return [.show("a command without a saga or a step")] }
            return take(command, at: now)
        case "error":
            let (code, words) = (object["code"]?.string ?? "error", object["status"]?.string ?? "")
            let isFinal = code == RefusalCode.unknownSimulation.rawValue || code == "replaced"
            return [isFinal ? .leave("\(code): \(words)") : .show("refused, \(code): \(words)")]
        default: return []
        }
    }

    /// Does what is due.
    mutating func act(at now: WallInstant) -> [Deed] {
        var deeds: [Deed] = []
        while let next = duties.indices.min(by: { duties[$0].at < duties[$1].at }), duties[next].at <= now {
            let duty = duties.remove(at: next)
            switch duty.work {
            case .event(let index, let number): deeds += report(index, number, at: duty.at)
            case .answer(let command, let outcome): deeds += answer(command, outcome)
            case .progress(let command, let every, let until):
                let next = duty.at.adding(microseconds: every)
                if next < until {
                    duties.append(Duty(at: next, work: .progress(command, every: every, until: until)))
                }
                if isRegistered { deeds += [.show("→ \(command.name): going on"), .say(.step, command.progress)] }
            }
        }
        return deeds
    }

    private mutating func take(_ command: PlayedCommand, at now: WallInstant) -> [Deed] {
        let heard = Deed.show("← \(command.words)")
        if let id = command.id, let memory = known[id] {
            switch memory {
            case .atIt: return [heard, .show("  a repeat: at it already")]
            case .answered(let message): return [heard, .show("→ \(command.name): as before"), .say(.step, message)]
            }
        }
        let answer = nextAnswer(to: command.name)
        if case .never = answer.outcome { return [heard, .show("  no answer to \(command.name)")] }
        if let id = command.id, !simulation.forgets { known[id] = .atIt }
        let due = now.adding(microseconds: real(answer.after))
        if let progress = answer.progress.map(real), case let first = now.adding(microseconds: progress), first < due {
            duties.append(Duty(at: first, work: .progress(command, every: progress, until: due)))
        }
        duties.append(Duty(at: due, work: .answer(command, answer.outcome)))
        return [heard] + act(at: now)
    }

    private mutating func nextAnswer(to command: String) -> PlayedAnswer {
        let key = simulation.answers[command] == nil ? PlayedSimulation.anyCommand : command
        guard let answer = simulation.answers[key] else { return PlayedAnswer() }
        tries[key, default: 0] += 1
        if let times = answer.times, tries[key, default: 0] > times { return PlayedAnswer() }
        return answer
    }

    private mutating func answer(_ command: PlayedCommand, _ outcome: PlayedAnswer.Outcome) -> [Deed] {
        let message = command.answer(outcome)
        if let id = command.id, !simulation.forgets {
            // What may be tried again has not been done.
            known[id] = outcome.isRetryable ? nil : .answered(message)
        }
        let words = "→ \(command.name): \(outcome.words)"
        // The command is sent again to whoever comes back, and is then answered as before.
        return isRegistered ? [.show(words), .say(.step, message)] : [.show(words + ", once it is connected")]
    }

    private mutating func report(_ index: Int, _ number: Int, at due: WallInstant) -> [Deed] {
        let event = simulation.events[index]
        if let every = event.every, number < event.times ?? .max {
            // However high the rate, a millisecond stays between two.
            let next = due.adding(microseconds: max(1_000, real(every)))
            duties.append(Duty(at: next, work: .event(index, number: number + 1)))
        }
        eventCount += 1
        let id = "\(session)-\(eventCount)"
        let message = JSONWriter.object { writer in
            writer.field("type", "event")
            writer.field("event_type", event.type)
            if let payload = event.payload { writer.field("payload", payload) }
            writer.field("event_id", id)
        }
        unaccepted.append((id, message))
        let payload = event.payload.map { " " + String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        let shown = Deed.show("! \(event.type)" + TerminalText.cut(TerminalText.plain(payload), to: 120))
        return isRegistered ? [shown, .say(.event, message)] : [shown]
    }

    /// A length of its own time in microseconds of the wall.
    private func real(_ microseconds: Int64) -> Int64 {
        let (thousand, overflow) = microseconds.multipliedReportingOverflow(by: 1_000)
        return overflow ? microseconds / rate.thousandths * 1_000 : thousand / rate.thousandths
    }
}
