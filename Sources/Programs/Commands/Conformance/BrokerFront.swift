import ExerciseModel

/// A daemon's manners on the topics of one simulation.
struct BrokerFront {
    /// What is to be said about a message, and what the trial is to know of it.
    struct Turn: Equatable {
        var replies: [Reply] = []
        var news: [ConformanceTrial.News] = []
    }

    struct Reply: Equatable {
        var saying: TrialSaying
        var message: [UInt8]
    }

    let exercise: ExerciseID
    let simulation: SimulationID
    /// Whether the retain flag comes as it was set (MQTT 5).
    let seesRetain: Bool
    private var hasRegistered = false
    private var isThere = false
    /// Whether anybody has ever come through the cable.
    private var isPlugged = false
    /// A presence that came before anybody was there to say it.
    private var held: TrialPresence?

    init(_ exercise: ExerciseID, _ simulation: SimulationID, seesRetain: Bool) {
        (self.exercise, self.simulation, self.seesRetain) = (exercise, simulation, seesRetain)
    }

    /// What is subscribed to: wherever simulations speak, so that a word in the wrong place is heard as well.
    static func topics(of exercise: ExerciseID) -> [String] { [Topic.root(exercise) + "/simulation/#"] }

    /// Where something is said.
    func topic(of saying: TrialSaying) -> String {
        switch saying {
        case .registered: Topic.registered(exercise, simulation)
        case .accepted: Topic.accepted(exercise, simulation)
        case .command: Topic.command(exercise, simulation)
        case .error: Topic.simulationError(exercise, simulation)
        }
    }

    /// Somebody has come through the cable.
    mutating func plug() { isPlugged = true }

    /// Takes a message.
    mutating func hear(_ message: HeardMessage) -> Turn {
        let own = Topic.root(exercise) + "/simulation/\(simulation)/"
        guard message.topic.hasPrefix(own) else { return hearOther(message) }
        guard case .simulation(_, _, let topic)? = HeardTopic(message.topic) else { return hearOnWrongTopic(message) }
        guard !message.payload.isEmpty else { return Turn() }
        if topic == .presence { return hearPresence(message) }
        let doubts = message.qos == 0 ? ["QoS 0 on \(message.topic)"] : []
        var turn = read(message, topic)
        turn.news = doubts.map { .unsure($0, message.payload) } + turn.news
        return turn
    }

    /// The simulation is cut off: it is back when it registers, or says that it is online.
    mutating func cut() { isThere = false }

    private mutating func read(_ message: HeardMessage, _ topic: SimulationTopic) -> Turn {
        do throws(Refusal) {
            let kind = SimulationMessage.Kind(rawValue: topic.rawValue)
            let said = try SimulationMessage.read(message.payload, expecting: kind, on: simulation)
            guard case .register = said else {
                guard hasRegistered else { throw .init(.invalidCommand, "'\(simulation)' must register first") }
                // It may have been on its way when the simulation was cut off: only a registration brings that back.
                return Turn(news: [.said(said, message.payload)])
            }
        } catch {
            let reply = Reply(saying: .error, message: SimulationReply.error(error.code, error.message))
            return Turn(replies: [reply], news: [.misspoke(error.message, message.payload)])
        }
        hasRegistered = true
        // One that is connected to the broker itself.
        let presence = isPlugged ? nil : held.take()
        return Turn(
            replies: [Reply(saying: .registered, message: SimulationReply.registered)],
            news: (presence.map { [.presence($0)] } ?? []) + comeBack())
    }

    private mutating func hearPresence(_ message: HeardMessage) -> Turn {
        guard let status = (try? JSONObject(message.payload[...]))?["status"]?.string,
            status == "online" || status == "offline"
        else {
            return Turn(news: [.misspoke(#"a presence is {"status":"online"} or "offline""#, message.payload)])
        }
        var flaws = message.qos == 0 ? ["it has QoS 0, and may get lost"] : []
        if seesRetain, !message.retained { flaws.append("it is not retained, and is lost on whoever comes later") }
        let presence = TrialPresence(isOnline: status == "online", flaw: flaws.first, text: message.payload)
        guard presence.isOnline else {
            defer { isThere = false }
            return Turn(news: hold(presence) + (isThere ? [.left(reason: "its client went offline")] : []))
        }
        guard hasRegistered else {
            let words = "it says that it is online, but has not registered: have it register"
            return Turn(news: hold(presence) + [.visited(words)])
        }
        return Turn(news: [.presence(presence)] + comeBack())
    }

    /// Tells of a presence, unless it may be left at the broker from before.
    private mutating func hold(_ presence: TrialPresence) -> [ConformanceTrial.News] {
        guard !isPlugged, !hasRegistered else { return [.presence(presence)] }
        held = presence
        return []
    }

    private mutating func comeBack() -> [ConformanceTrial.News] {
        defer { isThere = true }
        return isThere ? [] : [.registered]
    }

    /// Another simulation, whose id was perhaps meant.
    private func hearOther(_ message: HeardMessage) -> Turn {
        guard case .simulation(_, let other, .register)? = HeardTopic(message.topic) else { return Turn() }
        return Turn(news: [.visited(by: other)])
    }

    /// What is said where only the daemon speaks, or nobody.
    private func hearOnWrongTopic(_ message: HeardMessage) -> Turn {
        let ours: [TrialSaying] = [.registered, .accepted, .command, .error]
        guard !ours.contains(where: { topic(of: $0) == message.topic }) else { return Turn() }
        let words = "'\(message.topic)' is no topic of a simulation: it speaks on register, event, step and presence"
        return Turn(news: [.misspoke(words, message.payload)])
    }
}

/// What a simulation says of its presence.
struct TrialPresence: Equatable {
    var isOnline: Bool
    /// What is wrong with the way in which it says it.
    var flaw: String?
    var text: [UInt8]
}
