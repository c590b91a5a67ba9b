import ExerciseModel

/// Reads simulations that are to be played.
struct PlayReading {
    private let source: SourceText
    private let faults: FaultList
    private(set) var simulations: [PlayedSimulation] = []

    /// Reads the root of a file; faults are noted.
    init(_ root: Node, in source: SourceText, faults: FaultList) {
        (self.source, self.faults) = (source, faults)
        guard let section = Section(root, .play, in: source, faults: faults) else { return }
        guard section["simulations"] != nil else {
            section.missing("simulations", of: "the file", help: "write 'simulations:' and a list")
            return
        }
        var places: [SimulationID: Site] = [:]
        for node in section.list("simulations") {
            guard let section = Section(node, .played, in: source, faults: faults),
                let simulation = simulation(section)
            else { continue }
            if let first = places[simulation.id] {
                faults.error(
                    section.mark, "the simulation '\(simulation.id)' stands twice",
                    notes: [(first, "it stands here first")])
            }
            places[simulation.id] = section.mark
            simulations.append(simulation)
        }
        if faults.errors == 0, simulations.isEmpty {
            faults.error(section.mark, "there is no simulation in it", help: "write '- id: …' below 'simulations'")
        }
    }

    /// Whether a file can only be meant to be this.
    static func isPlay(_ root: Node) -> Bool { root.mapping?.map(\.key) == ["simulations"] }

    private func simulation(_ section: Section) -> PlayedSimulation? {
        let id = section.identifier("id", SimulationID.self)
        let door = section.choice("door", of: SimulationDoor.allCases.map(\.rawValue))
        let answers = answers(section)
        let events = section.list("events").compactMap(event)
        guard let id else { return nil }
        return PlayedSimulation(
            id: id, name: section.words("name", most: Limits.simulationName) ?? id.text,
            door: door.flatMap { SimulationDoor(rawValue: $0.word) } ?? .websocket, answers: answers,
            forgets: section.flag("forgets") ?? false, events: events)
    }

    private func answers(_ section: Section) -> [String: PlayedAnswer] {
        guard let node = section["answers"], !node.isNull else { return [:] }
        guard let entries = node.mapping else {
            section.wrongType("answers", node, wanted: "a mapping", help: "write 'answers: {lift: {after: 2s}}'")
            return [:]
        }
        var answers: [String: PlayedAnswer] = [:]
        for entry in entries { answers[entry.key] = answer(entry.value) }
        return answers
    }

    private func answer(_ node: Node) -> PlayedAnswer? {
        guard let section = Section(node, .playedAnswer, in: source, faults: faults) else { return nil }
        let isNever = section.flag("never") ?? false
        let reason = section.words("fail", most: Limits.string)
        let isRetryable = section.flag("retryable") ?? false
        if isNever { refuse(["after", "output", "fail", "progress"], beside: "never", section) }
        if section["fail"] != nil { refuse(["output"], beside: "fail", section) }
        if section["fail"] == nil { need("fail", for: "retryable", section) }
        if section["after"] == nil, !isNever { need("after", for: "progress", section) }
        let outcome: PlayedAnswer.Outcome =
            isNever
            ? .never
            : reason.map { .failed(reason: $0, retryable: isRetryable) } ?? .completed(output: section.json("output"))
        return PlayedAnswer(
            outcome, after: section.length("after") ?? 0, progress: section.duration("progress"),
            times: section.whole("times", in: 1...1_000_000))
    }

    private func event(_ node: Node) -> PlayedEvent? {
        guard let section = Section(node, .playedEvent, in: source, faults: faults) else { return nil }
        for key in ["at", "event_type"] where section[key] == nil { section.missing(key) }
        if section["every"] == nil { need("every", for: "times", section) }
        let every = section.duration("every")
        let times = section.whole("times", in: 1...1_000_000)
        let (at, payload) = (section.point("at"), section.json("payload"))
        guard let at, let type = section.words("event_type", most: Limits.simulationName) else { return nil }
        return PlayedEvent(at: at, type: type, payload: payload, every: every, times: every == nil ? 1 : times)
    }

    private func refuse(_ keys: [String], beside other: String, _ section: Section) {
        for key in keys {
            guard let site = section.keySite(key) else { continue }
            faults.error(site, "'\(key)' and '\(other)' exclude each other", help: "leave one of them out")
        }
    }

    private func need(_ other: String, for key: String, _ section: Section) {
        guard let site = section.keySite(key) else { return }
        faults.error(site, "'\(key)' says nothing without '\(other)'", help: "write '\(other)' beside it")
    }
}

extension KeyTable {
    fileprivate static let play = KeyTable(what: "file of played simulations", known: ["simulations"])
    fileprivate static let played = KeyTable(
        what: "simulation", known: ["id", "name", "door", "answers", "forgets", "events"])
    fileprivate static let playedAnswer = KeyTable(
        what: "answer", known: ["after", "output", "fail", "retryable", "never", "progress", "times"])
    fileprivate static let playedEvent = KeyTable(
        what: "event", known: ["at", "event_type", "payload", "every", "times"])
}
